import Concepts
import Dissection
import Faults
import Terminal

/// Units of two networks that do the same, pair by pair, those that correlate most first.
struct MatchedUnitsView: View {
  let matched: MatchedLayers
  let cursor: Int
  let palette: Palette

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    let middle = min(20, max(6, area.width / 4))
    let wing = (area.width - middle - 2) / 2
    let lines = ListRows(
      top: area.row,
      page: area.height,
      count: matched.pairs.count,
      around: cursor
    )
    for index in lines.lines {
      let (pair, row) = (matched.pairs[index], lines.row(of: index))
      for (side, unit) in [pair.first, pair.second].enumerated() {
        grid.column(
          text(of: unit),
          row: row,
          at: area.column + side * (wing + middle + 2),
          width: wing,
          style: style(of: unit, pair),
          trailing: side == 0
        )
      }
      drawCorrelation(
        Double(pair.correlation),
        row: row,
        column: area.column + wing + 1,
        width: middle,
        &grid
      )
      guard index == cursor else { continue }
      grid.select(area.line(row - area.row), palette)
    }
  }

  private func text(of unit: LabelledLayer.Unit) -> String {
    unit.isInterpretable ? "\(unit.label) \(fixed(unit.iou, 2))  \(unit.unit)" : "–  \(unit.unit)"
  }

  /// Pairs with one name are bold: what stayed the same.
  private func style(of unit: LabelledLayer.Unit, _ pair: MatchedLayers.Pair) -> Style {
    guard unit.isInterpretable else { return palette.quiet }
    let style = palette.style(ConceptCategory(rawValue: unit.category))
    return pair.isSame ? style.with(.bold) : style
  }

  private func drawCorrelation(
    _ value: Double,
    row: Int,
    column: Int,
    width: Int,
    _ grid: inout CellGrid
  ) {
    let bar = width - 6
    grid.column(fixed(value, 2), row: row, at: column, width: 5, style: palette.text)
    guard bar > 2 else { return }
    grid.meter(value, row: row, column: column + 6, width: bar, style: palette.caption) { _ in
      palette.caption.foreground
    }
  }
}
