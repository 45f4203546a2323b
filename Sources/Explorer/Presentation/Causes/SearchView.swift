import Causes
import Tensors
import Terminal

/// The sets that a search compared, the best first, with what they do on held-out scenes.
struct SearchView: View {
  let result: SetSearchResult
  let cursor: Int
  let palette: Palette

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    let columns = [10, max(12, area.width - 10 - 7 - 18 - 18), 7, 18, 18]
    func put(_ texts: [String], _ style: Style, row: Int) {
      grid.columns(texts, row: row, at: area.column, widths: columns, names: 2, style: style)
    }
    put(
      ["layer", "found", "units"]
        + setHeadings(isRemoval: result.request.action == .ablation),
      palette.caption,
      row: area.row
    )
    let height = max(1, area.height - 5)
    let cursor = max(0, min(cursor, result.contestants.count - 1))
    let lines = ListRows(
      top: area.row + 1,
      page: height,
      count: result.contestants.count,
      around: cursor
    )
    for index in lines.lines {
      let (entry, row) = (result.contestants[index], lines.row(of: index))
      put(
        [
          entry.set.layer.rawValue, entry.origin.words, "\(entry.set.units.count)",
          percent(entry.effect), percent(entry.rest),
        ],
        index == 0 ? palette.strong : palette.text,
        row: row
      )
      guard index == cursor else { continue }
      grid.select(area.line(row - area.row), palette)
    }
    guard area.height > 6 else { return }
    let units = result.contestants[cursor].set.units.map(String.init).joined(separator: ", ")
    grid.putWrapped(
      "units \(units)",
      in: CellRect(
        row: area.row + area.height - 3,
        column: area.column,
        width: area.width,
        height: 3
      ),
      style: palette.quiet
    )
  }
}

extension SetOrigin {
  /// How it was found, in words.
  fileprivate var words: String {
    switch self {
    case .order(let order): "first by \(order.rawValue)"
    case .additions: "units added one by one"
    case .swaps: "units exchanged"
    }
  }
}
