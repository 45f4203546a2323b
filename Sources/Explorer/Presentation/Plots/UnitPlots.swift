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
    drawCurves(in: above, &grid)
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

  /// IoU of the best concepts against the share of places above the level; the level marked.
  private func drawCurves(in area: CellRect, _ grid: inout CellGrid) {
    guard let profile = state.profile else {
      grid.putWrapped(
        state.viewedProfile == nil
          ? "IoU at every level appears here when the layer is dissected."
          : "looking up what was counted at all levels …",
        in: area,
        style: palette.quiet
      )
      return
    }
    let plots = LevelPlots(
      profile: profile,
      vocabulary: state.models.vocabulary,
      index: state.levelIndex(in: profile)
    )
    PlotView(plot: plots.plot(.iou), palette: palette).draw(in: area, &grid)
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
