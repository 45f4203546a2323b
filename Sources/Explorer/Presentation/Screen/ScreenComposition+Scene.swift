import Causes
import Dissection
import Faults
import Interventions
import Laboratory
import Tensors
import Terminal

// The scene pane: pictures, or a view of figures in their place; the top scenes; the desk.
extension ScreenComposition {
  /// The pane's heading, and what is below it.
  var scene: [PlacedView] {
    let heading = Heading(
      title: sceneTitle,
      remark: sceneRemark,
      isFocused: state.place.focus == .scene,
      palette: palette
    )
    let content: any View =
      switch state.place.view {
      case .automatic, .edited, .original, .sideBySide, .versus, .heatmap, .segmentation: pictures
      case .grid: grid
      case .review: review
      case .unit: unitPlots
      case .layer: layerGraph
      case .layers: layersTable
      case .scatter: effectScatter
      case .levels: levels
      case .optimisation: optimisation
      case .finding: finding
      case .comparison: comparison
      }
    return [PlacedView(heading, in: layout.scene), PlacedView(content, in: layout.pictures)]
  }

  private var sceneTitle: String {
    switch state.place.view {
    case .unit: return state.unit.map { "unit \($0) at a glance" } ?? "unit"
    case .layer: return "\(state.layer?.name.rawValue ?? "layer"): units by concept"
    case .layers: return "units by concept and layer"
    case .scatter: return "resemblance and effect"
    case .finding: return findingTitle
    case .comparison:
      if state.place.comparison?.showsMatches == true { return "compared: units that do the same" }
      return state.place.comparison?.showsDifferences == true
        ? "compared: what one side alone has" : "compared"
    case .review: return "do these scenes look right?"
    case .levels: return state.unit.map { "the level of unit \($0)" } ?? "level"
    case .optimisation: return optimisationTitle
    case .grid:
      let isEdited = !state.editing.history.edit.isEmpty && state.place.grid?.showsOriginals != true
      return isEdited ? "scenes with the edit" : "scenes without an edit"
    case .automatic, .edited, .original, .sideBySide, .versus, .heatmap, .segmentation: break
    }
    let shown = state.picture.result?.request.scene ?? state.scene
    let what = layout.kinds.count == 1 ? ": \(name(of: layout.kinds[0]))" : ""
    return "scene \(grouped(shown))\(what)"
  }

  private var sceneRemark: String {
    let place = state.place
    if let brush = state.editing.brush {
      let what = brush.mode == .erase ? "strokes" : "\(brush.name), \(brush.intensity.name)"
      return "brush: \(brush.mode.name) \(what), size \(brush.size)"
    }
    if place.view == .grid, let marks = place.grid?.marks, !marks.isEmpty {
      return "\(marks.count) marked"
    }
    if place.view == .finding { return findingRemark }
    if place.view.isPlot || place.view == .grid { return "" }
    if state.picture.isLate { return "drawing scene \(grouped(state.scene)) …" }
    let cells = state.layer.flatMap { state.editing.chosenCells[$0.name]?.count } ?? 0
    if cells > 0 { return "edits act in \(counted(cells, "cell")) only" }
    if state.editing.cellCursor != nil { return "everywhere" }
    if place.view == .segmentation, state.picture.labelChannels.count > 1 {
      return "\(state.key(.look(.show(.segmentation)))): next labels"
    }
    return place.view == .automatic || layout.kinds.count == 1 ? "" : place.view.name
  }

  // MARK: Pictures

  private var pictures: PicturesView {
    PicturesView(
      scene: scenePictures,
      pictures: layout.kinds.map { PicturesView.Picture(kind: $0, name: name(of: $0)) },
      frames: layout.tiles,
      canvas: canvas
    )
  }

  /// What the pictures of the scene are made of; nil until there is one.
  var scenePictures: ScenePictures? {
    guard let result = state.picture.result else { return nil }
    let choice = state.editing.cellCursor.flatMap { cursor in
      state.layer.map {
        ScenePictures.CellChoice(
          layer: $0,
          chosen: state.editing.chosenCells[$0.name] ?? [],
          cursor: cursor
        )
      }
    }
    let map = state.shownMap.flatMap { map in
      state.layer(named: map.request.layer).map {
        ScenePictures.ShownMap(map: map, layer: $0, cell: state.place.finding?.cell)
      }
    }
    return ScenePictures(
      result: result,
      serial: state.picture.serial,
      segmented: state.picture.segmented,
      labelChannel: state.place.labelChannel,
      shownConcepts: state.shownLabels?.concepts ?? [],
      vocabulary: state.models.vocabulary,
      unit: state.unit,
      level: state.level,
      activations: state.activations?.activations,
      cells: choice,
      brush: state.editing.brush,
      map: map,
      other: state.otherKey.flatMap { key in state.gridShelf[key].map { ($0, key) } },
      wipe: ScenePictures.Wipe(
        first: state.pair.first,
        second: state.pair.second,
        border: state.place.pairing.border
      )
    )
  }

