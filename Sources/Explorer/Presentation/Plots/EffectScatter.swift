import Plots
import Terminal

/// What units resemble against what they cause, a point each.
struct EffectScatter {
  /// The units with an effect.
  let rows: [UnitRow]
  /// The concept that both are about; nil for each unit's own.
  let concept: String?
  /// What part of the units was measured, where it is not all.
  let part: String?

  /// A unit's place.
  func point(of row: UnitRow) -> PlotPoint {
    PlotPoint(x: Double(row.iou), y: Double(row.effect?.relativeChange ?? 0))
  }

  var plot: Plot {
    let points = rows.map(point)
    let part = part.map { ", only \($0) measured" } ?? ""
    func line(_ name: String, _ wanted: Bool) -> PlotLine {
      PlotLine(
        name,
        points: rows.filter { $0.isInterpretable == wanted }.map(point),
        isJoined: false
      )
    }
    return Plot(
      title: "",
      x: PlotAxis(
        "IoU with \(concept ?? "its concept")",
        0...max(0.1, points.map(\.x).max() ?? 0)
      ),
      y: PlotAxis(
        "effect on \(concept ?? "its concept"), ablated alone\(part)",
        min(-0.05, points.map(\.y).min() ?? 0)...max(0, points.map(\.y).max() ?? 0),
        isPercent: true
      ),
      lines: [line("matches", true), line("no clear match", false)]
    )
  }
}

/// The same on the screen; the cursor moves through it.
struct EffectScatterView: View {
  let scatter: EffectScatter
  let marks: Set<Int>
  let unit: Int?
  let palette: Palette

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    let view = PlotView(plot: scatter.plot, palette: palette)
    let inside = area.indented
    view.draw(in: inside, &grid)
    for row in scatter.rows where marks.contains(row.unit) {
      guard let cell = view.cell(of: scatter.point(of: row), in: inside) else { continue }
      grid[cell.row, cell.column] = Cell("●", palette.accent)
    }
    guard let row = scatter.rows.first(where: { $0.unit == unit }),
      let cell = view.cell(of: scatter.point(of: row), in: inside)
    else { return }
    grid[cell.row, cell.column] = Cell("◆", palette.accent)
    let label = " unit \(row.unit) "
    let isLast = cell.column + label.count >= inside.column + inside.width
    let column = isLast ? cell.column - label.count : cell.column + 1
    grid.put(label, row: cell.row, column: column, style: palette.accent)
  }
}
