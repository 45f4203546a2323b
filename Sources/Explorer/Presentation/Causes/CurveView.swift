import Causes
import Concepts
import Faults
import Laboratory
import Plots
import Terminal

/// Effect or damage against the number of units, beside controls.
struct CurveView: View {
  let curve: Curve
  let place: FindingPlace
  /// The concept's name.
  let concept: String
  let palette: Palette

  /// The plot as it is also written to files.
  static func plot(_ curve: Curve, of concept: String, _ place: FindingPlace) -> Plot {
    var plot = curve.plot(of: concept, place.showsOther ? .rest : .effect)
    if let point = curve.series.first?.point(at: place.cursor) {
      plot.marks = [
        PlotMark("\(point.number)", x: point.quantile ?? Double(point.number), isChosen: true)
      ]
    }
    return plot
  }

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    guard !curve.isWithoutConcept else {
      grid.putWrapped(
        "\(concept) never appeared in \(counted(curve.scenes, "scene")): there is no effect to "
          + "measure. + takes more scenes.",
        in: area.inset(by: 1),
        style: palette.quiet
      )
      return
    }
    var plot = Self.plot(curve, of: concept, place)
    plot.title = ""
    let table = min(curve.series.count + 1, area.height / 3)
    let above = CellRect(
      row: area.row,
      column: area.column,
      width: area.width,
      height: area.height - table - 1
    )
    PlotView(plot: plot, palette: palette).draw(in: above, &grid)
    drawTable(
      in: CellRect(
        row: area.row + area.height - table,
        column: area.column,
        width: area.width,
        height: table
      ),
      &grid
    )
  }

  /// The figures of every line at the cursor.
  private func drawTable(in area: CellRect, _ grid: inout CellGrid) {
    let number = curve.series.first?.point(at: place.cursor)?.number ?? 0
    let columns = [area.width - 34, 18, 16]
    func put(_ texts: [String], _ style: Style, row: Int) {
      grid.columns(texts, row: row, at: area.column, widths: columns, names: 1, style: style)
    }
    put(
      ["with \(counted(number, "unit"))"]
        + setHeadings(isRemoval: curve.request.action == .ablation),
      palette.caption,
      row: area.row
    )
    for (line, series) in curve.series.prefix(area.height - 1).enumerated() {
      guard let point = series.point(at: place.cursor) else { continue }
      let letter = PlotColor.letter(of: line)
      put(
        ["\(letter) \(series.kind.title)", percent(point.effect), percent(point.rest)],
        series.kind.isControl ? palette.quiet : palette.text,
        row: area.row + 1 + line
      )
    }
  }
}

/// What is measured of a set of units: of the concept, and of the rest.
func setHeadings(isRemoval: Bool) -> [String] {
  [isRemoval ? "removed" : "appeared", "rest changed"]
}

/// An estimate in per cent with its interval: "62.1 ± 4.0 %".
func percent(_ estimate: Estimate?) -> String {
  guard let estimate else { return "–" }
  let half = estimate.halfWidth.map { " ± \(fixed($0 * 100, 1))" } ?? ""
  return "\(fixed(estimate.value * 100, 1))\(half) %"
}

extension CurveSeries {
  /// The point under a cursor; the last one where that is beyond it.
  func point(at cursor: Int) -> CurvePoint? {
    points.isEmpty ? nil : points[max(0, min(cursor, points.count - 1))]
  }
}
