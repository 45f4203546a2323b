import Concepts
import Dissection
import Faults
import Images
import Laboratory
import Plots
import Terminal

/// The levels of a unit: what it would stand for above each, and what it lights up above this one.
struct LevelView: View {
  let profile: UnitProfile
  /// The place of the level that counts now, and whether a person chose it.
  let index: Int
  let isOwn: Bool
  /// What is drawn where there is room for one plot.
  let figure: LevelStudy.Figure
  let vocabulary: ConceptVocabulary?
  let scene: ScenePictures?
  let canvas: Canvas

  private var palette: Palette { canvas.palette }

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    let plots = LevelPlots(profile: profile, vocabulary: vocabulary, index: index)
    let isLarge = area.width >= 76 && area.height >= 30
    let above = isLarge ? max(8, area.height * 2 / 5) : min(9, area.height / 2)
    let width = drawHeatmap(
      in: CellRect(row: area.row, column: area.column + 1, width: area.width / 2, height: above),
      &grid
    )
    drawFacts(
      in: CellRect(
        row: area.row,
        column: area.column + width + 3,
        width: area.width - width - 4,
        height: above
      ),
      &grid
    )
    let below = CellRect(
      row: area.row + above + 1,
      column: area.column + 1,
      width: area.width - 2,
      height: area.height - above - 1
    )
    guard isLarge else {
      PlotView(plot: plots.plot(figure), palette: palette).draw(in: below, &grid)
      return
    }
    let half = (below.width - 2) / 2
    let middle = (below.height + 1) / 2
    for (place, figure) in [LevelStudy.Figure.iou, .quality].enumerated() {
      PlotView(plot: plots.plot(figure), palette: palette).draw(
        in: CellRect(
          row: below.row,
          column: below.column + place * (half + 2),
          width: half,
          height: middle
        ),
        &grid
      )
    }
    PlotView(plot: plots.plot(.activations), palette: palette).draw(
      in: below.dropping(rows: middle + 1),
      &grid
    )
  }

  /// Draws the unit over the scene, the contour at its present level; returns the columns taken.
  private func drawHeatmap(in area: CellRect, _ grid: inout CellGrid) -> Int {
    guard let scene else { return 0 }
    let frames = PictureFrames(area: area, count: 1, image: scene.extent)
    guard let frame = frames.frames.first else { return 0 }
    canvas.draw(.heatmap, of: scene, extent: frames.extent, at: area, &grid)
    return frame.width
  }

  private func drawFacts(in area: CellRect, _ grid: inout CellGrid) {
    for (line, pieces) in facts.prefix(area.height).enumerated() {
      grid.put(pieces, row: area.row + line, column: area.column, maxWidth: area.width)
    }
  }

  private typealias Piece = (text: String, style: Style)

  private var facts: [[Piece]] {
    let label = profile.label(at: index)
    let concept = vocabulary?[label.concept]
    let name = concept.flatMap { vocabulary?.title(of: $0) }
    let known = profile.concepts.first { $0.concept == label.concept }
    let style =
      label.isInterpretable
      ? concept.map { palette.style($0.category) } ?? palette.text : palette.quiet
    var lines: [[Piece]] = [
      [
        ("level ", palette.caption), (fixed(Double(profile.levels[index]), 2), palette.accent),
        (isOwn ? " your own" : " by the rule", palette.quiet),
      ],
      [
        (share(profile.fractions[index]), palette.text), (" of places above it", palette.caption),
      ], [],
      [
        (label.concept > 0 ? name ?? "" : "no concept", style.with(.bold)),
        (label.isInterpretable ? "" : "  no clear match", palette.quiet),
      ],
      [
        ("IoU ", palette.caption), (fixed(Double(label.iou), 3), palette.text),
        ("  IQR ", palette.caption), (fixed(Double(label.iqr ?? 0), 3), palette.text),
      ],
    ]
    if let known, known.accuracy.indices.contains(index) {
      lines += [
        [("agreement ", palette.caption), (fixed(Double(known.accuracy[index]), 3), palette.text)],
        [("correlation ", palette.caption), (fixed(Double(known.correlation), 2), palette.text)],
      ]
    }
    return lines + comparison
  }

  /// What the rule and the fixed quantiles say.
  private var comparison: [[Piece]] {
    let rule = profile.index(nearest: profile.level)
    let places =
      [("rule", rule)]
      + profile.marks.reversed().map {
        ("\(quantileText($0.quantile))", profile.index(nearest: $0.level))
      }
    return places.map { name, place in
      let label = profile.label(at: place)
      let concept = vocabulary?[label.concept]?.name ?? "–"
      let isHere = place == index
      return [
        (
          name + String(repeating: " ", count: max(1, 6 - name.count)),
          isHere ? palette.accent : palette.caption
        ), (share(profile.fractions[place]) + " ", palette.quiet),
        ("\(concept) ", label.isInterpretable ? palette.text : palette.quiet),
        (fixed(Double(label.iou), 2), palette.quiet),
      ]
    }
  }

  private func share(_ fraction: Double) -> String {
    "\(fixed(fraction * 100, fraction < 0.1 ? 1 : 0)) %"
  }
}
