import Concepts
import Dissection
import Interventions
import Tensors
import Terminal

/// The edit unit by unit.
struct EditListView {
  let list: EditList
  let state: ExplorerState
  let palette: Palette

  func draw(in grid: inout CellGrid) {
    let entries = list.entries
    let page = max(3, min(max(entries.count, 3), state.size.height - 13))
    let frame = DialogFrame(size: state.size, width: 66, height: page + 8)
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
    drawSlider(row: inside.row + page + 2, inside, &grid)
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

  // MARK: The level

  /// The level of the intervention under the cursor among those it can have, from off on, and how
  /// high each of them is for its unit.
  private func drawSlider(row: Int, _ area: CellRect, _ grid: inout CellGrid) {
    guard list.entries.indices.contains(list.cursor) else { return }
    let entry = list.entries[list.cursor]
    let unit = list.edit(at: entry)
    guard let levels = state.levels(of: unit) else {
      grid.put(
        "the level moves once \(unit.layer) is dissected",
        row: row,
        column: area.column,
        style: palette.quiet,
        maxWidth: area.width
      )
      return
    }
    let place = EditList.place(of: unit.value, among: levels)
    let most = max(levels.max() ?? 1, .leastNonzeroMagnitude)
    let steps = Array("▁▂▃▄▅▆▇█")
    var column = grid.put("level ", row: row, column: area.column, style: palette.caption)
    for (index, level) in levels.enumerated() {
      let height = min(7, max(0, Int(level / most * 7.99)))
      let style = index == place ? palette.key.with(.bold) : palette.quiet
      for offset in 0..<2 { grid[row, column + offset] = Cell(steps[height], style) }
      if index == place { grid[row + 1, column] = Cell("▲", palette.key) }
      column += 2
    }
    let quantile =
      place == 0
      ? "off" : "quantile \(quantileText(ExplorerState.insertionQuantiles[place - 1]))"
    grid.put(
      "  \(quantile), unit \(unit.unit) at \(fixed(Double(unit.value), 2))",
      row: row,
      column: column,
      style: palette.text,
      maxWidth: area.column + area.width - column
    )
  }
}
