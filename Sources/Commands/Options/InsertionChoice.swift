import ArgumentParser
import Causes
import Concepts
import Dissection
import Experiments
import Faults
import Tensors

/// Units to insert, as a command names them.
struct InsertionChoice {
  let layer: String
  let units: NumberList?
  let best: Int
  var order = SetOrder.iou
  let quantile: Double

  /// The units with the values that they are set to.
  func request(for concept: Concept, _ workbench: Workbench) throws(Fault) -> ContextRequest {
    let layer = try workbench.layer(LayerName(layer))
    let chosen: [Int]
    if let units {
      chosen = units.numbers
    } else {
      chosen = Array(
        try workbench.units(of: layer, orderedBy: order, for: concept.number).prefix(best)
      )
    }
    guard chosen.allSatisfy({ (0..<layer.units).contains($0) }) else {
      throw Fault(
        .usage,
        "insert units of",
        on: layer.name.rawValue,
        expected: "units from 0 to \(layer.units - 1)",
        found: chosen.map(String.init).joined(separator: ",")
      )
    }
    let quantiles = try workbench.unitQuantiles(of: layer)
    return ContextRequest(
      concept: concept.number,
      layer: layer.name,
      units: chosen,
      values: chosen.map { quantiles.value(unit: $0, quantile: quantile) }
    )
  }
}

/// Refuses a quantile at which no unit's level is known.
func refuse(insertionAt quantile: Double?) throws {
  guard let quantile, !UnitQuantiles.offered.contains(quantile) else { return }
  throw ValidationError("--insert takes a quantile from \(UnitQuantiles.range), such as 0.99.")
}
