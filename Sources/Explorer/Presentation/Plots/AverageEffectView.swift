import Causes
import Concepts
import Faults
import Laboratory
import Plots
import Tensors
import Terminal

/// A concept's causal units as they are found: their shares as bars, the loss, and what the first
/// units remove on scenes that take no part.
struct AverageEffectView: View {
  let effect: AverageEffect
  /// The job that goes on with it.
  let job: JobEntry?
  let palette: Palette

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    let line = area.indented.line(0)
    grid.column(
      summary,
      row: line.row,
      at: line.column,
      width: line.width,
      style: palette.text
    )
    let rest = CellRect(
      row: area.row + 2,
      column: line.column,
      width: line.width,
      height: max(0, area.height - 2)
    )
    if rest.width >= 64 {
      let left = rest.width * 2 / 5
      drawBars(in: part(rest, columns: 0..<left), &grid)
      drawCurves(in: part(rest, columns: left + 2..<rest.width), &grid)
    } else {
      let bars = min(8, rest.height / 3)
      drawBars(in: part(rest, rows: 0..<bars), &grid)
      drawCurves(in: part(rest, rows: bars..<rest.height), &grid)
    }
  }

  private var summary: String {
    var parts = ["step \(effect.steps) of \(effect.request.steps)"]
    if let job {
      if job.status == .waiting { parts.append("waiting") }
    } else if effect.state == .settled {
      parts.append("settled: no better set in a while")
    } else if effect.state == .unfinished {
      parts.append("stopped; J, Enter goes on")
    }
    if let answer = effect.heldOut ?? effect.chosenCheck?.answer {
      let removed = answer.effect.ratio.map { "\(fixed($0.value * 100, 0)) % gone" }
      let rest = answer.rest.ratio.map { "rest changed \(fixed($0.value * 100, 1)) %" }
      parts += [removed, rest].compactMap { $0 }
      if effect.heldOut != nil { parts.append("held out") }
    }
    return parts.joined(separator: " · ")
  }

  private func part(_ area: CellRect, columns: Range<Int>) -> CellRect {
    CellRect(
      row: area.row,
      column: area.column + columns.lowerBound,
      width: columns.count,
      height: area.height
    )
  }

  private func part(_ area: CellRect, rows: Range<Int>) -> CellRect {
    CellRect(
      row: area.row + rows.lowerBound,
      column: area.column,
      width: area.width,
      height: rows.count
    )
  }

  /// The shares now, the largest first; those within the set that is judged are bright.
  private func drawBars(in area: CellRect, _ grid: inout CellGrid) {
    guard area.height > 1 else { return }
    let order = AverageEffect.ranking(of: effect.alpha, start: effect.start)
    let bars = order.prefix(area.height - 1).enumerated().map { place, unit in
      let share = effect.alpha[unit]
      let color = palette.theme.color(.effect, at: min(1, max(0, share)))
      return BarList.Bar(
        name: "unit \(unit)",
        value: share,
        text: fixed(share, 2),
        style: place < effect.request.limit
          ? palette.hasFewColors ? palette.strong : Style(.rgb(color), on: palette.text.background)
          : palette.quiet
      )
    }
    grid.column(
      "share alpha of each unit",
      row: area.row,
      at: area.column,
      width: area.width,
      style: palette.caption
    )
    let list = CellRect(
      row: area.row + 1,
      column: area.column,
      width: area.width,
      height: area.height - 1
    )
    BarList(area: list, palette: palette).draw(Array(bars), full: 1, in: &grid)
  }

  /// What the first units remove and change on scenes that take no part, and the loss below.
  private func drawCurves(in area: CellRect, _ grid: inout CellGrid) {
    let upper = area.height >= 18 ? area.height * 3 / 5 : area.height
    PlotView(plot: Self.shares(of: effect), palette: palette)
      .draw(in: part(area, rows: 0..<upper), &grid)
    guard upper < area.height, !effect.losses.isEmpty else { return }
    let losses = Plot(
      title: "",
      x: PlotAxis("step", 0...Double(max(1, effect.request.steps))),
      y: PlotAxis(
        "loss",
        min(0, effect.losses.min() ?? 0)...max(0.1, effect.losses.max() ?? 0)
      ),
      lines: [
        PlotLine(
          "loss",
          points: effect.losses.enumerated().map {
            PlotPoint(x: Double($0.offset + 1), y: $0.element)
          }
        )
      ]
    )
    PlotView(plot: losses, palette: palette)
      .draw(in: part(area, rows: upper..<area.height), &grid)
  }

  /// What the first units remove and change on scenes that take no part, step by step.
  static func shares(of effect: AverageEffect) -> Plot {
    func line(_ name: String, _ ratio: (SetSearch.Answer) -> Estimate?) -> PlotLine {
      PlotLine(
        name,
        points: effect.checks.compactMap { check in
          ratio(check.answer).map {
            PlotPoint(x: Double(check.step), y: $0.value, halfWidth: $0.halfWidth)
          }
        }
      )
    }
    return Plot(
      title: "",
      x: PlotAxis("step", 0...Double(max(1, effect.request.steps))),
      y: PlotAxis("first \(effect.request.limit) off, held out", 0...1, isPercent: true),
      lines: [line("gone", \.effect.ratio), line("rest changed", \.rest.ratio)],
      marks: effect.chosenStep > 0
        ? [PlotMark("best", x: Double(effect.chosenStep), isChosen: true)] : []
    )
  }
}
