import Concepts
import Dissection
import Interventions
import Laboratory
import Tensors
import Terminal

// The lists of layers and units, and what is known beside the pictures.
extension ScreenComposition {
  var lists: [PlacedView] {
    [PlacedView(layerList, in: layout.layers), PlacedView(unitList, in: layout.units)]
  }

  private var layerList: LayerListView {
    LayerListView(
      lines: state.models.layers.map { layer in
        let dissection = state.models.dissections[layer.name]
        return LayerListView.Line(
          layer: layer,
          matches: state.matchCount(in: layer.name),
          isSettling: dissection.map { $0.countedScenes < $0.sampleSize } ?? true
        )
      },
      current: state.place.layerIndex,
      rows: state.layerRows,
      isFocused: state.place.focus == .layers,
      palette: palette
    )
  }

  private var unitList: UnitListView {
    let remark = unitRemark
    let concept =
      state.place.concept.flatMap { state.models.vocabulary?[$0]?.name }.map { "\($0) " } ?? ""
    let title = state.layer.map { "\(concept)units of \($0.name)" } ?? "units"
    // The remark says what the list shows; the layer is marked above.
    let room = layout.units.width - CellText.width(of: remark) - 6
    return UnitListView(
      title: CellText.width(of: title) <= room ? title : "\(concept)units",
      remark: remark,
      columns: state.unitColumns,
      rows: state.unitRows,
      current: state.rowIndex,
      currentRow: state.row,
      marks: unitMarks,
      isFocused: state.place.focus == .units,
      palette: palette
    )
  }

  private var unitRemark: String {
    let place = state.place
    if !place.search.isEmpty { return "/\(place.search)" }
    let marked = state.marks.isEmpty ? "" : "\(state.marks.count) marked, "
    if place.ranking == .iou, let progress = dissectionProgress { return marked + progress }
    if place.ranking == .effect, let part = state.sweep?.part { return marked + part }
    return "\(marked)\(place.ranking.name) \(place.isReversed ? "↑" : "↓")"
  }

  /// How far the ranking is settled: "provisional 12 %" by the levels known so far, then "IoU 30 %".
  private var dissectionProgress: String? {
    guard let layer = state.layer, let job = state.dissectionJob(of: layer.name),
      let progress = job.progress, progress.total > 0
    else { return nil }
    let share = "\(progress.done * 100 / progress.total) %"
    return (progress.phase.hasPrefix("levels") ? "provisional " : "IoU ") + share
  }

  /// The marks of the units that are seen.
  private var unitMarks: [Int: UnitListView.Mark] {
    guard let layer = state.layer else { return [:] }
    let (rows, marked, edit) = (state.table.rows, state.marks, state.editing.history.edit)
    var marks: [Int: UnitListView.Mark] = [:]
    for index in state.unitRows.lines where rows.indices.contains(index) {
      let unit = rows[index].unit
      if marked.contains(unit) {
        marks[unit] = .marked
      } else if let edited = edit.state(of: unit, in: layer.name)?.edit {
        marks[unit] = edited.value == 0 ? .ablated : .inserted
      }
    }
    return marks
  }

  // MARK: Beside the pictures

  var panel: [PlacedView] {
    guard layout.panel.width > 0 else { return [] }
    let hasSegmenter = state.models.segmenterStatus != .absent
    if state.place.view == .versus {
      let comparison = EditComparison(
        measured: state.measuredAgainst.map { measurement in
          let rows = EffectsTable.rows(
            measurement.effects,
            isMeasured: true,
            isEdited: true,
            state.models.vocabulary
          )
          return (rows, measurement.scenes)
        },
        hasSegmenter: hasSegmenter,
        table: areaTable
      )
      return [PlacedView(comparison, in: layout.panel)]
    }
    let unit = UnitSummary(
      unit: state.row,
      note: state.address.flatMap { state.editing.notes[$0] },
      vocabulary: state.models.vocabulary,
      hasSegmenter: hasSegmenter,
      isDissected: state.dissection != nil,
      palette: palette
    )
    let areas = SidePanel.Areas(
      table: areaTable,
      effects: state.effects,
      isEdited: !state.editing.history.edit.isEmpty,
      measuredScenes: state.currentMeasurement?.scenes
    )
    let panel = SidePanel(
      unit: state.place.view == .sideBySide ? nil : unit,
      areas: hasSegmenter ? areas : nil
    )
    return [PlacedView(panel, in: layout.panel)]
  }

  var legend: [PlacedView] {
    guard layout.panel.width > 0 else { return [] }
    let legend = SegmentationLegend(rows: state.effects.here, table: areaTable)
    return [PlacedView(legend, in: layout.panel)]
  }

  private var areaTable: AreaTable {
    AreaTable(
      vocabulary: state.models.vocabulary,
      legend: state.place.view == .segmentation ? state.shownLabels?.concepts : nil,
      isStale: state.picture.segmented?.request != state.picture.submitted,
      palette: palette
    )
  }
}
