import Concepts
import Dissection
import Laboratory
import Tensors
import Terminal

/// Two layers, rules or networks beside each other: how many units stand for what, and the best
/// unit of each.
struct ComparisonView {
  let state: ExplorerState
  let canvas: Canvas

  private var palette: Palette { canvas.palette }

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    guard let place = state.place.comparison else { return }
    guard let comparison = state.comparison else {
      grid.putWrapped(
        "reading what is to be compared …",
        in: area.inset(by: 2),
        style: palette.quiet
      )
      return
    }
    let strip = area.height >= 30 ? area.height * 2 / 5 : area.height >= 18 ? 8 : 0
    drawHeads(comparison, place, in: area, &grid)
    let rows = CellRect(
      row: area.row + 4,
      column: area.column + 1,
      width: area.width - 2,
      height: area.height - 4 - strip
    )
    if place.showsMatches, let matched = state.matchedLayers {
      MatchedUnitsView(matched: matched, cursor: place.cursor, palette: palette)
        .draw(in: rows, &grid)
    } else {
      drawRows(place, in: rows, &grid)
    }
    guard strip > 0 else { return }
    drawScenes(place, row: area.row + area.height - strip, height: strip, in: area, &grid)
  }

  /// What both sides are, and how much they have.
  private func drawHeads(
    _ comparison: LabelComparison,
    _ place: Comparison,
    in area: CellRect,
    _ grid: inout CellGrid
  ) {
    let half = (area.width - 2) / 2
    for (side, layer) in comparison.layers.enumerated() {
      let column = area.column + 1 + side * (half + 1)
      let isChosen = (side == 1) == place.isRight
      let concepts = comparison.rows.count { $0.shares[side].units > 0 }
      let only = comparison.rows.count { $0.onlyIn == side }
      let alone = half < 28 ? "alone" : "only here"
      let lines: [(String, Style)] = [
        (layer.title, isChosen ? palette.key.with(.bold) : palette.strong),
        (
          "\(layer.interpretable.count) of \(counted(layer.units.count, "unit"))", palette.text
        ),
        (
          place.showsMatches
            ? matchRemark(side) : "\(counted(concepts, "concept")), \(only) \(alone)",
          palette.caption
        ),
      ]
      for (line, (text, style)) in lines.enumerated() {
        grid.column(
          text,
          row: area.row + line,
          at: column,
          width: half - 1,
          style: style,
          trailing: side == 0
        )
      }
    }
  }

  /// What the matching says in all: on the left how many are alike, on the right what they stand for.
  private func matchRemark(_ side: Int) -> String {
    guard let matched = state.matchedLayers else { return "" }
    let both = matched.both
    return side == 0
      ? "\(matched.matching.closeCount) correlate from \(fixed(Double(UnitMatching.closeness), 1)) on"
      : "\(both.count(where: \.isSame)) of \(both.count) pairs alike in name"
  }

  private func drawRows(_ place: Comparison, in area: CellRect, _ grid: inout CellGrid) {
    let rows = state.comparedRows
    let names = min(18, max(10, area.width / 4))
    let wing = (area.width - names - 2) / 2
    let most = rows.flatMap { $0.shares.map(\.units) }.max() ?? 1
    let first = max(0, min(place.cursor - area.height / 2, rows.count - area.height))
    let figures = min(16, wing / 2)
    for (line, entry) in rows.dropFirst(first).prefix(area.height).enumerated() {
      let row = area.row + line
      let style = palette.style(ConceptCategory(rawValue: entry.category))
      grid.column(
        center(entry.label, names),
        row: row,
        at: area.column + wing + 1,
        width: names,
        style: entry.onlyIn == nil ? style : style.with(.bold)
      )
      let bar = wing - figures - 1
      drawBar(
        entry.shares[0].units,
        most,
        bar,
        isLeft: true,
        row,
        area.column + figures + 1,
        style,
        &grid
      )
      drawBar(
        entry.shares[1].units,
        most,
        bar,
        isLeft: false,
        row,
        area.column + wing + names + 2,
        style,
        &grid
      )
      for (side, share) in entry.shares.enumerated() {
        grid.column(
          text(of: share, isNarrow: figures < 14),
          row: row,
          at: side == 0 ? area.column : area.column + area.width - figures,
          width: figures,
          style: share.units == 0 ? palette.quiet : palette.text,
          trailing: side == 1
        )
      }
      guard first + line == place.cursor else { continue }
      grid.restyle(
        CellRect(row: row, column: area.column, width: area.width, height: 1),
        palette.selected
      )
    }
  }

  /// How many units, and the best IoU.
  private func text(of share: LabelComparison.Share, isNarrow: Bool) -> String {
    guard let best = share.best else { return "–" }
    return isNarrow
      ? "\(share.units)" : "\(counted(share.units, "unit")), \(fixed(best.iou, 2))"
  }

  private func center(_ text: String, _ width: Int) -> String {
    let clipped = CellText.clipped(text, to: width)
    return String(repeating: " ", count: max(0, (width - CellText.width(of: clipped)) / 2))
      + clipped
  }

  /// A bar that grows away from the names.
  private func drawBar(
    _ units: Int,
    _ most: Int,
    _ width: Int,
    isLeft: Bool,
    _ row: Int,
    _ column: Int,
    _ style: Style,
    _ grid: inout CellGrid
  ) {
    guard width > 0 else { return }
    let share = Double(units) / Double(max(1, most))
    guard isLeft else {
      grid.meter(share, row: row, column: column, width: width, style: palette.text) { _ in
        style.foreground
      }
      return
    }
    // Only right halves of blocks exist.
    let halves = Int((share * Double(2 * width)).rounded())
    for place in 0..<width {
      let filled = min(max(halves - 2 * place, 0), 2)
      guard filled > 0 else { break }
      grid[row, column + width - 1 - place] = Cell(filled == 2 ? "█" : "▐", style)
    }
  }

  /// The top scenes of the best units of the concept under the cursor, side by side.
  private func drawScenes(
    _ place: Comparison,
    row: Int,
    height: Int,
    in area: CellRect,
    _ grid: inout CellGrid
  ) {
    let half = (area.width - 1) / 2
    for (side, unit) in state.comparedUnits.enumerated() {
      let part = CellRect(
        row: row,
        column: area.column + side * (half + 1),
        width: half,
        height: height
      )
      let source = side == 0 ? place.left : place.right
      let name = unit.map { "\(place.showsMatches ? "unit" : "best"): \($0.layer) \($0.unit)" }
      grid.heading(
        name ?? "no unit",
        in: part,
        palette: palette,
        isFocused: (side == 1) == place.isRight
      )
      guard let unit else {
        var reason = ""
        if case .file = source { reason = "a file's scenes cannot be drawn here" }
        grid.putWrapped(reason, in: part.dropping(rows: 1), style: palette.quiet)
        continue
      }
      ThumbnailRow(state: state, canvas: canvas, dissection: state.dissection(of: source)).draw(
        of: unit,
        in: CellRect(
          row: part.row + 1,
          column: part.column + 1,
          width: part.width - 1,
          height: part.height - 1
        ),
        &grid
      )
    }
  }
}

