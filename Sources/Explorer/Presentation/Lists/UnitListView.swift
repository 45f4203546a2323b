import Concepts
import Dissection
import Interventions
import Laboratory
import Tensors
import Terminal

/// The ranked units of the layer shown.
struct UnitListView: View {
  /// What is done to a unit, for the mark before it.
  enum Mark { case marked, ablated, inserted }

  let title: String
  let remark: String
  let columns: UnitColumns
  let rows: ListRows
  /// The line under the cursor, and its unit at the level that is being tried.
  let current: Int
  let currentRow: UnitRow?
  let marks: [Int: Mark]
  let isFocused: Bool
  let palette: Palette

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    grid.heading(title, remark: remark, in: area, palette: palette, isFocused: isFocused)
    columns.drawCaptions(at: area.row + 1, in: &grid, palette: palette)
    if columns.rows.isEmpty {
      grid.putWrapped(
        "no unit fits the search; Esc shows all",
        in: CellRect(row: area.row + 2, column: 2, width: area.width - 3, height: 3),
        style: palette.quiet
      )
    }
    for index in rows.lines where columns.rows.indices.contains(index) {
      let isCurrent = index == current
      let row = columns.rows[index]
      draw(
        isCurrent ? currentRow ?? row : row,
        isCurrent: isCurrent,
        in: CellRect(row: rows.row(of: index), column: 0, width: area.width, height: 1),
        &grid
      )
    }
  }

  private func draw(
    _ unit: UnitRow,
    isCurrent: Bool,
    in line: CellRect,
    _ grid: inout CellGrid
  ) {
    if isCurrent { grid[line.row, 0] = Cell("▌", palette.key) }
    switch marks[unit.unit] {
    case .marked: grid[line.row, 1] = Cell("●", palette.accent)
    case .ablated: grid[line.row, 1] = Cell("×", palette.theme.style(.loss))
    case .inserted: grid[line.row, 1] = Cell("+", palette.theme.style(.gain))
    case nil: break
    }
    columns.draw(unit, isCurrent: isCurrent, at: line.row, in: &grid, palette: palette)
    if isCurrent, isFocused { grid.select(line, palette) }
  }
}
