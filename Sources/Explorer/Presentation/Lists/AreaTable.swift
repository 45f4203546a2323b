import Concepts
import Dissection
import Laboratory
import Terminal

/// Concepts with the areas they have in the scene, or with what an edit changes in them.
struct AreaTable {
  let vocabulary: ConceptVocabulary?
  /// The concepts in the picture whose colours the table explains; nil where it is no legend.
  let legend: Set<Int>?
  /// Whether the areas are not yet those of the scene that was asked for.
  let isStale: Bool
  let palette: Palette
  /// Whether a heading says the category of the rows below it.
  private var isGrouped = false

  init(
    vocabulary: ConceptVocabulary?,
    legend: Set<Int>?,
    isStale: Bool,
    palette: Palette
  ) {
    (self.vocabulary, self.legend) = (vocabulary, legend)
    (self.isStale, self.palette) = (isStale, palette)
  }

  /// One category's concepts.
  struct Group {
    let category: ConceptCategory
    var rows: [EffectRow]
  }

  /// Draws the rows in their order below a heading.
  ///
  /// - Returns: The row after the last one.
  @discardableResult
  func draw(
    _ rows: some Sequence<EffectRow>,
    heading: String,
    remark: String = "",
    in area: CellRect,
    _ grid: inout CellGrid
  ) -> Int {
    guard area.height > 0 else { return area.row }
    grid.heading(heading, remark: remark, in: area, palette: palette)
    let widths = figureWidths(rows, isWide: area.width >= 30)
    var row = area.row + 1
    for entry in rows where row < area.row + area.height {
      draw(entry, widths: widths, in: area.line(row - area.row), &grid)
      row += 1
    }
    return row
  }

  /// Draws the rows by category, the largest areas first; where there is too little room the
  /// smallest are left out, but no category.
  ///
  /// - Returns: The row after the last one.
  @discardableResult
  func drawGroups(_ rows: [EffectRow], in area: CellRect, _ grid: inout CellGrid) -> Int {
    guard let vocabulary, area.height > 1 else { return area.row }
    var table = self
    table.isGrouped = true
    var row = area.row
    for group in Self.groups(rows, in: vocabulary.categories, room: area.height) {
      let isHidden = legend != nil && !group.rows.contains { isShown($0.concept) }
      row = table.draw(
        group.rows,
        heading: "\(group.category.rawValue)s, %",
        remark: isHidden && area.width >= 24 ? "5 shows them" : "",
        in: area.dropping(rows: row - area.row),
        &grid
      )
    }
    return row
  }

  /// The rows by category, as many as fit with a heading for each category.
  static func groups(
    _ rows: [EffectRow],
    in categories: [ConceptCategory],
    room: Int
  ) -> [Group] {
    let sorted = rows.sorted {
      ($1.effect.after, $0.concept.number) < ($0.effect.after, $1.concept.number)
    }
    let all = categories.map { category in
      Group(category: category, rows: sorted.filter { $0.concept.category == category })
    }.filter { !$0.rows.isEmpty }
    let groups = all.prefix(max(1, room / 2))
    let firsts = groups.compactMap(\.rows.first?.concept.number)
    let free = max(0, room - 2 * groups.count)
    let others = sorted.filter { row in
      !firsts.contains(row.concept.number)
        && groups.contains { $0.category == row.concept.category }
    }
    let kept = Set(firsts + others.prefix(free).map(\.concept.number))
    return groups.map { group in
      Group(category: group.category, rows: group.rows.filter { kept.contains($0.concept.number) })
    }
  }

  // MARK: A row

  private func isShown(_ concept: Concept) -> Bool { legend?.contains(concept.number) == true }

  /// The figures' columns; where names have little room, no wider than what is in them.
  private func figureWidths(_ rows: some Sequence<EffectRow>, isWide: Bool) -> [Int] {
    rows.reduce(into: []) { widths, row in
      let needed = row.figures(isWide: isWide).map { isWide ? $0.width : $0.text.count + 1 }
      widths = widths.isEmpty ? needed : zip(widths, needed).map { max($0, $1) }
    }
  }

  /// What tells a concept in the picture.
  private func mark(of concept: Concept) -> Cell {
    if palette.hasFewColors {
      return ConceptLetters(legend ?? [], of: vocabulary, palette).cell(for: concept.number)
    }
    let color = Palette.color(ofConcept: concept.number)
    return Cell("■", Style(.rgb(color), on: palette.background))
  }

  /// Below its category's heading a concept needs no category.
  private func title(of concept: Concept, within width: Int) -> String {
    isGrouped ? concept.name : vocabulary?.title(of: concept, within: width) ?? concept.name
  }

  private func draw(
    _ entry: EffectRow,
    widths: [Int],
    in line: CellRect,
    _ grid: inout CellGrid
  ) {
    let figures = entry.figures(isWide: line.width >= 30)
    // Where names have little room, the figures go up to the edge.
    let margin = line.width < 24 && figures.count > 1 ? 0 : 1
    let name = line.width - 1 - margin - widths.reduce(0, +)
    if isShown(entry.concept) { grid[line.row, line.column] = mark(of: entry.concept) }
    let isQuiet = isStale && !entry.isMeasured
    grid.column(
      title(of: entry.concept, within: name),
      row: line.row,
      at: line.column + 1,
      width: name,
      style: isQuiet ? palette.quiet : palette.style(entry.concept.category)
    )
    var column = line.column + 1 + name
    for (figure, width) in zip(figures, widths) {
      let style = figure.isChange ? palette.style(change: figure.value) : palette.text
      grid.column(
        figure.text,
        row: line.row,
        at: column,
        width: width,
        style: isQuiet ? palette.quiet : style,
        trailing: true
      )
      column += width
    }
  }
}
