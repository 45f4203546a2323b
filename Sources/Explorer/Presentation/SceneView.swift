import Images
import Interventions
import Laboratory
import Tensors
import Terminal

/// The pictures of the scene, as the view asks.
struct SceneView {
  let state: ExplorerState
  let canvas: Canvas

  func draw(in grid: inout CellGrid) {
    let layout = state.layout
    grid.heading(
      title,
      remark: remark,
      in: layout.scene,
      palette: canvas.palette,
      isFocused: state.place.focus == .scene
    )
    let area = layout.pictures
    switch state.place.view {
    case .unit: return UnitPlots(state: state, palette: canvas.palette).draw(in: area, &grid)
    case .layer: return LayerGraph(state: state, palette: canvas.palette).draw(in: area, &grid)
    case .layers: return LayersTable(state: state, palette: canvas.palette).draw(in: area, &grid)
    case .scatter: return EffectScatter(state: state, palette: canvas.palette).draw(in: area, &grid)
    case .optimisation:
      return AverageEffectView(state: state, palette: canvas.palette).draw(in: area, &grid)
    case .grid: return GridView(state: state, canvas: canvas).draw(in: &grid)
    case .levels: return LevelView(state: state, canvas: canvas).draw(in: area, &grid)
    case .finding: return FindingView(state: state, canvas: canvas).draw(in: area, &grid)
    case .comparison: return ComparisonView(state: state, canvas: canvas).draw(in: area, &grid)
    case .review: return ReviewView(state: state, canvas: canvas).draw(in: area, &grid)
    case .automatic, .edited, .original, .sideBySide, .versus, .heatmap, .segmentation: break
    }
    guard let frames = state.pictureFrames else { return drawWaiting(in: &grid) }
    let kinds = state.pictureKinds
    for (kind, frame) in zip(kinds, frames.frames) {
      if kinds.count > 1 { drawCaption(name(of: kind), over: frame, in: &grid) }
      if let labels = labels(of: kind) {
        ConceptLetters(state, canvas.palette)
          .draw(labels, channel: state.place.labelChannel, in: frame, &grid)
        continue
      }
      let pixels = canvas.pictures.pixels(
        of: kind,
        state: state,
        width: frames.pixelWidth,
        height: frames.pixelHeight,
        theme: canvas.palette.theme
      )
      grid.drawPixels(
        pixels,
        width: frames.pixelWidth,
        height: frames.pixelHeight,
        row: frame.row,
        column: frame.column,
        glyphs: canvas.glyphs,
        below: canvas.palette.background
      )
    }
  }

  /// What is drawn in letters: segmentations with few colours.
  private func labels(of kind: PictureKind) -> LabelMap? {
    guard canvas.palette.hasFewColors else { return nil }
    switch kind {
    case .originalSegmentation: return state.picture.segmented?.originalSegmentation
    case .editedSegmentation: return state.picture.segmented?.editedSegmentation
    default: return nil
    }
  }

  private var title: String {
    switch state.place.view {
    case .unit: return state.unit.map { "unit \($0) at a glance" } ?? "unit"
    case .layer: return "\(state.layer?.name.rawValue ?? "layer"): units by concept"
    case .layers: return "units by concept and layer"
    case .scatter: return "resemblance and effect"
    case .finding: return FindingView.title(state)
    case .comparison:
      if state.place.comparison?.showsMatches == true { return "compared: units that do the same" }
      return state.place.comparison?.showsDifferences == true
        ? "compared: what one side alone has" : "compared"
    case .review: return "do these scenes look right?"
    case .levels: return state.unit.map { "the level of unit \($0)" } ?? "level"
    case .optimisation: return AverageEffectView.title(state)
    case .grid:
      let isEdited = !state.editing.history.edit.isEmpty && state.place.grid?.showsOriginals != true
      return isEdited ? "scenes with the edit" : "scenes without an edit"
    case .automatic, .edited, .original, .sideBySide, .versus, .heatmap, .segmentation: break
    }
    let shown = state.picture.result?.request.scene ?? state.scene
    let kinds = state.pictureKinds
    let what = kinds.count == 1 ? ": \(name(of: kinds[0]))" : ""
    return "scene \(grouped(shown))\(what)"
  }

