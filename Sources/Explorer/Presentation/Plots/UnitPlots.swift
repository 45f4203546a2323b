import Concepts
import Dissection
import Faults
import Laboratory
import Tensors
import Terminal

/// A unit at a glance: its activations over a sample, what it overlaps and what it causes.
struct UnitPlots: View {
  let unit: Int
  let dissection: LayerDissection
  let sweep: Sweep?
  let vocabulary: ConceptVocabulary?
  /// What was counted at all levels; nil until it is looked up.
  let levels: LevelPlots?
  /// Whether it is being looked up.
  let isLookingUp: Bool
  let palette: Palette

  func draw(in area: CellRect, _ grid: inout CellGrid) {
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
    drawOverlaps(in: bars, &grid)
    drawEffects(
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
    guard let levels else {
      grid.putWrapped(
        isLookingUp
          ? "looking up what was counted at all levels …"
          : "IoU at every level appears here when the layer is dissected.",
        in: area,
        style: palette.quiet
      )
      return
    }
    PlotView(plot: levels.plot(.iou), palette: palette).draw(in: area, &grid)
  }

  private func drawOverlaps(in area: CellRect, _ grid: inout CellGrid) {
    grid.heading("IoU by concept", in: area, palette: palette)
    let concepts = vocabulary?.named ?? []
    let ranked = concepts.map { ($0, dissection.iou(unit: unit, concept: $0.number)) }
      .filter { $0.1 > 0 }.sorted { ($1.1, $0.0.number) < ($0.1, $1.0.number) }
    BarList(area: area.dropping(rows: 1), palette: palette).draw(
      ranked.map { concept, iou in
        BarList.Bar(
          name: vocabulary?.title(of: concept) ?? concept.name,
          value: Double(iou),
          text: fixed(Double(iou), 3),
          style: palette.style(concept.category)
        )
      },
      full: max(Double(ranked.first?.1 ?? 0), Double(dissection.rule.interpretableIoU)),
      in: &grid
    )
  }

  private func drawEffects(in area: CellRect, _ grid: inout CellGrid) {
    let part = sweep?.part.map { "\($0) measured" } ?? ""
    grid.heading("effect, ablated alone", remark: part, in: area, palette: palette)
    guard let sweep, unit < sweep.measuredUnits else {
      grid.putWrapped(
        "M measures what every unit causes alone.",
        in: area.dropping(rows: 1),
        style: palette.quiet
      )
      return
    }
    let changes = (vocabulary?.named ?? []).compactMap { concept in
      sweep.relativeChange(unit: unit, concept: concept.number).map { (concept, $0) }
    }.filter { $0.1.magnitude >= 0.005 }.sorted { $0.1.magnitude > $1.1.magnitude }
    BarList(area: area.dropping(rows: 1), palette: palette).draw(
      changes.map { concept, change in
        BarList.Bar(
          name: vocabulary?.title(of: concept) ?? concept.name,
          value: change.magnitude,
          text: shareText(ofChange: change),
          style: palette.style(change: change)
        )
      },
      full: max(changes.first?.1.magnitude ?? 0, 0.1),
      in: &grid
    )
  }
}
