import Concepts
import Dissection
import Laboratory
import Terminal

/// Concepts with the areas they have in the scene, or with what an edit changes in them.
struct AreaTable {
  let state: ExplorerState
  let palette: Palette
  /// Where it stands; what has no room is left out.
  let area: CellRect

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
    from start: Int,
    in grid: inout CellGrid
  ) -> Int {
    guard start < area.row + area.height else { return start }
    let line = CellRect(row: start, column: area.column, width: area.width, height: 1)
    grid.heading(heading, remark: remark, in: line, palette: palette)
    var row = start + 1
    let widths = figureWidths(rows)
    for entry in rows where row < area.row + area.height {
      draw(entry, widths, row: row, in: &grid)
      row += 1
    }
    return row
  }

  /// Draws the rows by category, the largest areas first; where there is too little room the
  /// smallest are left out, but no category.
  ///
  /// - Returns: The row after the last one.
  @discardableResult
  func drawGroups(_ rows: [EffectRow], from start: Int, in grid: inout CellGrid) -> Int {
    let room = area.row + area.height - start
    guard let vocabulary = state.models.vocabulary, room > 1 else { return start }
    var row = start
    for group in Self.groups(rows, in: vocabulary.categories, room: room) {
      let isHidden = isLegend && !group.rows.contains { isShown($0.concept) }
      row = draw(
        group.rows,
        heading: "\(group.category.rawValue)s, %",
        remark: isHidden && area.width >= 24 ? "5 shows them" : "",
        from: row,
        in: &grid
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

  /// Whether it tells what the colours of a segmentation mean.
  private var isLegend: Bool { state.place.view == .segmentation }

  private func isShown(_ concept: Concept) -> Bool {
    state.shownLabels?.concepts.contains(concept.number) ?? false
  }

  private var isWide: Bool { area.width >= 30 }

  /// The figures' columns; where names have little room, no wider than what is in them.
  private func figureWidths(_ rows: some Sequence<EffectRow>) -> [Int] {
    rows.reduce(into: []) { widths, row in
      let needed = row.figures(isWide: isWide).map { isWide ? $0.width : $0.text.count + 1 }
      widths = widths.isEmpty ? needed : zip(widths, needed).map { max($0, $1) }
    }
  }

  /// What tells a concept in the picture.
  private func mark(of concept: Concept) -> Cell {
    if palette.hasFewColors { return ConceptLetters(state, palette).cell(for: concept.number) }
    let color = Palette.color(ofConcept: concept.number)
    return Cell("■", Style(.rgb(color), on: palette.background))
  }

  private func draw(_ entry: EffectRow, _ widths: [Int], row: Int, in grid: inout CellGrid) {
    let figures = entry.figures(isWide: isWide)
    // Where names have little room, the figures go up to the edge.
    let margin = area.width < 24 && figures.count > 1 ? 0 : 1
    let name = area.width - 1 - margin - widths.reduce(0, +)
    if isLegend, isShown(entry.concept) { grid[row, area.column] = mark(of: entry.concept) }
    let isStale = state.picture.segmented?.request != state.picture.submitted && !entry.isMeasured
    grid.column(
      state.models.vocabulary?.title(of: entry.concept) ?? entry.concept.name,
      row: row,
      at: area.column + 1,
      width: name,
      style: isStale ? palette.quiet : palette.style(entry.concept.category)
    )
    var column = area.column + 1 + name
    for (figure, width) in zip(figures, widths) {
      let style = figure.isChange ? palette.style(change: figure.value) : palette.text
      grid.column(
        figure.text,
        row: row,
        at: column,
        width: width,
        style: isStale ? palette.quiet : style,
        trailing: true
      )
      column += width
    }
  }
}
