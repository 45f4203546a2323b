import Dissection
import Faults
import Laboratory
import Tensors
import Terminal

extension ExplorerState {
  mutating func move(_ action: Move) {
    if editing.cellCursor != nil { return moveCell(action) }
    let changesPane = [.nextPane, .previousPane, .nextLayer, .previousLayer].contains(action)
    if isInTable, !changesPane { return moveInTable(action) }
    switch action {
    case .nextPane: place.focus = place.focus.next
    case .previousPane: place.focus = place.focus.previous
    case .nextLayer: select(layerAt: place.layerIndex + 1)
    case .previousLayer: select(layerAt: place.layerIndex - 1)
    case .left: place.focus == .scene ? changeScene(.previous) : (place.focus = .layers)
    case .right:
      if place.focus == .scene { changeScene(.next) } else { place.focus = place.focus.next }
    case .up, .down, .pageUp, .pageDown, .halfUp, .halfDown, .first, .last:
      place.focus == .layers ? moveLayer(action) : moveUnit(action)
    }
  }

  private mutating func moveLayer(_ action: Move) {
    let page = layout.layerPage
    select(
      layerAt: Self.moved(place.layerIndex, by: action, page: page, count: models.layers.count)
    )
  }

  private mutating func moveUnit(_ action: Move) {
    let count = table.rows.count
    let page = max(1, layout.unitPage - 1)
    select(rowAt: Self.moved(rowIndex, by: action, page: page, count: count))
  }

  /// Where a cursor goes in a list.
  static func moved(_ index: Int, by action: Move, page: Int, count: Int) -> Int {
    let target =
      switch action {
      case .up: index - 1
      case .down: index + 1
      case .pageUp: index - page
      case .pageDown: index + page
      case .halfUp: index - max(1, page / 2)
      case .halfDown: index + max(1, page / 2)
      case .first: 0
      case .last: count - 1
      case .left, .right, .nextPane, .previousPane, .nextLayer, .previousLayer: index
      }
    return max(0, min(target, count - 1))
  }

  mutating func select(layerAt index: Int) {
    let index = max(0, min(index, models.layers.count - 1))
    guard index != place.layerIndex, models.layers.indices.contains(index) else { return }
    place.layerIndex = index
    editing.cellCursor = nil
  }

  mutating func select(rowAt index: Int) {
    guard let layer, table.rows.indices.contains(index) else { return }
    place.browsing[layer.name, default: LayerBrowsing()].unit = table.rows[index].unit
    place.showsEdit = false
  }

  /// Scrolls the list so that the cursor is seen and no room is wasted.
  mutating func keepCursorInView() {
    // Where the list is hidden it stays as it was.
    guard let layer, layout.units.height > 0 else { return }
    let page = layout.unitPage
    let offset = max(min(rowOffset, rowIndex), rowIndex - page + 1)
    let clamped = max(0, min(offset, table.rows.count - page))
    guard clamped != rowOffset else { return }
    place.browsing[layer.name, default: LayerBrowsing()].offset = clamped
  }

  mutating func arrange(_ action: ListAction) {
    guard let layer else { return }
    switch action {
    case .mark:
      guard let unit else { return }
      let isMarked = place.browsing[layer.name, default: LayerBrowsing()].marks.remove(unit) != nil
      if !isMarked { place.browsing[layer.name, default: LayerBrowsing()].marks.insert(unit) }
      let row = rowIndex
      select(rowAt: min(row + 1, table.rows.count - 1))
    case .markAll:
      let all = Set(table.rows.map(\.unit))
      let isMarked = !marks.isDisjoint(with: all)
      let changed = isMarked ? marks.subtracting(all) : marks.union(all)
      place.browsing[layer.name, default: LayerBrowsing()].marks = changed
    case .nextRanking: nextRanking()
    case .reverseRanking:
      place.isReversed.toggle()
    }
  }

  /// Goes on to the next ranking that has something to rank by.
  private mutating func nextRanking() {
    repeat {
      place.ranking =
        Ranking(rawValue: (place.ranking.rawValue + 1) % Ranking.allCases.count) ?? .unit
    } while reasonAgainst(place.ranking) != nil
    place.isReversed = false
    let missing = Ranking.allCases.first { reasonAgainst($0) != nil }.flatMap(reasonAgainst)
    let hint = missing.map { " (\($0))" } ?? ""
    talk.notice = Notice(kind: .information, text: "units by \(place.ranking.name)\(hint)")
  }

  /// Ranks by what was asked for; asked again, the other way round.
  mutating func rank(by ranking: Ranking) {
    if let reason = reasonAgainst(ranking) { return notify(reason) }
    place.isReversed = ranking == place.ranking ? !place.isReversed : false
    place.ranking = ranking
  }

  func reasonAgainst(_ ranking: Ranking) -> String? {
    switch ranking {
    case .unit, .activation: nil
    case .iou, .label: models.segmenterStatus == .absent ? "labels need a segmenter" : nil
    case .ace:
      averageEffect == nil
        ? "for the causal units of a concept press \(key(.open(.optimisation)))" : nil
    case .effect:
      sweep == nil ? "for the effect of each unit measure all with \(key(.open(.sweep)))" : nil
    }
  }

  /// Esc on the main screen: gives up one thing at a time.
  mutating func stepBack() {
    if editing.brush != nil {
      editing.brush = nil
    } else if editing.cellCursor != nil {
      (editing.cellCursor, editing.corner) = (nil, nil)
      if let layer, let cells = editing.chosenCells[layer.name], !cells.isEmpty {
        notify(
          "edits of \(layer.name) act in \(counted(cells.count, "cell")); "
            + "\(key(.cancel)) once more: everywhere"
        )
      }
    } else if place.isZoomed {
      place.isZoomed = false
    } else if let layer, chosenMask != nil {
      editing.chosenCells[layer.name] = nil
      notify("edits act everywhere again")
    } else if !place.search.isEmpty {
      place.search = ""
    } else if place.concept != nil {
      place.concept = nil
    } else if let layer, !marks.isEmpty {
      place.browsing[layer.name]?.marks = []
    } else if place.view != .automatic {
      place.view = .automatic
    }
  }
}