/// What the layer shown can be compared with.
struct ComparisonMenuView {
  let menu: ComparisonMenu
  let state: ExplorerState
  let palette: Palette

  func draw(in grid: inout CellGrid) {
    let sides = state.comparedSides
    let page = max(3, min(sides.count + 1, state.size.height - 10))
    let frame = DialogFrame(size: state.size, width: 60, height: page + 5)
    let name = state.layer?.name.rawValue ?? ""
    frame.draw("compare \(name) with", in: &grid, palette: palette)
    let inside = frame.inside
    let first = max(0, min(menu.cursor - page / 2, sides.count + 1 - page))
    for line in 0..<page where first + line <= sides.count {
      let index = first + line
      let row = inside.row + 1 + line
      let side = sides.indices.contains(index) ? sides[index] : nil
      grid.column(
        side.map(state.title) ?? "another generator's file, or a dissect.json …",
        row: row,
        at: inside.column + 1,
        width: inside.width - 22,
        style: palette.text
      )
      let count = side.flatMap { state.labels(of: $0) }?.interpretable.count
      grid.column(
        count.map { "\(counted($0, "unit")) match" } ?? "",
        row: row,
        at: inside.column + inside.width - 20,
        width: 20,
        style: palette.quiet,
        trailing: true
      )
      guard index == menu.cursor else { continue }
      grid.restyle(
        CellRect(row: row, column: inside.column, width: inside.width, height: 1),
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
}
