import Dissection
import Faults
import Interventions
import Tensors

extension ExplorerState {
  mutating func edit(_ action: EditAction) {
    switch action {
    case .ablate: ablate(chosenUnits)
    case .insert: insert(chosenUnits)
    case .raiseLevel: changeLevel(by: 1)
    case .lowerLevel: changeLevel(by: -1)
    case .undo: if let step = editing.history.undo() { notify("undone: \(step.title)") }
    case .redo: if let step = editing.history.redo() { notify("done again: \(step.title)") }
    case .keepAsOther: return keepAsOther()
    case .exchange: exchangeEdits()
    case .reset:
      editing.history.apply(EditStep(title: "reset"))
      let cells = editing.chosenCells.values.contains { !$0.isEmpty } ? ", no cells chosen" : ""
      editing.chosenCells = [:]
      notify("no edit any more\(cells); \(key(.edit(.undo))) brings it back")
    }
    place.showsEdit = true
    keepUnit()
  }

  /// What was edited stays under the cursor, however the list is ordered anew.
  private mutating func keepUnit() {
    guard let layer, let unit else { return }
    place.browsing[layer.name, default: LayerBrowsing()].unit = unit
  }

  /// Switches units of the layer shown off, in the chosen cells or everywhere; units that are all
  /// off there are switched on again.
  mutating func ablate(_ units: [Int], described name: String? = nil, for concept: Int? = nil) {
    guard let layer, !units.isEmpty else { return }
    let mask = chosenMask
    let fresh = units.filter { !editing.history.edit.isAblated($0, in: layer.name, mask: mask) }
    guard !fresh.isEmpty else { return release(units, of: layer.name, "on again") }
    apply(
      Intervention(fresh.map { UnitEdit(layer: layer.name, unit: $0) }, mask: mask),
      name: name,
      insertion: nil,
      concept: concept
    )
  }

  /// Forces units of the layer shown to their level, in the chosen cells or everywhere; units that
  /// are all forced there are left alone again.
  mutating func insert(_ units: [Int], described name: String? = nil, for concept: Int? = nil) {
    guard let layer, !units.isEmpty else { return }
    let mask = chosenMask
    let isInserted = units.allSatisfy {
      editing.history.edit.isInserted($0, in: layer.name, mask: mask)
    }
    if isInserted, name == nil { return release(units, of: layer.name, "not inserted any more") }
    let insertion = Insertion(layer: layer.name, units: units, mask: mask)
    guard let intervention = intervention(for: insertion) else { return }
    apply(intervention, name: name, insertion: insertion, concept: concept)
  }

  /// Takes units out of the edit, in the chosen cells or everywhere.
  mutating func release(_ units: [Int], of layer: LayerName, _ what: String) {
    var edit = editing.history.edit
    edit.release(units, of: layer, mask: chosenMask)
    let which = units.count == 1 ? "unit \(units[0])" : "\(units.count) units"
    show(EditStep(edit: edit, title: "\(which) of \(layer) \(what)"))
  }

  private mutating func apply(
    _ step: Intervention,
    name: String?,
    insertion: Insertion?,
    concept: Int?
  ) {
    var edit = editing.history.edit
    edit.replace(with: step)
    let level =
      insertion == nil ? "" : " at quantile \(quantileText(editing.quantile)) (+ - change it)"
    let title = step.summary + (name.map { ": \($0)" } ?? "") + level
    show(EditStep(edit: edit, title: title, insertion: insertion, concept: concept))
  }

  /// Goes on to another edit, and shows what it does.
  mutating func show(_ step: EditStep) {
    editing.history.apply(step)
    if let layer { place.browsing[layer.name]?.marks = [] }
    place.showsEdit = true
    if place.view == .original || place.view == .heatmap { place.view = .automatic }
    notify(step.title)
  }

  /// The levels of an insertion at the present quantile; nil while the units' levels are unknown.
  private func intervention(for insertion: Insertion) -> Intervention? {
    guard let quantiles = models.dissections[insertion.layer]?.quantiles, !quantiles.values.isEmpty
    else {
      return nil
    }
    let units = insertion.units.map { unit in
      UnitEdit(
        layer: insertion.layer,
        unit: unit,
        value: quantiles.value(unit: unit, quantile: editing.quantile)
      )
    }
    return Intervention(units, mask: insertion.mask)
  }

  /// The levels that a unit can be inserted at, the first of them off; nil while they are unknown.
  func levels(of unit: UnitEdit) -> [Float]? {
    guard let quantiles = models.dissections[unit.layer]?.quantiles, !quantiles.values.isEmpty
    else { return nil }
    return [0] + Editing.quantiles.map { quantiles.value(unit: unit.unit, quantile: $0) }
  }

  /// Changes the quantile, and with it the last insertion if nothing came after it.
  private mutating func changeLevel(by step: Int) {
    let quantiles = Editing.quantiles
    let index = quantiles.firstIndex { $0 >= editing.quantile } ?? quantiles.count - 1
    editing.quantile = quantiles[max(0, min(index + step, quantiles.count - 1))]
    notify("insertion at quantile \(quantileText(editing.quantile)) of each unit")
    guard let insertion = editing.history.present.insertion,
      !editing.history.edit.interventions.isEmpty,
      let intervention = intervention(for: insertion)
    else { return }
    var step = editing.history.present
    step.edit.interventions[step.edit.interventions.count - 1] = intervention
    step.title = "\(intervention.summary) at quantile \(quantileText(editing.quantile))"
    editing.history.adjust(step)
    notify(step.title)
  }

  mutating func notify(_ text: String) { talk.notice = Notice(kind: .information, text: text) }

  /// Says what is doubtful in a network's file, if anything is.
  mutating func notify(_ remarks: [String]) {
    if !remarks.isEmpty { notify(remarks.joined(separator: "; ")) }
  }

  /// Takes over an edit from a file, if it fits the generator.
  mutating func open(_ opened: OpenedEdit, path: String) {
    do {
      try models.check(opened.edit)
    } catch {
      talk.notice = Notice(kind: .failure, text: error.description)
      return
    }
    editing.history.apply(EditStep(edit: opened.edit, title: "opened \(path)"))
    opened.scene.map { scene = max(0, min($0, Self.lastScene)) }
    if let index = models.layers.firstIndex(where: { $0.name == opened.layer }) {
      select(layerAt: index)
    }
    place.showsEdit = true
    talk.notice = Notice(kind: .success, text: "opened \(path): \(opened.edit.summary)")
  }
}
