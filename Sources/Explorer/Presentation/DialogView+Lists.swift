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

/// The edit unit by unit.
struct EditListView {
  let list: EditList
  let state: ExplorerState
  let palette: Palette

  func draw(in grid: inout CellGrid) {
    let entries = list.entries
    let page = max(3, min(max(entries.count, 3), state.size.height - 10))
    let frame = DialogFrame(size: state.size, width: 66, height: page + 5)
    frame.draw("the edit: \(list.edit.summary)", in: &grid, palette: palette)
    let inside = frame.inside
    let captions = [("unit", 3), ("what", 18), ("where", 32), ("alone, over the sample", 43)]
    for (text, place) in captions {
      grid.put(text, row: inside.row, column: inside.column + place, style: palette.caption)
    }
    let first = max(0, min(list.cursor - page / 2, entries.count - page))
    for (line, entry) in entries.dropFirst(first).prefix(page).enumerated() {
      let row = inside.row + 1 + line
      draw(entry, row: row, inside, &grid)
      guard first + line == list.cursor else { continue }
      grid.restyle(
        CellRect(row: row, column: inside.column - 1, width: inside.width + 2, height: 1),
        palette.selected
      )
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
    _ entry: EditList.Entry,
    row: Int,
    _ area: CellRect,
    _ grid: inout CellGrid
  ) {
    let edit = list.edit(at: entry)
    let isLeft = list.left.contains(entry)
    let style = isLeft ? palette.quiet : palette.text
    func put(_ text: String, _ place: Int, _ width: Int, _ style: Style) {
      grid.column(text, row: row, at: area.column + place, width: width, style: style)
    }
    put(isLeft ? "○" : "●", 0, 2, isLeft ? palette.quiet : palette.accent)
    put("\(edit.layer) \(edit.unit)", 3, 14, style)
    put(edit.value == 0 ? "ablated" : "level \(fixed(Double(edit.value), 2))", 18, 13, style)
    put(
      list.mask(at: entry).map { counted($0.places.count, "cell") } ?? "everywhere",
      32,
      10,
      style
    )
    guard let (name, change) = effect(of: edit) else { return put("–", 43, 10, palette.quiet) }
    put(
      "\(fixed(change * 100, 0, signed: true))% \(name)",
      43,
      area.width - 43,
      isLeft ? palette.quiet : palette.style(change: change)
    )
  }

  /// What ablating the unit alone changes most, by a sweep.
  private func effect(of edit: UnitEdit) -> (String, Double)? {
    guard let sweep = state.models.sweeps[edit.layer], let vocabulary = state.models.vocabulary
    else { return nil }
    let concepts = state.place.concept.flatMap { vocabulary[$0] }.map { [$0] } ?? vocabulary.named
    return concepts.compactMap { concept in
      sweep.relativeChange(unit: edit.unit, concept: concept.number).map { (concept.name, $0) }
    }.min { $0.1 < $1.1 }
  }
}
