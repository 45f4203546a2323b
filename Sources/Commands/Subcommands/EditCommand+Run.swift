import Causes
import Concepts
import ArgumentParser
import Dissection
import Experiments
import Faults
import Interventions
import Tensors

extension EditCommand {
  func run() throws {
    let workbench = try model.openWorkbench(
      withSegmenter: concept != nil,
      store: concept == nil && insert == nil ? .none : .reading
    )
    let description: LayerDescription
    if let known = workbench.editableLayers.first(where: { $0.name.rawValue == layer }) {
      description = known
    } else {
      description = try workbench.layer(LayerName(layer))
    }
    let chosen = try chosenUnits(of: description, workbench)
    let values = try values(of: chosen, in: description, workbench)
    let intervention = Intervention(
      zip(chosen, values).map { UnitEdit(layer: description.name, unit: $0, value: $1) },
      mask: try mask(on: description)
    )
    let edit = Edit([intervention])
    _ = try edit.layerEdits(for: workbench.editableLayers)
    try Destination.write(Array(try edit.json().utf8), to: output, attempt: "write the edit")
    if output != "-" {
      let verb = insert == nil && (value ?? 0) == 0 ? "ablated" : "inserted"
      complain(
        "\(counted(chosen.count, "unit")) of \(layer) \(verb) by \(output)\(shortfall(chosen.count))"
      )
    }
  }

  /// Why there are fewer units than were asked for.
  private func shortfall(_ count: Int) -> String {
    guard let best, let concept, count < best else { return "" }
    if by == .iqr || by == .ace { return ", not \(best): the layer has no more" }
    let reason = by == .iou ? "overlaps" : "removes any"
    return ", not \(best): no other \(reason) \(displayable(concept))"
  }

  private func chosenUnits(
    of layer: LayerDescription,
    _ workbench: Workbench
  ) throws(Fault) -> [Int] {
    if let units {
      try check(units.numbers, of: layer)
      return units.numbers
    }
    let vocabulary = try workbench.vocabulary(for: "choose units for a concept")
    let number = try vocabulary.chosenConcept(concept ?? "").number
    if let best {
      switch by {
      case .iou, .effect:
        return try workbench.bestUnits(
          for: number,
          in: layer.name,
          count: best,
          by: by == .iou ? .iou : .effect
        )
      case .iqr, .ace:
        let order = try workbench.units(
          of: layer,
          orderedBy: by == .iqr ? .iqr : .ace,
          for: number
        )
        return Array(order.prefix(best))
      }
    }
    let dissection = try dissection(of: layer, workbench, to: "choose units of")
    let labelled = dissection.matching(number)
    if !labelled.isEmpty { return labelled }
    throw Fault(
      .missing,
      "choose units of \(layer.name) for",
      on: concept,
      found: "no unit is labelled with it",
      advice: "--best N takes those that come nearest"
    )
  }

  private func dissection(
    of layer: LayerDescription,
    _ workbench: Workbench,
    to attempt: String
  ) throws(Fault) -> LayerDissection {
    if let dissection = try workbench.storedDissection(of: layer.name) { return dissection }
    throw try workbench.undissected(layer.name, attempt)
  }

  private func check(_ units: [Int], of layer: LayerDescription) throws(Fault) {
    for unit in units where !(0..<layer.units).contains(unit) {
      throw Fault(
        .usage,
        "find the unit",
        on: "\(layer.name) unit \(unit)",
        expected: "a unit from 0 to \(layer.units - 1)",
        found: "\(unit)"
      )
    }
  }

  /// 0 for each unit that is ablated, else the value given or the unit's own quantile.
  private func values(
    of units: [Int],
    in layer: LayerDescription,
    _ workbench: Workbench
  ) throws(Fault) -> [Float] {
    guard let insert else { return units.map { _ in value ?? 0 } }
    let quantiles = try dissection(of: layer, workbench, to: "find the quantiles of").quantiles
    return units.map { quantiles.value(unit: $0, quantile: insert) }
  }

  private func mask(on layer: LayerDescription) throws(Fault) -> Mask? {
    guard let cells else { return nil }
    for cell in cells.cells where cell.row >= layer.height || cell.column >= layer.width {
      throw Fault(
        .usage,
        "edit the cell",
        on: "\(cell.row):\(cell.column)",
        expected:
          "rows 0 to \(layer.height - 1) and columns 0 to \(layer.width - 1) of \(layer.name)",
        found: "a cell outside"
      )
    }
    return Mask(height: layer.height, width: layer.width, set: cells.cells)
  }
}
