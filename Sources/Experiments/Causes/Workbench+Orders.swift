public import Causes
import Concepts
import Dissection
public import Faults
import Laboratory
public import Tensors

extension Workbench {
  /// All units of a layer in an order for a concept, best first.
  ///
  /// - Throws: `Fault` of kind missing with the command that makes the order.
  public func units(
    of layer: LayerDescription,
    orderedBy order: SetOrder,
    for concept: Int
  ) throws(Fault) -> [Int] {
    switch order {
    case .iou, .iqr:
      let score: UnitScore = order == .iou ? .iou : .iqr
      let dissection = try storedDissection(of: layer.name)
      if let dissection, dissection.score(score, unit: 0, concept: concept) != nil {
        return dissection.ranking(for: concept, by: score)
      }
      throw missing(order, layer, advice: "Run 'ganscope dissect --layers \(layer.name)' first")
    case .effect:
      if let sweep = try storedSweep(of: layer.name), sweep.measuredUnits == layer.units {
        return sweep.ranking(for: concept)
      }
      throw missing(order, layer, advice: "Run 'ganscope sweep --layer \(layer.name)' first")
    case .ace:
      if let effect = storedAverageEffects(of: layer, for: concept).first { return effect.ranking }
      let name = segmenterFacts?.vocabulary[concept]?.query ?? "NAME"
      throw missing(
        order,
        layer,
        advice: "Run 'ganscope ace --layer \(layer.name) --concept \(name)' first"
      )
    }
  }

  /// The orders of a layer's units that are at hand for a concept.
  public func knownOrders(of layer: LayerDescription, for concept: Int) -> [SetOrder] {
    SetOrder.allCases.filter { (try? units(of: layer, orderedBy: $0, for: concept)) != nil }
  }

  private func missing(_ order: SetOrder, _ layer: LayerDescription, advice: String) -> Fault {
    Fault(
      .missing,
      "order the units of \(layer.name) by \(order.rawValue)",
      expected: "a complete result in the store",
      found: "none",
      advice: advice
    )
  }
}
