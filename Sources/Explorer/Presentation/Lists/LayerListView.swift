import Tensors
import Terminal

/// The list of layers: name, resolution, units, how many match.
struct LayerListView: View {
  struct Line {
    let layer: LayerDescription
    /// The units that match; nil while nothing is known.
    let matches: Int?
    /// Whether the number may still change.
    let isSettling: Bool
  }

  let lines: [Line]
  let current: Int
  let rows: ListRows
  let isFocused: Bool
  let palette: Palette

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    drawHeading(in: area, &grid)
    for index in rows.lines where lines.indices.contains(index) {
      draw(
        lines[index],
        isCurrent: index == current,
        in: CellRect(row: rows.row(of: index), column: area.column, width: area.width, height: 1),
        &grid
      )
    }
  }

  private func drawHeading(in area: CellRect, _ grid: inout CellGrid) {
    grid.heading("layers", in: area, palette: palette, isFocused: isFocused)
    let captions = [
      ("size", Self.sizeColumn(area) + 8), ("units", Self.unitsColumn(area) + 5),
      ("match", area.width - 1),
    ]
    for (text, end) in captions where end <= area.width {
      grid.put(" \(text)", row: area.row, column: end - text.count - 1, style: palette.caption)
    }
  }

  private static func unitsColumn(_ area: CellRect) -> Int { area.width - 12 }
  private static func sizeColumn(_ area: CellRect) -> Int { unitsColumn(area) - 9 }

  private func draw(
    _ entry: Line,
    isCurrent: Bool,
    in line: CellRect,
    _ grid: inout CellGrid
  ) {
    let layer = entry.layer
    let (row, style) = (line.row, isCurrent ? palette.strong : palette.text)
    let (size, units) = (Self.sizeColumn(line), Self.unitsColumn(line))
    if isCurrent { grid[row, line.column] = Cell("▌", palette.key) }
    grid.column(layer.name.rawValue, row: row, at: 2, width: size - 2, style: style)
    func put(_ text: String, at column: Int, width: Int, _ style: Style) {
      grid.column(text, row: row, at: column, width: width, style: style, trailing: true)
    }
    put("\(layer.height)×\(layer.width)", at: size, width: 8, palette.caption)
    put(String(layer.units), at: units, width: 5, style)
    // Counts that are still settling are shown quietly.
    put(
      entry.matches.map(String.init) ?? "·",
      at: units + 6,
      width: 5,
      entry.isSettling ? palette.quiet : palette.text
    )
    if isCurrent, isFocused { grid.select(line, palette) }
  }
}
