import Directions
import Dissection
import Interventions
import Laboratory
import Tensors
import Terminal

// What the screen has room for, and what stands in it: for drawing and for the mouse.
extension ExplorerState {
  /// Where everything is on the screen now.
  var layout: ScreenLayout {
    let request = ScreenLayout.Request(
      size: size,
      layerCount: models.layers.count,
      arrangement: arrangement,
      tiles: tiles,
      image: imageSize,
      hasGuide: talk.guide != nil
    )
    return layouts.value(for: request) { ScreenLayout(request) }
  }

  private var isPainting: Bool { editing.cellCursor != nil || editing.brush != nil }

  private var arrangement: ScreenLayout.Arrangement {
    if desk != nil { return .desk }
    if place.isZoomed || place.view == .grid || isPainting {
      let isSegmented = place.view == .segmentation && picture.segmented != nil
      return .alone(hasLegend: isSegmented && !isPainting)
    }
    if place.view.isPlot { return .view }
    return isPairing && place.pairing.way == .together ? .comparing : .browsing
  }

  private var tiles: ScreenLayout.Tiles {
    if desk != nil { return .desk }
    if editing.brush != nil { return .pictures([.edited], pair: nil) }
    if editing.cellCursor != nil {
      return .pictures([place.view == .heatmap ? .heatmap : .edited], pair: nil)
    }
    switch place.view {
    case .automatic:
      return .pictures([place.showsEdit ? .edited : .heatmap], pair: [.edited, .heatmap])
    case .edited: return .pictures([.edited], pair: nil)
    case .original: return .pictures([.original], pair: nil)
    case .heatmap: return .pictures([.heatmap], pair: nil)
    case .sideBySide, .versus: return .pictures(pairedKinds, pair: nil)
    case .grid: return .grid
    case .review: return .review
    case .unit, .layer, .layers, .scatter, .optimisation, .levels, .finding, .comparison:
      return .none
    case .segmentation:
      guard picture.segmented != nil else { return .pictures([.edited], pair: nil) }
      return .pictures(
        [.editedSegmentation],
        pair: editing.history.edit.isEmpty ? nil : [.originalSegmentation, .editedSegmentation]
      )
    }
  }

  /// The scenes in the tiles of the grid or of the desk.
  var tileScenes: [Int] {
    guard let first = desk?.firstScene ?? place.grid?.first, let tiles = layout.tiles else {
      return []
    }
    return tiles.frames.indices.map { first + $0 }.filter { $0 <= Self.lastScene }
  }

  // MARK: Lists

  var layerRows: ListRows {
    ListRows(
      top: layout.layers.row + 1,
      page: layout.layerPage,
      count: models.layers.count,
      around: place.layerIndex
    )
  }

  var unitRows: ListRows {
    ListRows(
      top: layout.units.row + 2,
      first: rowOffset,
      page: layout.unitPage,
      count: table.rows.count
    )
  }

  /// The columns of the unit list.
  var unitColumns: UnitColumns {
    let theirs = models.theirs.flatMap { theirs in
      layer.flatMap { theirs.layers.contains($0.name) ? theirs : nil }
    }
    return UnitColumns(
      rows: table.rows,
      layer: layer?.name,
      theirs: theirs,
      ranking: place.ranking,
      hasLabels: models.segmenterStatus != .absent,
      hasEffects: sweep != nil,
      width: layout.units.width
    )
  }

  /// The desk's sliders.
  var sliderRows: SliderRows? {
    desk.map {
      SliderRows(count: $0.set?.entries.count ?? 0, cursor: $0.cursor, in: layout.sliders)
    }
  }

  /// The steps of the history that its list shows.
  var historyRows: ListRows? {
    guard case .history(let cursor) = talk.dialogs.last else { return nil }
    return HistoryView.rows(steps: editing.history.steps.count, around: cursor, in: size)
  }

  /// The lines of a list in front that can be pointed at.
  var dialogRows: ListRows? {
    switch talk.dialogs.last {
    case .concepts(let picker):
      let items = conceptItems(matching: picker.field.text)
      return ConceptPickerView.rows(of: picker, count: items.count, in: size)
    case .worlds: return WorldsView.rows(options.worlds.count, in: size)
    case .causes:
      let count = CauseQuestion.allCases.count
      let top = inside(CauseMenuView.extent).row + CauseMenuView.firstLine
      return ListRows(top: top, first: 0, page: count, count: count)
    case .export:
      let count = ExportRequest.Content.allCases.count
      let top = inside(ExportPickerView.extent).row
      return ListRows(top: top, first: 0, page: count, count: count)
    case .comparison(let menu):
      let count = comparedSides.count + 1
      let area = inside(ComparisonMenuView.extent(count, on: size))
      return ComparisonMenuView.rows(count, around: menu.cursor, in: area)
    case .edits(let list):
      return EditListView.rows(list, in: inside(EditListView.extent(list, on: size)))
    case .jobs(let cursor):
      let area = inside(JobsView.extent(jobs.lines.count, on: size))
      return JobsView.rows(jobs.lines.count, around: cursor, in: area)
    default: return nil
    }
  }

  /// The inside of a dialog's box.
  private func inside(_ extent: GridSize) -> CellRect {
    DialogFrame(size: size, width: extent.width, height: extent.height).inside
  }
}
