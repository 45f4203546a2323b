import Concepts
import Dissection
import Laboratory
import Tensors
import Terminal

/// A unit at a glance: its activations over a sample, what it overlaps and what it causes.
struct UnitPlots {
  let state: ExplorerState
  let palette: Palette

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    guard let row = state.row, let dissection = state.dissection else {
      return PlotReason(state: state, palette: palette).draw(in: area, &grid)
    }
    let below = max(6, area.height * 2 / 5)
    let above = CellRect(
      row: area.row,
      column: area.column + 1,
      width: area.width - 2,
      height: area.height - below - 1
    )
    drawQuantiles(of: row.unit, dissection, in: above, &grid)
    let half = (area.width - 3) / 2
    let bars = CellRect(
      row: area.row + area.height - below,
      column: area.column + 1,
      width: half,
      height: below
    )
    drawOverlaps(of: row.unit, dissection, in: bars, &grid)
    drawEffects(
      of: row.unit,
      in: CellRect(
        row: bars.row,
        column: bars.column + half + 1,
        width: half,
        height: below
      ),
      &grid
    )
  }

  /// The activation that a share of all places stays below.
  private func drawQuantiles(
    of unit: Int,
    _ dissection: LayerDissection,
    in area: CellRect,
    _ grid: inout CellGrid
  ) {
    let quantiles = dissection.quantiles
    guard !quantiles.values.isEmpty else { return }
    // Rare activations matter: the axis counts nines.
    let points = quantiles.fractions.filter { $0 < 1 }.map {
      (x: -Self.logarithm(1 - $0), y: Double(quantiles.value(unit: unit, quantile: $0)))
    }
    let horizontal = Plot.Axis(
      title: "share of places below",
      range: 0...max(points.last?.x ?? 4, 1),
      ticks: [0, 1, 2, 3, 4],
      text: { ["0", "0.9", "0.99", "0.999", "0.9999"][min(Int($0), 4)] }
    )
    let levels = dissection.levels.indices.contains(unit) ? [dissection.levels[unit]] : []
    let vertical = Plot.Axis.fitting(
      "activation of unit \(unit)",
      points.map(\.y) + levels.map(Double.init),
      decimals: 1
    )
    let plot = Plot(area: area, horizontal: horizontal, vertical: vertical, palette: palette)
    let mark = -Self.logarithm(1 - dissection.convention.quantile)
    plot.draw(
      [Plot.Series(points: points, ink: .rgb(palette.theme.color(.iou, at: 0.8)))],
      marks: [(mark, "level \(levels.first.map { fixed(Double($0), 2) } ?? "")")],
      in: &grid
    )
  }

  /// The decimal logarithm, for shares above one in a million.
  private static func logarithm(_ share: Double) -> Double {
    var (value, result) = (max(share, 1e-6), 0.0)
    while value < 1 {
      value *= 10
      result -= 1
    }
    // Between powers of ten a straight line is near enough for a plot's axis.
    return result + (value - 1) / 9
  }

  private func drawOverlaps(
    of unit: Int,
    _ dissection: LayerDissection,
    in area: CellRect,
    _ grid: inout CellGrid
  ) {
    grid.heading("IoU by concept", in: area, palette: palette)
    let concepts = state.models.vocabulary?.named ?? []
    let ranked = concepts.map { ($0, dissection.iou(unit: unit, concept: $0.number)) }
      .filter { $0.1 > 0 }.sorted { ($1.1, $0.0.number) < ($0.1, $1.0.number) }
    BarList(area: area.dropping(rows: 1), palette: palette).draw(
      ranked.map { concept, iou in
        BarList.Bar(
          name: state.models.vocabulary?.title(of: concept) ?? concept.name,
          value: Double(iou),
          text: fixed(Double(iou), 3),
          style: palette.style(concept.category)
        )
      },
      full: max(Double(ranked.first?.1 ?? 0), Double(dissection.rule.interpretableIoU)),
      in: &grid
    )
  }

  private func drawEffects(of unit: Int, in area: CellRect, _ grid: inout CellGrid) {
    let part = state.sweep?.part.map { "\($0) measured" } ?? ""
    grid.heading("ablated alone", remark: part, in: area, palette: palette)
    guard let sweep = state.sweep, unit < sweep.measuredUnits else {
      grid.putWrapped(
        "M measures what every unit causes alone.",
        in: area.dropping(rows: 1),
        style: palette.quiet
      )
      return
    }
    let changes = (state.models.vocabulary?.named ?? []).compactMap { concept in
      sweep.relativeChange(unit: unit, concept: concept.number).map { (concept, $0) }
    }.filter { $0.1.magnitude >= 0.005 }.sorted { $0.1.magnitude > $1.1.magnitude }
    BarList(area: area.dropping(rows: 1), palette: palette).draw(
      changes.map { concept, change in
        BarList.Bar(
          name: state.models.vocabulary?.title(of: concept) ?? concept.name,
          value: change.magnitude,
          text: fixed(change * 100, 0, signed: true) + "%",
          style: palette.style(change: change)
        )
      },
      full: max(changes.first?.1.magnitude ?? 0, 0.1),
      in: &grid
    )
  }
}

extension CellRect {
  /// What is left below some rows.
  func dropping(rows: Int) -> CellRect {
    CellRect(row: row + rows, column: column, width: width, height: height - rows)
  }
}

/// Why there is nothing to plot yet.
struct PlotReason {
  let state: ExplorerState
  let palette: Palette

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    let text =
      state.row == nil
      ? "No unit is listed; Esc shows all again."
      : "This appears once the layer is dissected: d begins, t shows what runs."
    grid.putWrapped(text, in: area.inset(by: 2), style: palette.quiet)
  }
}
