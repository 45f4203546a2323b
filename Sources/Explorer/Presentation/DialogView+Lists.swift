import Concepts
import Dissection
import Interventions
import Laboratory
import Tensors
import Terminal

/// The line after ":", with what may follow above it.
struct CommandView {
  let line: CommandLine
  let state: ExplorerState
  let palette: Palette

  func draw(in grid: inout CellGrid) {
    let row = state.layout.statusRow
    let found = state.completions(of: line.field.text)
    let shown = Array(found.prefix(min(8, state.size.height / 3)))
    for (offset, text) in shown.enumerated() {
      let place = row - shown.count + offset
      fill(place, &grid)
      let word = Command.words.first { $0.name == text }
      grid.put(
        [
          (text, palette.key), (word.map { " \($0.usage)" } ?? "", palette.caption),
          (word.map { "  \($0.meaning)" } ?? "", palette.quiet),
        ],
        row: place,
        column: 2,
        maxWidth: grid.width - 3
      )
    }
    fill(row, &grid)
    grid.put(":", row: row, column: 1, style: palette.key)
    let complaint = CellText.clipped(line.complaint ?? "", to: grid.width * 2 / 3)
    let room = grid.width - 4 - CellText.width(of: complaint)
    FieldView(field: line.field, palette: palette).draw(row: row, column: 2, width: room, in: &grid)
    grid.put(complaint, row: row, column: room + 3, style: palette.style(.failure))
  }

  private func fill(_ row: Int, _ grid: inout CellGrid) {
    let line = CellRect(row: row, column: 0, width: grid.width, height: 1)
    grid.fill(line, with: Cell(" ", palette.text))
  }
}

/// What is at a place of the scene, and the units that are strongest there.
struct PlaceView {
  let list: PlaceList
  let state: ExplorerState
  let palette: Palette

  func draw(in grid: inout CellGrid) {
    let page = max(3, min(12, state.size.height - 12))
    let frame = DialogFrame(size: state.size, width: 58, height: page + 6)
    frame.draw("what is here, and who draws it", in: &grid, palette: palette)
    let inside = frame.inside
    let names = state.concepts(at: list.cell).map { "\($0.name) (\($0.category.rawValue))" }
    grid.column(
      names.isEmpty ? "nothing is named here" : names.joined(separator: ", "),
      row: inside.row,
      at: inside.column,
      width: inside.width,
      style: palette.strong
    )
    let captions = [("unit", 4, 6), ("activation", 8, 12), ("× level", 20, 9), ("label", 31, 20)]
    for (text, place, width) in captions {
      grid.column(
        text,
        row: inside.row + 1,
        at: inside.column + place - (text == "label" ? 0 : 2),
        width: width,
        style: palette.caption,
        trailing: text != "label"
      )
    }
    for (line, unit) in list.units.prefix(page).enumerated() {
      draw(unit, isTaken: line < list.count, row: inside.row + 2 + line, inside, &grid)
    }
    KeyBindings.table(for: state).drawFooter(
      in: &grid,
      row: frame.area.row + frame.area.height - 2,
      column: inside.column,
      maxWidth: inside.width,
      keyStyle: palette.key,
      hintStyle: palette.caption,
      disabledStyle: palette.quiet
    )
  }

  private func draw(
    _ unit: Int,
    isTaken: Bool,
    row: Int,
    _ area: CellRect,
    _ grid: inout CellGrid
  ) {
    let style = isTaken ? palette.strong : palette.text
    if isTaken { grid[row, area.column] = Cell("●", palette.accent) }
    let activation = state.activation(of: unit, at: list.cell)
    let level = state.dissection?.levels
    let ratio = level.flatMap { levels -> Float? in
      levels.indices.contains(unit) && levels[unit] > 0 ? activation / levels[unit] : nil
    }
    func put(_ text: String, _ place: Int, _ width: Int) {
      grid.column(
        text,
        row: row,
        at: area.column + place,
        width: width,
        style: style,
        trailing: true
      )
    }
    put("\(unit)", 2, 6)
    put(fixed(Double(activation), 2), 6, 12)
    put(ratio.map { fixed(Double($0), 2) } ?? "–", 18, 9)
    let known = state.table.rows.first { $0.unit == unit }
    let label = known?.concept.map { state.models.vocabulary?.title(of: $0) ?? $0.name } ?? "–"
    let isClear = known?.isInterpretable == true
    grid.column(
      label,
      row: row,
      at: area.column + 31,
      width: area.width - 31,
      style: isClear
        ? known?.concept.map { palette.style($0.category) } ?? palette.text : palette.quiet
    )
  }
}
