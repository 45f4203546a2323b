import Interventions
import Laboratory
import Tensors
import Terminal

extension ExplorerState {
  /// What a person thinks of the layer's units.
  var judgements: UnitJudgements? { layer.flatMap { models.judgements[$0.name] } }

  mutating func review(_ action: ReviewAction) -> [Effect] {
    guard let layer else { return [] }
    switch action {
    case .judge(let isGood):
      guard let unit else { return [] }
      var judgements = models.judgements[layer.name] ?? UnitJudgements(layer: layer.name)
      judgements.isGood[unit] = isGood
      models.judgements[layer.name] = judgements
      if isGood != nil { goToUnjudged(after: rowIndex) }
      return [.submit(.judge(layer: layer.name, unit: unit, isGood: isGood))]
    case .next: select(rowAt: min(rowIndex + 1, table.rows.count - 1))
    case .previous: select(rowAt: max(rowIndex - 1, 0))
    case .nextUnjudged: goToUnjudged(after: rowIndex)
    case .switchOff: switchFlaggedOff()
    case .leave: place.view = .automatic
    }
    return []
  }

  /// The next unit of the list, from here around, that nobody has judged.
  private mutating func goToUnjudged(after index: Int) {
    let rows = table.rows
    let order = rows.indices.map { (index + 1 + $0) % max(1, rows.count) }
    let known = judgements?.isGood ?? [:]
    guard let next = order.first(where: { known[rows[$0].unit] == nil }) else {
      let bad = judgements?.flagged.count ?? 0
      return notify(
        "every unit listed is judged, \(bad) bad; \(key(.review(.switchOff))) switches those off"
      )
    }
    select(rowAt: next)
  }

  private mutating func switchFlaggedOff() {
    let flagged = judgements?.flagged ?? []
    guard !flagged.isEmpty else { return notify("no unit of this layer is judged bad yet") }
    let fresh = flagged.filter {
      !editing.history.edit.isAblated($0, in: layer?.name ?? "", mask: nil)
    }
    guard !fresh.isEmpty else {
      return notify("they are off already; \(key(.edit(.undo))) takes it back")
    }
    if let layer { editing.chosenCells[layer.name] = nil }
    place.view = .sideBySide
    ablate(fresh, described: "judged bad")
  }
}
