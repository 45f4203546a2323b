import Concepts
import Dissection
import Interventions
import Laboratory
import Terminal

/// What is known of the unit, of this scene's concepts, and of the edit's measured effect.
struct SidePanel {
  let state: ExplorerState
  let palette: Palette

  func draw(in grid: inout CellGrid) {
    let area = state.layout.panel
    var row = area.row
    if state.place.view == .versus { return drawComparison(in: &grid) }
    if state.place.view != .sideBySide { row = drawUnit(from: row, in: &grid) }
    guard state.models.segmenterStatus != .absent else { return }
    let table = EffectsTable(state)
    let measured = state.currentMeasurement == nil ? 0 : table.measured.count + 1
    let areas = AreaTable(state: state, palette: palette, area: area)
    let end = area.row + area.height
    let room = end - row
    // In the segmentation the table is its legend.
    let legend = state.place.view == .segmentation ? state.shownLabels?.concepts : nil
    let here = table.here.filter { legend?.contains($0.concept.number) ?? true }
    if legend != nil || state.editing.history.edit.isEmpty, !here.isEmpty {
      areas.drawGroups(here, from: row, in: &grid)
      return
    }
    let forMeasured = min(measured, max(room / 2, room - here.count - 1))
    row = areas.draw(
      here.prefix(max(0, room - forMeasured - 1)),
      heading: hereHeading,
      from: row,
      in: &grid
    )
    guard forMeasured > 1, let measurement = state.currentMeasurement else { return }
    areas.draw(
      table.measured.prefix(max(0, end - row - 1)),
      heading: "over \(counted(measurement.scenes, "scene"))",
      from: row,
      in: &grid
    )
  }

  // MARK: A against B

  /// How the areas under the two edits differ over a sample: B, A, A - B and its interval.
  private func drawComparison(in grid: inout CellGrid) {
    let area = state.layout.panel
    guard let measurement = state.measuredAgainst else {
      grid.heading("A - B", in: area, palette: palette)
      let inside = CellRect(
        row: area.row + 1,
        column: area.column + 1,
        width: area.width - 2,
        height: area.height - 1
      )
      grid.putWrapped(
        state.models.segmenterStatus == .absent
          ? "There are no labels to compare." : "m measures how the areas under both differ.",
        in: inside,
        style: palette.quiet
      )
      return
    }
    let scenes = counted(measurement.scenes, "scene")
    AreaTable(state: state, palette: palette, area: area).draw(
      EffectsTable.compared(measurement, state).prefix(max(0, area.height - 1)),
      heading: area.width >= 40 ? "B, A, A - B over \(scenes), %" : "A - B, \(scenes), %",
      from: area.row,
      in: &grid
    )
  }

  // MARK: The unit

  private func drawUnit(from start: Int, in grid: inout CellGrid) -> Int {
    let area = state.layout.panel
    guard let unit = state.row else {
      grid.heading("unit", in: area, palette: palette)
      return start + 1
    }
    grid.heading("unit \(unit.unit)", in: area, palette: palette)
    var row = start + 1
    for line in unitLines(unit) {
      grid.put(line, row: row, column: area.column + 1, maxWidth: area.width - 1)
      row += 1
    }
    return row
  }

  private func unitLines(_ unit: UnitRow) -> [[(text: String, style: Style)]] {
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
        ] + effectPieces(unit)
      )
    } else if state.models.segmenterStatus == .absent {
      lines.append([("no labels", palette.quiet)])
    } else if state.dissection != nil {
      lines.append([("no concept", palette.quiet)])
    }
    lines.append([
      (unit.isOwnLevel ? "own level " : "level ", palette.caption),
      (activation(unit.level), unit.isOwnLevel ? palette.accent : palette.text),
      (" here ", palette.caption), (activation(unit.activation), palette.text),
    ])
    return lines
  }

  /// An activation with as many decimals as there is room for.
  private func activation(_ value: Float?) -> String {
    guard let value else { return "–" }
    let isNarrow = state.layout.panel.width < 24
    return fixed(Double(value), isNarrow ? (value.magnitude < 9.95 ? 1 : 0) : 2)
  }

  private func effectPieces(_ unit: UnitRow) -> [(text: String, style: Style)] {
    guard let effect = unit.effect, state.layout.panel.width >= 24,
      let name = state.models.vocabulary?[effect.concept]?.name
    else { return [] }
    let share = fixed(Double(effect.relativeChange) * 100, 0, signed: true)
    return [
      (" alone ", palette.caption),
      ("\(share)% \(name)", palette.style(change: Double(effect.relativeChange))),
    ]
  }

  private var hereHeading: String {
    state.editing.history.edit.isEmpty ? "areas, %" : "changes here, %"
  }
}

/// What the colours of a large segmentation mean, and how much of the picture each concept takes.
struct SegmentationLegend {
  let state: ExplorerState
  let palette: Palette

  func draw(in grid: inout CellGrid) {
    let area = state.layout.panel
    AreaTable(state: state, palette: palette, area: area)
      .drawGroups(EffectsTable(state).here, from: area.row, in: &grid)
  }
}
