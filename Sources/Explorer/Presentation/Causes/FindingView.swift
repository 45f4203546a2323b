import Causes
import Concepts
import Laboratory
import Plots
import Terminal

/// What was found about what units cause, as far as it is known.
struct FindingView {
  let state: ExplorerState
  let canvas: Canvas

  private var palette: Palette { canvas.palette }

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    guard let shown = state.place.finding else { return }
    let inside = CellRect(
      row: area.row,
      column: area.column + 1,
      width: area.width - 2,
      height: area.height
    )
    switch state.finding {
    case .curve(let curve):
      CurveView(curve: curve, place: shown, state: state, palette: palette).draw(in: inside, &grid)
    case .contextMap(let map):
      ContextMapView(map: map, place: shown, state: state, canvas: canvas).draw(in: inside, &grid)
    case .context(let result):
      ContextView(result: result, place: shown, state: state, palette: palette)
        .draw(in: inside, &grid)
    case .propagation(let propagation):
      PropagationView(propagation: propagation, palette: palette).draw(in: inside, &grid)
    case .lineage(let lineage):
      LineageView(lineage: lineage, place: shown, state: state, canvas: canvas)
        .draw(in: inside, &grid)
    case .search(let result) where !result.contestants.isEmpty:
      SearchView(result: result, place: shown, palette: palette).draw(in: inside, &grid)
    // The optimisation is shown elsewhere.
    case .search, .averageEffect, nil:
      grid.putWrapped(
        "The first figures come with the first scenes. You may look at something else meanwhile: "
          + "F and Enter come back here, t shows what runs.",
        in: area.inset(by: 2),
        style: palette.quiet
      )
    }
  }

  /// What the pane is about.
  static func title(_ state: ExplorerState) -> String {
    guard let shown = state.place.finding else { return "findings" }
    return shown.request.title { state.title(ofConcept: $0) }
  }

  /// How far it is: nothing shown is taken for the whole unless it is.
  static func remark(_ state: ExplorerState) -> String {
    guard let shown = state.place.finding else { return "" }
    if case .search(let result) = state.finding, state.finding?.isComplete(for: 1) == true {
      return counted(result.trials, "trial")
    }
    let done = state.finding?.done ?? 0
    let unit = shown.question == .lineage ? "unit" : shown.question == .map ? "cell" : "scene"
    if state.finding?.isComplete(for: shown.scenes) == true { return counted(done, unit) }
    switch state.job(of: shown.request)?.status {
    case .running, .waiting:
      let job = state.job(of: shown.request)
      let left = job?.progress?.secondsLeft.map { ", \(duration($0)) left" } ?? ""
      guard let progress = job?.progress, job?.status == .running else { return "waiting" }
      let total = max(1, progress.total)
      return "\(progress.done * 100 / total) %\(left)"
    case .cancelled: return "cancelled after \(counted(done, unit)); r goes on"
    case .failed: return "failed after \(counted(done, unit)); r tries again"
    case .finished, nil: return done > 0 ? counted(done, unit) : ""
    }
  }
}

/// Effect or damage against the number of units, beside controls.
struct CurveView {
  let curve: Curve
  let place: FindingPlace
  let state: ExplorerState
  let palette: Palette

  /// The plot as it is also written to files.
  static func plot(_ curve: Curve, _ place: FindingPlace, _ state: ExplorerState) -> Plot {
    var plot = curve.plot(
      of: state.title(ofConcept: curve.request.concept),
      place.showsOther ? .rest : .effect
    )
    if let point = curve.series.first?.point(at: place.cursor) {
      plot.marks = [
        PlotMark("\(point.number)", x: point.quantile ?? Double(point.number), isChosen: true)
      ]
    }
    return plot
  }

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    guard !curve.isWithoutConcept else {
      let name = state.title(ofConcept: curve.request.concept)
      grid.putWrapped(
        "\(name) never appeared in \(counted(curve.scenes, "scene")): there is no effect to "
          + "measure. + takes more scenes.",
        in: area.inset(by: 1),
        style: palette.quiet
      )
      return
    }
    var plot = Self.plot(curve, place, state)
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
    let isRemoval = curve.request.action == .ablation
    let columns = [area.width - 34, 18, 16]
    func put(_ texts: [String], _ style: Style, row: Int) {
      var column = area.column
      for (index, (text, width)) in zip(texts, columns).enumerated() {
        grid.column(
          text,
          row: row,
          at: column,
          width: width - 1,
          style: style,
          trailing: index > 0
        )
        column += width
      }
    }
    put(
      ["with \(counted(number, "unit"))", isRemoval ? "removed" : "appeared", "rest changed"],
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
