import Faults
import Terminal

/// What the layer shown can be compared with.
struct ComparisonMenuView: DialogContent {
  /// A side that is known, and how many of its units match.
  struct Line {
    let title: String
    let matches: Int?
  }

  let layer: String
  let lines: [Line]
  let cursor: Int
  let palette: Palette

  var title: String { "compare \(layer) with" }

  func extent(on screen: GridSize) -> GridSize { Self.extent(lines.count, on: screen) }

  static func extent(_ count: Int, on screen: GridSize) -> GridSize {
    GridSize(width: 60, height: max(3, min(count, screen.height - 10)) + 5)
  }

  /// Where the lines are inside the box.
  static func rows(_ count: Int, around cursor: Int, in area: CellRect) -> ListRows {
    ListRows(top: area.row + 1, page: area.height - 3, count: count, around: cursor)
  }

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    let rows = Self.rows(lines.count, around: cursor, in: area)
    for index in rows.lines {
      let line = area.line(rows.row(of: index) - area.row)
      grid.column(
        lines[index].title,
        row: line.row,
        at: line.column + 1,
        width: line.width - (lines[index].matches == nil ? 2 : 22),
        style: palette.text
      )
      grid.column(
        lines[index].matches.map { "\(counted($0, "unit")) match" } ?? "",
        row: line.row,
        at: line.column + line.width - 20,
        width: 20,
        style: palette.quiet,
        trailing: true
      )
      if index == cursor { grid.select(line, palette) }
    }
  }
}