  private func name(of kind: PictureKind) -> String {
    let (view, editing) = (state.place.view, state.editing)
    let isEdited = state.picture.result?.request.edit.isEmpty == false
    let labels = state.shownLabels?.name ?? "segmentation"
    switch kind {
    case .edited where view == .versus: return "A: \(editing.history.edit.summary)"
    case .other: return "B: \(editing.other?.edit.summary ?? "")"
    case .otherDifference: return "difference"
    case .wipe: return "\(name(of: state.pair.first)) | \(name(of: state.pair.second))"
    case .original: return view == .sideBySide ? "before" : "original"
    case .edited: return view == .sideBySide ? "after" : isEdited ? "edited" : "no edit"
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

  private var grid: any View {
    guard let frames = layout.tiles, let browsing = state.place.grid else { return Blank() }
    let tiles = state.tileScenes.map { scene in
      SceneTiles.Tile(
        caption: (browsing.marks.contains(scene) ? "● " : "") + grouped(scene),
        isCurrent: scene == browsing.cursor,
        picture: picture(state.gridKey(scene))
      )
    }
    return SceneTiles(tiles: tiles, frames: frames, canvas: canvas)
  }

  /// A scene under an edit, if it is drawn.
  func picture(_ key: GridShelf.Key) -> SceneTiles.Picture? {
    state.gridShelf[key].map { SceneTiles.Picture(image: $0, key: key) }
  }

  private var review: any View {
    guard let layer = state.layer, let unit = state.address else { return plotReason }
    return ReviewView(
      unit: unit,
      judged: state.judgements?.isGood ?? [:],
      units: layer.units,
      scenes: state.topScenes(of: unit),
      thumbnails: state.shelf[unit],
      frames: layout.tiles,
      canvas: canvas
    )
  }

  // MARK: Top scenes

  var topScenes: [PlacedView] {
    guard layout.strip.height > 0 else { return [] }
    let place = state.topScenes.firstIndex(of: state.scene)
    let view = TopScenesView(
      title: "top scenes" + (state.unit.map { " of unit \($0)" } ?? ""),
      remark: place.map { "top \($0 + 1) of \(state.topScenes.count)" }
        ?? (state.topScenes.isEmpty
          ? ""
          : "\(state.key(.scene(.previousTop))) \(state.key(.scene(.nextTop))) go there"),
      scenes: state.topScenes.isEmpty
        ? nil : state.address.map { topScenes(of: $0, state.shownTopScenes) },
      tiles: layout.thumbnails,
      current: state.scene,
      reason: state.unit == nil
        ? "No unit is listed; \(state.key(.cancel)) shows all again."
        : state.jobs.isDissecting
          ? "The top scenes appear while the layer is being dissected."
          : "The scenes that activate a unit most appear here once the layer is dissected: press "
            + "\(state.key(.open(.dissect))).",
      palette: palette
    )
    return [PlacedView(view, in: layout.strip)]
  }

  /// The top scenes of any unit: those `shown`, or all, as the dissection given has them, or else the
  /// one that counts here.
  func topScenes(
    of unit: UnitAddress,
    _ shown: [Int]? = nil,
    in dissection: LayerDissection? = nil
  ) -> SceneStrip {
    let levels = dissection?.levels ?? []
    return SceneStrip(
      unit: unit,
      scenes: shown ?? state.topScenes(of: unit, in: dissection),
      thumbnails: state.shelf[unit],
      level: levels.indices.contains(unit.unit) ? levels[unit.unit] : state.level(of: unit),
      canvas: canvas
    )
  }

  // MARK: The desk

  var desk: [PlacedView] {
    guard let desk = state.desk, let rows = state.sliderRows else { return [] }
    let sliders = SlidersView(
      desk: desk,
      rows: rows,
      inputs: state.deskInputs,
      palette: palette
    )
    let title =
      desk.showsOriginals ? "scenes before" : desk.isWalking ? "scenes, wandering" : "scenes"
    return [
      PlacedView(sliders, in: layout.sliders),
      PlacedView(Heading(title: title, palette: palette), in: layout.scene),
      PlacedView(deskScenes, in: layout.pictures),
      PlacedView(VerticalRule(palette: palette), in: besideSliders),
    ]
  }

  private var besideSliders: CellRect {
    CellRect(
      row: layout.sliders.row,
      column: layout.sliders.width,
      width: 1,
      height: layout.sliders.height
    )
  }

  private var deskScenes: any View {
    guard let frames = layout.tiles else { return Blank() }
    let tiles = state.tileScenes.map { scene in
      // While new pictures are being drawn the last ones stay.
      SceneTiles.Tile(
        caption: frames.frames.count > 1 ? grouped(scene) : nil,
        picture: picture(state.deskKey(scene))
          ?? state.gridShelf.latest(scene).flatMap(picture)
      )
    }
    return SceneTiles(tiles: tiles, frames: frames, canvas: canvas)
  }
}
