import Dissection
import Faults
import Interventions
import Tensors

extension ExplorerState {
  /// The quantiles at which units can be inserted.
  static let insertionQuantiles = [0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999]

  mutating func edit(_ action: Action) {
    switch action {
    case .ablate: ablate(chosenUnits)
    case .insert: insert(chosenUnits)
    case .raiseLevel: changeLevel(by: 1)
    case .lowerLevel: changeLevel(by: -1)
    case .undo: history.undo().map { tell("undone: \($0.title)") }
    case .redo: history.redo().map { tell("done again: \($0.title)") }
    default:
      history.apply(EditStep(title: "reset"))
      tell("no edit any more; u brings it back")
    }
    showsEdit = true
  }

  /// Switches units of the layer shown off, in the chosen cells or everywhere.
  mutating func ablate(_ units: [Int], described name: String? = nil) {
    guard let layer, !units.isEmpty else { return }
    let fresh = units.filter { !isAblated($0, in: layer.name) }
    guard !fresh.isEmpty else {
      return tell(units.count == 1 ? "the unit is already off" : "these units are already off")
    }
    let intervention = Intervention(
      fresh.map { UnitEdit(layer: layer.name, unit: $0) },
      mask: chosenMask
    )
    apply(intervention, name: name, insertion: nil)
  }

  /// Forces units of the layer shown to their level, in the chosen cells or everywhere.
  mutating func insert(_ units: [Int], described name: String? = nil) {
    guard let layer, !units.isEmpty else { return }
    let insertion = Insertion(layer: layer.name, units: units, mask: chosenMask)
    guard let intervention = intervention(for: insertion) else { return }
    apply(intervention, name: name, insertion: insertion)
  }

  private mutating func apply(_ step: Intervention, name: String?, insertion: Insertion?) {
    var edit = history.edit
    edit.interventions.append(step)
    let level = insertion == nil ? "" : " at quantile \(quantileText(quantile)) (+ - change it)"
    let title = step.summary + (name.map { ": \($0)" } ?? "") + level
    history.apply(EditStep(edit: edit, title: title, insertion: insertion))
    if let layer { browsing[layer.name]?.marks = [] }
    showsEdit = true
    if view == .original || view == .heatmap { view = .automatic }
    tell(title)
  }

  /// The levels of an insertion at the present quantile; nil while the units' levels are unknown.
  private func intervention(for insertion: Insertion) -> Intervention? {
    guard let quantiles = dissections[insertion.layer]?.quantiles, !quantiles.values.isEmpty else {
      return nil
    }
    let units = insertion.units.map { unit in
      UnitEdit(
        layer: insertion.layer,
        unit: unit,
        value: quantiles.value(unit: unit, quantile: quantile)
      )
    }
    return Intervention(units, mask: insertion.mask)
  }

  /// Changes the quantile, and with it the last insertion if nothing came after it.
  private mutating func changeLevel(by step: Int) {
    let quantiles = Self.insertionQuantiles
    let place = quantiles.firstIndex { $0 >= quantile } ?? quantiles.count - 1
    quantile = quantiles[max(0, min(place + step, quantiles.count - 1))]
    tell("insertion at quantile \(quantileText(quantile)) of each unit")
    guard let insertion = history.present.insertion, !history.edit.interventions.isEmpty,
      let intervention = intervention(for: insertion)
    else { return }
    var step = history.present
    step.edit.interventions[step.edit.interventions.count - 1] = intervention
    step.title = "\(intervention.summary) at quantile \(quantileText(quantile))"
    history.adjust(step)
    tell(step.title)
  }

  /// What the edit does to a unit, the last intervention on it counting.
  func editMark(of unit: Int, in layer: LayerName) -> UnitEdit? {
    for intervention in history.edit.interventions.reversed() {
      let edit = intervention.units.last { $0.layer == layer && $0.unit == unit }
      if let edit { return edit }
    }
    return nil
  }

  private func isAblated(_ unit: Int, in layer: LayerName) -> Bool {
    guard chosenMask == nil else { return false }
    let last = history.edit.interventions.last { intervention in
      intervention.units.contains { $0.layer == layer && $0.unit == unit }
    }
    return last?.mask == nil
      && last?.units.contains {
        $0.layer == layer && $0.unit == unit && $0.value == 0 && $0.alpha == 1
      } == true
  }

  mutating func tell(_ text: String) { notice = Notice(kind: .information, text: text) }

  /// Takes over an edit from a file, if it fits the generator.
  mutating func open(_ opened: OpenedEdit, path: String) {
    do {
      _ = try opened.edit.layerEdits(for: layers)
    } catch {
      notice = Notice(kind: .failure, text: error.description)
      return
    }
    history.apply(EditStep(edit: opened.edit, title: "opened \(path)"))
    opened.scene.map { scene = max(0, min($0, Self.lastScene)) }
    if let index = layers.firstIndex(where: { $0.name == opened.layer }) { select(layerAt: index) }
    showsEdit = true
    notice = Notice(kind: .success, text: "opened \(path): \(opened.edit.summary)")
  }
}
