import Concepts
import Dissection
import Faults
import Laboratory
import Tensors
import Terminal

/// Two layers, rules or networks beside each other: how many units stand for what, and the best
/// unit of each.
struct ComparisonView: View {
  /// The unit of one side that is under the cursor, and its top scenes.
  struct Side {
    let unit: UnitAddress?
    let scenes: SceneStrip?
    /// Whether the side is a file's, whose scenes cannot be drawn.
    let isFile: Bool
  }

  let comparison: LabelComparison
  let place: Comparison
  /// The concepts that are listed.
  let rows: [LabelComparison.Row]
  /// The units that do the same; nil until they are known.
  let matched: MatchedLayers?
  let sides: [Side]
  let palette: Palette

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    let strip = area.height >= 30 ? area.height * 2 / 5 : area.height >= 18 ? 8 : 0
    drawHeads(in: area, &grid)
    let list = CellRect(
      row: area.row + 4,
      column: area.column + 1,
      width: area.width - 2,
      height: area.height - 4 - strip
    )
    if place.showsMatches, let matched {
      MatchedUnitsView(matched: matched, cursor: place.cursor, palette: palette)
        .draw(in: list, &grid)
    } else {
      drawRows(in: list, &grid)
    }
    guard strip > 0 else { return }
    drawScenes(in: area.dropping(rows: area.height - strip), &grid)
  }

  /// What both sides are, and how much they have.
  private func drawHeads(in area: CellRect, _ grid: inout CellGrid) {
    let half = (area.width - 2) / 2
    for (side, layer) in comparison.layers.enumerated() {
      let column = area.column + 1 + side * (half + 1)
      let isChosen = (side == 1) == place.isRight
      let concepts = comparison.rows.count { $0.shares[side].units > 0 }
      let only = comparison.rows.count { $0.onlyIn == side }
      let alone = half < 28 ? "own" : "only here"
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
    guard let matched else { return "" }
    let both = matched.both
    return side == 0
      ? "\(matched.matching.closeCount) correlate from \(fixed(Double(UnitMatching.closeness), 1)) on"
      : "\(both.count(where: \.isSame)) of \(both.count) pairs alike in name"
  }

  private func drawRows(in area: CellRect, _ grid: inout CellGrid) {
    let names = min(18, max(10, area.width / 4))
    let wing = (area.width - names - 2) / 2
    let most = rows.flatMap { $0.shares.map(\.units) }.max() ?? 1
    let figures = min(16, wing / 2)
    let lines = ListRows(
      top: area.row,
      page: area.height,
      count: rows.count,
      around: place.cursor
    )
    for index in lines.lines {
      let (entry, row) = (rows[index], lines.row(of: index))
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
        of: most,
        width: bar,
        isLeft: true,
        row: row,
        column: area.column + figures + 1,
        style: style,
        &grid
      )
      drawBar(
        entry.shares[1].units,
        of: most,
        width: bar,
        isLeft: false,
        row: row,
        column: area.column + wing + names + 2,
        style: style,
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
      guard index == place.cursor else { continue }
      grid.select(area.line(row - area.row), palette)
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
    of most: Int,
    width: Int,
    isLeft: Bool,
    row: Int,
    column: Int,
    style: Style,
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
  private func drawScenes(in area: CellRect, _ grid: inout CellGrid) {
    let half = (area.width - 1) / 2
    for (index, side) in sides.enumerated() {
      let part = CellRect(
        row: area.row,
        column: area.column + index * (half + 1),
        width: half,
        height: area.height
      )
      let word = place.showsMatches ? "unit" : "best"
      grid.heading(
        side.unit.map { "\(word): \($0.layer) \($0.unit)" } ?? "no unit",
        in: part,
        palette: palette,
        isFocused: (index == 1) == place.isRight
      )
      let below = part.dropping(rows: 1)
      if let scenes = side.scenes {
        scenes.draw(
          in: CellRect(
            row: below.row,
            column: below.column + 1,
            width: below.width - 1,
            height: below.height
          ),
          &grid
        )
      } else {
        let reason = side.isFile ? "a file's scenes cannot be drawn here" : ""
        grid.putWrapped(reason, in: below, style: palette.quiet)
      }
    }
  }
}
