import Dissection
import Laboratory
import Tensors
import Terminal

extension ExplorerState {
  mutating func move(_ action: Action) {
    if cellCursor != nil { return moveCell(action) }
    switch action {
    case .nextPane: focus = focus.next
    case .previousPane: focus = focus.previous
    case .nextLayer: select(layerAt: layerIndex + 1)
    case .previousLayer: select(layerAt: layerIndex - 1)
    case .left: focus == .scene ? changeScene(.previousScene) : (focus = .layers)
    case .right:
      if focus == .scene { changeScene(.nextScene) } else { focus = focus.next }
    default: focus == .layers ? moveLayer(action) : moveUnit(action)
    }
  }

  private mutating func moveLayer(_ action: Action) {
    let page = layout.layerPage
    select(layerAt: Self.moved(layerIndex, by: action, page: page, count: layers.count))
  }

  private mutating func moveUnit(_ action: Action) {
    let count = table.rows.count
    let page = max(1, layout.unitPage - 1)
    select(rowAt: Self.moved(rowIndex, by: action, page: page, count: count))
  }

  /// Where a cursor goes in a list.
  static func moved(_ index: Int, by action: Action, page: Int, count: Int) -> Int {
    let target =
      switch action {
      case .up: index - 1
      case .down: index + 1
      case .pageUp: index - page
      case .pageDown: index + page
      case .first: 0
      case .last: count - 1
      default: index
      }
    return max(0, min(target, count - 1))
  }

  mutating func select(layerAt index: Int) {
    let index = max(0, min(index, layers.count - 1))
    guard index != layerIndex, layers.indices.contains(index) else { return }
    layerIndex = index
    cellCursor = nil
    refreshTable()
  }

  mutating func select(rowAt index: Int) {
    guard let layer, table.rows.indices.contains(index) else { return }
    browsing[layer.name, default: LayerBrowsing()].unit = table.rows[index].unit
    showsEdit = false
  }

  /// Makes the list again, the cursor staying on its unit and in its place on the screen.
  mutating func refreshTable() {
    guard let layer else { return table = UnitTable() }
    let before = unit.flatMap { table.index(of: $0) }
    table = UnitTableRequest(
      layer: layer,
      vocabulary: vocabulary,
      dissection: dissection,
      sweep: sweep,
      activations: activations?.activations,
      ranking: ranking,
      isReversed: isReversed,
      concept: concept,
      search: search
    ).table()
    if browsing[layer.name]?.unit != nil, let before {
      let shift = rowIndex - before
      browsing[layer.name]?.offset += shift
    }
  }

  /// Scrolls the list so that the cursor is seen and no room is wasted.
  mutating func keepCursorInView() {
    guard let layer, layout.isLargeEnough else { return }
    let page = layout.unitPage
    let offset = max(min(rowOffset, rowIndex), rowIndex - page + 1)
    let clamped = max(0, min(offset, table.rows.count - page))
    guard clamped != rowOffset else { return }
    browsing[layer.name, default: LayerBrowsing()].offset = clamped
  }

  mutating func arrange(_ action: Action) {
    guard let layer else { return }
    switch action {
    case .mark:
      guard let unit else { return }
      let isMarked = browsing[layer.name, default: LayerBrowsing()].marks.remove(unit) != nil
      if !isMarked { browsing[layer.name, default: LayerBrowsing()].marks.insert(unit) }
      let row = rowIndex
      select(rowAt: min(row + 1, table.rows.count - 1))
    case .markAll:
      let all = Set(table.rows.map(\.unit))
      let isMarked = !marks.isDisjoint(with: all)
      let changed = isMarked ? marks.subtracting(all) : marks.union(all)
      browsing[layer.name, default: LayerBrowsing()].marks = changed
    case .nextRanking: nextRanking()
    default:
      isReversed.toggle()
      refreshTable()
    }
  }

  /// Goes on to the next ranking that has something to rank by.
  private mutating func nextRanking() {
    repeat {
      ranking = Ranking(rawValue: (ranking.rawValue + 1) % Ranking.allCases.count) ?? .unit
    } while reasonAgainst(ranking) != nil
    isReversed = false
    refreshTable()
    let missing = Ranking.allCases.first { reasonAgainst($0) != nil }.flatMap(reasonAgainst)
    let hint = missing.map { " (\($0))" } ?? ""
    notice = Notice(kind: .information, text: "units by \(ranking.name)\(hint)")
  }

  private func reasonAgainst(_ ranking: Ranking) -> String? {
    switch ranking {
    case .unit, .activation: nil
    case .iou, .label: segmenterStatus == .absent ? "labels need a segmenter" : nil
    case .effect: sweep == nil ? "for the effect of each unit measure all with M" : nil
    }
  }

  /// Esc on the main screen: gives up one thing at a time.
  mutating func stepBack() {
    if cellCursor != nil {
      cellCursor = nil
    } else if isZoomed {
      isZoomed = false
    } else if !search.isEmpty {
      search = ""
      refreshTable()
    } else if concept != nil {
      concept = nil
      refreshTable()
    } else if let layer, !marks.isEmpty {
      browsing[layer.name]?.marks = []
    } else if view != .automatic {
      view = .automatic
    }
  }
}
