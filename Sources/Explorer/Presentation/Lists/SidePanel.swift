import Concepts
import Dissection
import Faults
import Interventions
import Laboratory
import Terminal

/// What is known of the unit, of this scene's concepts, and of the edit's measured effect.
struct SidePanel: View {
  /// What is said of the unit under the cursor; nil where the panel is not about it.
  let unit: UnitSummary?
  /// Concepts and their areas; nil without a segmenter.
  let areas: Areas?

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    let rows = unit?.draw(in: area, &grid) ?? 0
    areas?.draw(in: area.dropping(rows: rows), &grid)
  }

  /// The areas of concepts here, and below them what was measured over a sample.
  struct Areas: View {
    let table: AreaTable
    let effects: EffectsTable
    let isEdited: Bool
    /// How many scenes the edit was measured on; nil if it was not.
    let measuredScenes: Int?

    func draw(in area: CellRect, _ grid: inout CellGrid) {
      let room = area.height
      // In the segmentation the table is its legend.
      let here = effects.here.filter { table.legend?.contains($0.concept.number) ?? true }
      if table.legend != nil || !isEdited, !here.isEmpty {
        table.drawGroups(here, in: area, &grid)
        return
      }
      let measured = measuredScenes == nil ? 0 : effects.measured.count + 1
      let forMeasured = min(measured, max(room / 2, room - here.count - 1))
      let end = table.draw(
        here.prefix(max(0, room - forMeasured - 1)),
        heading: isEdited ? "changes here, %" : "areas, %",
        in: area,
        &grid
      )
      guard forMeasured > 1, let measuredScenes else { return }
      let below = area.dropping(rows: end - area.row)
      table.draw(
        effects.measured.prefix(max(0, below.height - 1)),
        heading: "over \(counted(measuredScenes, "scene"))",
        in: below,
        &grid
      )
    }
  }
}

/// What is known of one unit, in a few lines.
struct UnitSummary {
  let unit: UnitRow?
  /// What a person noted on it.
  let note: String?
  let vocabulary: ConceptVocabulary?
  let hasSegmenter: Bool
  let isDissected: Bool
  let palette: Palette

  /// - Returns: How many rows it takes.
  func draw(in area: CellRect, _ grid: inout CellGrid) -> Int {
    guard let unit else {
      grid.heading("unit", in: area, palette: palette)
      return 1
    }
    grid.heading("unit \(unit.unit)", in: area, palette: palette)
    let lines = lines(unit, width: area.width)
    for (offset, line) in lines.enumerated() {
      grid.put(line, row: area.row + 1 + offset, column: area.column + 1, maxWidth: area.width - 1)
    }
    return lines.count + 1
  }

  private func lines(_ unit: UnitRow, width: Int) -> [[(text: String, style: Style)]] {
    var lines: [[(text: String, style: Style)]] = []
    if let concept = unit.concept {
      let isClear = unit.isInterpretable
      lines.append([
        (concept.name, isClear ? palette.style(concept.category) : palette.quiet),
        (isClear ? " \(concept.category.rawValue)" : " no clear match", palette.quiet),
      ])
      lines.append(
        [
          ("IoU ", palette.caption), (fixed(Double(unit.iou), 3), palette.text),
        ] + effect(unit, width: width)
      )
    } else if !hasSegmenter {
      lines.append([("no labels", palette.quiet)])
    } else if isDissected {
      lines.append([("no concept", palette.quiet)])
    }
    lines.append([
      (unit.isOwnLevel ? "own level " : "level ", palette.caption),
      (
        activation(unit.level, width: width),
        unit.isOwnLevel ? palette.accent : palette.text
      ), (" here ", palette.caption), (activation(unit.activation, width: width), palette.text),
    ])
    if let note { lines.append([(note, palette.accent)]) }
    return lines
  }

  /// An activation with as many decimals as there is room for.
  private func activation(_ value: Float?, width: Int) -> String {
    guard let value else { return "–" }
    return fixed(Double(value), width < 24 ? (value.magnitude < 9.95 ? 1 : 0) : 2)
  }

  private func effect(_ unit: UnitRow, width: Int) -> [(text: String, style: Style)] {
    guard let effect = unit.effect, width >= 24, let name = vocabulary?[effect.concept]?.name
    else { return [] }
    let share = shareText(ofChange: Double(effect.relativeChange))
    let what = effect.concept == unit.concept?.number ? "" : " \(name)"
    return [
      (" effect ", palette.caption),
      ("\(share)\(what)", palette.style(change: Double(effect.relativeChange))),
    ]
  }
}

/// How the areas under two edits differ over a sample: B, A, A - B and its interval.
struct EditComparison: View {
  /// The measurement's rows and scenes; nil until it was made.
  let measured: (rows: [EffectRow], scenes: Int)?
  let hasSegmenter: Bool
  let table: AreaTable

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    guard let measured else {
      grid.heading("A - B", in: area, palette: table.palette)
      grid.putWrapped(
        hasSegmenter
          ? "m measures how the areas under both differ." : "There are no labels to compare.",
        in: area.dropping(rows: 1).indented,
        style: table.palette.quiet
      )
      return
    }
    let scenes = counted(measured.scenes, "scene")
    table.draw(
      measured.rows.prefix(max(0, area.height - 1)),
      heading: area.width >= 40 ? "B, A, A - B over \(scenes), %" : "A - B, \(scenes), %",
      in: area,
      &grid
    )
  }
}

/// What the colours of a large segmentation mean, and how much of the picture each concept takes.
struct SegmentationLegend: View {
  let rows: [EffectRow]
  let table: AreaTable

  func draw(in area: CellRect, _ grid: inout CellGrid) { table.drawGroups(rows, in: area, &grid) }
}
