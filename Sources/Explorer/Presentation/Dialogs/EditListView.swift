import Concepts
import Dissection
import Faults
import Interventions
import Tensors
import Terminal

/// The edit unit by unit.
struct EditListView: DialogContent {
  let list: EditList
  let sweeps: [LayerName: Sweep]
  let vocabulary: ConceptVocabulary?
  /// The concept whose changes are listed; nil for the one that changes most.
  let concept: Int?
  /// What a unit changes alone in the scene shown; nil until that is known.
  let here: (EditList.Entry) -> [ConceptEffect]?
  /// What the whole edit changes, as far as it is known.
  let whole: Whole
  /// The levels that the unit under the cursor can have, the first of them off; nil while they are
  /// not known.
  let levels: [Float]?
  let palette: Palette

  var title: String { "the edit: \(list.edit.summary)" }

  func extent(on screen: GridSize) -> GridSize { Self.extent(list, on: screen) }

  static func extent(_ list: EditList, on screen: GridSize) -> GridSize {
    let page = max(3, min(max(list.entries.count, 3), screen.height - 13))
    return GridSize(width: 76, height: page + 9)
  }

  /// Where the units are inside the box.
  static func rows(_ list: EditList, in area: CellRect) -> ListRows {
    ListRows(
      top: area.row + 1,
      page: area.height - 7,
      count: list.entries.count,
      around: list.cursor
    )
  }

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    let scenes = concept == nil ? "alone, over scenes" : sampled
    let captions = [
      ("unit", 3), ("what", 18), ("where", 31), ("alone here", Self.here), (scenes, Self.sample),
    ]
    for (text, place) in captions {
      grid.put(text, row: area.row, column: area.column + place, style: palette.caption)
    }
    let entries = list.entries
    let rows = Self.rows(list, in: area)
    for index in rows.lines {
      let line = area.line(rows.row(of: index) - area.row)
      draw(entries[index], row: line.row, in: area, &grid)
      if index == list.cursor { grid.select(line, margin: 1, palette) }
    }
    drawWhole(row: area.row + rows.page + 1, area, &grid)
    drawSlider(row: area.row + rows.page + 3, area, &grid)
  }

  /// Where the effects begin: in the scene shown, and over the sweep's scenes.
  private static let (here, sample) = (42, 56)

  /// What the whole edit changes.
  struct Whole {
    let here: [ConceptEffect]?
    let measured: Measurement?
  }

  /// How many scenes the sweep of the first unit's layer has.
  private var sampled: String {
    let layers = list.entries.map { list.edit(at: $0).layer }
    guard let scenes = layers.compactMap({ sweeps[$0]?.scenes }).first else { return "" }
    return "over \(counted(scenes, "scene"))"
  }

  /// The whole edit's effect on the concept, below those of its units.
  private func drawWhole(row: Int, _ area: CellRect, _ grid: inout CellGrid) {
    guard let concept, let name = vocabulary?[concept]?.name else { return }
    func text(_ effects: [ConceptEffect]?) -> (String, Double)? {
      let effect = effects?.first { $0.concept == concept }
      return effect?.relativeChange.map { (shareText(ofChange: $0), $0) }
    }
    grid.put(
      "all of it, of the area of \(name)",
      row: row,
      column: area.column + 3,
      style: palette.caption,
      maxWidth: Self.here - 4
    )
    let figures = [(text(whole.here), Self.here), (text(whole.measured?.effects), Self.sample)]
    for (figure, place) in figures {
      grid.column(
        figure?.0 ?? (place == Self.sample ? "not measured (m)" : "…"),
        row: row,
        at: area.column + place,
        width: area.width - place,
        style: figure.map { palette.style(change: $0.1) } ?? palette.quiet
      )
    }
  }

  private func draw(
    _ entry: EditList.Entry,
    row: Int,
    in area: CellRect,
    _ grid: inout CellGrid
  ) {
    let edit = list.edit(at: entry)
    let isLeft = list.left.contains(entry)
    let style = isLeft ? palette.quiet : palette.text
    func put(_ text: String, at place: Int, width: Int, _ style: Style) {
      grid.column(text, row: row, at: area.column + place, width: width, style: style)
    }
    put(isLeft ? "○" : "●", at: 0, width: 2, isLeft ? palette.quiet : palette.accent)
    put("\(edit.layer) \(edit.unit)", at: 3, width: 14, style)
    put(
      edit.value == 0 ? "ablated" : "level \(fixed(Double(edit.value), 2))",
      at: 18,
      width: 13,
      style
    )
    put(
      list.mask(at: entry).map { counted($0.places.count, "cell") } ?? "everywhere",
      at: 31,
      width: 10,
      style
    )
    let effects = [(effectHere(of: entry), Self.here), (effect(of: entry), Self.sample)]
    for (effect, place) in effects {
      put(
        effect.map { shareText(ofChange: $0.1) + (concept == nil ? " " + $0.0 : "") } ?? "–",
        at: place,
        width: place == Self.here ? Self.sample - Self.here - 1 : area.width - place,
        isLeft ? palette.quiet : effect.map { palette.style(change: $0.1) } ?? palette.quiet
      )
    }
  }

  /// What the unit alone changes in the scene shown: of the concept, else where it changes most.
  private func effectHere(of entry: EditList.Entry) -> (String, Double)? {
    let effects = (here(entry) ?? []).filter { concept == nil || $0.concept == concept }
    return effects.compactMap { effect in
      guard let name = vocabulary?[effect.concept]?.name else { return nil }
      return effect.relativeChange.map { (name, $0) }
    }.max { $0.1.magnitude < $1.1.magnitude }
  }

  /// The same over the scenes of a sweep, which ablates units everywhere.
  private func effect(of entry: EditList.Entry) -> (String, Double)? {
    let edit = list.edit(at: entry)
    guard edit.value == 0, list.mask(at: entry) == nil, let sweep = sweeps[edit.layer],
      let vocabulary
    else { return nil }
    let concepts = concept.flatMap { vocabulary[$0] }.map { [$0] } ?? vocabulary.named
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
    guard let levels else {
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
      ? "off" : "quantile \(quantileText(Editing.quantiles[place - 1]))"
    grid.put(
      "  \(quantile), unit \(unit.unit) at \(fixed(Double(unit.value), 2))",
      row: row,
      column: column,
      style: palette.text,
      maxWidth: area.column + area.width - column
    )
  }
}
