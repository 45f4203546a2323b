import Concepts
import Dissection
import Interventions
import Laboratory
import Tensors
import Terminal

/// The ranked units of the layer shown.
struct UnitListView {
  let state: ExplorerState
  let palette: Palette

  func draw(in grid: inout CellGrid) {
    let area = state.layout.units
    let columns = UnitColumns(state: state)
    grid.heading(
      title,
      remark: remark,
      in: area,
      palette: palette,
      isFocused: state.place.focus == .units
    )
    columns.drawCaptions(in: &grid, palette: palette)
    let rows = state.table.rows
    if rows.isEmpty { drawNothing(in: &grid) }
    let current = state.rowIndex
    for line in 0..<state.layout.unitPage {
      let index = state.rowOffset + line
      guard rows.indices.contains(index) else { break }
      let row = index == current ? state.row ?? rows[index] : rows[index]
      draw(row, isCurrent: index == current, line: line, columns, in: &grid)
    }
  }

  private var title: String {
    guard let layer = state.layer else { return "units" }
    let concept =
      state.place.concept.flatMap { state.models.vocabulary?[$0]?.name }.map { "\($0) " } ?? ""
    let title = "\(concept)units of \(layer.name)"
    // The remark says what the list shows; the layer is marked above.
    let room = state.layout.units.width - CellText.width(of: remark) - 6
    return CellText.width(of: title) <= room ? title : "\(concept)units"
  }

  private var remark: String {
    if !state.place.search.isEmpty { return "/\(state.place.search)" }
    let marked = state.marks.isEmpty ? "" : "\(state.marks.count) marked, "
    if state.place.ranking == .iou, let progress = dissectionProgress { return marked + progress }
    if state.place.ranking == .effect, let part = state.sweep?.part { return marked + part }
    return "\(marked)\(state.place.ranking.name) \(state.place.isReversed ? "↑" : "↓")"
  }

  /// How far the ranking is settled: "levels 12 %", then "IoU 30 %".
  private var dissectionProgress: String? {
    guard let layer = state.layer, let job = state.dissectionJob(of: layer.name),
      let progress = job.progress, progress.total > 0
    else { return nil }
    let share = "\(progress.done * 100 / progress.total) %"
    return (progress.phase.hasPrefix("levels") ? "levels " : "IoU ") + share
  }

  private func drawNothing(in grid: inout CellGrid) {
    let area = state.layout.units
    let text = "no unit fits the search; Esc shows all"
    grid.putWrapped(
      text,
      in: CellRect(row: area.row + 2, column: 2, width: area.width - 3, height: 3),
      style: palette.quiet
    )
  }

  private func draw(
    _ row: UnitRow,
    isCurrent: Bool,
    line: Int,
    _ columns: UnitColumns,
    in grid: inout CellGrid
  ) {
    let area = state.layout.units
    let place = area.row + 2 + line
    if isCurrent { grid[place, 0] = Cell("▌", palette.key) }
    drawMark(of: row.unit, row: place, in: &grid)
    columns.draw(row, isCurrent: isCurrent, at: place, in: &grid, palette: palette)
    if isCurrent, state.place.focus == .units {
      let whole = CellRect(row: place, column: 0, width: area.width, height: 1)
      grid.restyle(whole, palette.selected)
    }
  }

  /// "●" marked, "×" ablated, "+" inserted.
  private func drawMark(of unit: Int, row: Int, in grid: inout CellGrid) {
    guard let layer = state.layer else { return }
    if state.marks.contains(unit) {
      grid[row, 1] = Cell("●", palette.accent)
    } else if let edit = state.editing.history.edit.state(of: unit, in: layer.name)?.edit {
      grid[row, 1] = Cell(
        edit.value == 0 ? "×" : "+",
        palette.theme.style(edit.value == 0 ? .loss : .gain)
      )
    }
  }
}