  private var remark: String {
    if let brush = state.editing.brush {
      let mode = brush.mode == .draw ? "draw" : "remove"
      return "brush: \(mode) \(brush.name), \(brush.intensity.name), size \(brush.size)"
    }
    if state.place.view == .grid, let marks = state.place.grid?.marks, !marks.isEmpty {
      return "\(marks.count) marked"
    }
    if state.place.view == .finding { return FindingView.remark(state) }
    if state.place.view.isPlot || state.place.view == .grid { return "" }
    if state.picture.isLate { return "drawing scene \(grouped(state.scene)) …" }
    let cells = state.layer.flatMap { state.editing.chosenCells[$0.name]?.count } ?? 0
    if cells > 0 { return counted(cells, "cell") }
    if state.editing.cellCursor != nil { return "everywhere" }
    if state.place.view == .segmentation, state.picture.labelChannels.count > 1 {
      return "5: next labels"
    }
    return state.place.view == .automatic || state.pictureKinds.count == 1
      ? "" : state.place.view.name
  }

  private func name(of kind: PictureKind) -> String {
    let isEdited = state.picture.result?.request.edit.isEmpty == false
    switch kind {
    case .edited where state.place.view == .versus:
      return "A: \(state.editing.history.edit.summary)"
    case .other: return "B: \(state.editing.other?.edit.summary ?? "")"
    case .otherDifference: return "difference"
    case .original: return state.place.view == .sideBySide ? "before" : "original"
    case .edited: return state.place.view == .sideBySide ? "after" : isEdited ? "edited" : "no edit"
    case .difference: return "difference"
    case .heatmap:
      // Activations are those before the edit, and so is the scene below them.
      let scene = isEdited ? " before the edit" : ""
      return (state.unit.map { "unit \($0)" } ?? "heatmap") + scene
    case .contextMap: return "map"
    case .originalSegmentation: return "\(labels) before"
    case .editedSegmentation: return isEdited ? "\(labels) after" : labels
    }
  }

  private var labels: String { state.shownLabels?.name ?? "segmentation" }

  /// The name of one of several pictures, in the row above it.
  private func drawCaption(_ name: String, over frame: CellRect, in grid: inout CellGrid) {
    guard frame.row - 1 > state.layout.scene.row else { return }
    grid.put(
      name,
      row: frame.row - 1,
      column: frame.column,
      style: canvas.palette.caption,
      maxWidth: frame.width,
      alignment: .center
    )
  }

  private func drawWaiting(in grid: inout CellGrid) {
    let area = state.layout.pictures
    grid.put(
      "drawing the scene …",
      row: area.row + area.height / 2,
      column: area.column,
      style: canvas.palette.quiet,
      maxWidth: area.width,
      alignment: .center
    )
  }
}

/// The scenes that activate the unit most.
struct TopScenesView {
  let state: ExplorerState
  let canvas: Canvas

  func draw(in grid: inout CellGrid) {
    let area = state.layout.strip
    let unit = state.unit.map { " of unit \($0)" } ?? ""
    grid.heading("top scenes\(unit)", remark: remark, in: area, palette: canvas.palette)
    guard let layer = state.layer, let unit = state.unit, !state.topScenes.isEmpty else {
      return drawReason(in: &grid)
    }
    let thumbnails = state.shelf[layer.name, unit]
    for (scene, tile) in zip(state.shownTopScenes, state.layout.thumbnailTiles) {
      guard let thumbnail = thumbnails[scene] else {
        drawPlaceholder(tile, in: &grid)
        continue
      }
      ThumbnailRow(state: state, canvas: canvas)
        .draw(thumbnail, of: UnitAddress(layer: layer.name, unit: unit), in: tile, &grid)
      if scene == state.scene { drawMark(beside: tile, in: &grid) }
    }
  }

  /// What tells the scene that is shown.
  private func drawMark(beside tile: CellRect, in grid: inout CellGrid) {
    for row in tile.row..<tile.row + tile.height {
      grid[row, tile.column - 1] = Cell("▌", canvas.palette.key)
    }
  }

  private var remark: String {
    guard let place = state.topScenes.firstIndex(of: state.scene) else {
      return state.topScenes.isEmpty ? "" : ", . go there"
    }
    return "top \(place + 1) of \(state.topScenes.count)"
  }

  private func drawPlaceholder(_ tile: CellRect, in grid: inout CellGrid) {
    grid.put(
      "·",
      row: tile.row + tile.height / 2,
      column: tile.column,
      style: canvas.palette.rule,
      maxWidth: tile.width,
      alignment: .center
    )
  }

  private func drawReason(in grid: inout CellGrid) {
    let area = state.layout.strip
    let text =
      state.unit == nil
      ? "No unit is listed; Esc shows all again."
      : state.jobs.isDissecting
        ? "The top scenes appear while the layer is being dissected."
        : "The scenes that activate a unit most appear here once the layer is dissected: press d."
    grid.putWrapped(
      text,
      in: CellRect(
        row: area.row + 2,
        column: area.column + 2,
        width: area.width - 4,
        height: 3
      ),
      style: canvas.palette.quiet
    )
  }
}
