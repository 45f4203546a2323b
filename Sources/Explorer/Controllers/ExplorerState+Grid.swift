import Interventions
import Laboratory
import Tensors
import Terminal

extension ExplorerState {
  func gridKey(_ scene: Int) -> GridShelf.Key {
    let isOriginal = place.grid?.showsOriginals == true
    return GridShelf.Key(edit: isOriginal ? Edit() : editing.history.edit, scene: scene)
  }

  /// Asks for the scenes of the grid that are not at hand.
  mutating func requestGrid() -> [Effect] {
    guard place.view == .grid, place.grid != nil, let layer else { return [] }
    let missing = tileScenes.map(gridKey).filter { gridShelf[$0] == nil }
    guard !missing.isEmpty, missing != gridShelf.submitted else { return [] }
    gridShelf.submitted = missing
    return [.submit(drawing(missing, layer))]
  }

  /// Asks for whole scenes under one edit.
  func drawing(_ keys: [GridShelf.Key], _ layer: LayerDescription) -> LaboratoryRequest {
    .thumbnails(
      ThumbnailRequest(
        seed: options.seed,
        scenes: keys.map(\.scene),
        layer: layer.name,
        unit: 0,
        edit: keys.first?.edit ?? Edit(),
        isGrid: true
      )
    )
  }

  mutating func take(_ thumbnails: [Thumbnail], ofGrid request: ThumbnailRequest) {
    for thumbnail in thumbnails {
      gridShelf.add(
        thumbnail.image,
        for: GridShelf.Key(edit: request.edit, scene: thumbnail.scene)
      )
    }
  }

  mutating func browseGrid(_ action: GridAction) {
    guard var grid = place.grid, let frames = layout.tiles else { return }
    let (columns, page) = (frames.columns, frames.frames.count)
    switch action {
    case .flip: grid.showsOriginals.toggle()
    case .mark:
      if grid.marks.remove(grid.cursor) == nil { grid.marks.insert(grid.cursor) }
      grid.move(by: 1, columns: columns, page: page, last: Self.lastScene)
    case .open:
      scene = grid.cursor
      place.view = .automatic
    case .leave: place.view = .automatic
    case .page(let step):
      grid.move(by: step * page, columns: columns, page: page, last: Self.lastScene)
    case .move(let move):
      let step =
        switch move {
        case .left: -1
        case .right: 1
        case .up: -columns
        case .down: columns
        case .pageUp, .halfUp: -page
        case .pageDown, .halfDown: page
        case .first: -grid.cursor
        case .last, .nextPane, .previousPane, .nextLayer, .previousLayer: 0
        }
      grid.move(by: step, columns: columns, page: page, last: Self.lastScene)
    }
    place.grid = grid
  }

  /// A click chooses a scene, on the chosen one it opens it.
  mutating func pointAtGrid(_ event: MouseEvent) {
    switch event.action {
    case .wheelUp: browseGrid(.move(.up))
    case .wheelDown: browseGrid(.move(.down))
    case .press:
      guard let tile = layout.tile(atRow: event.row, column: event.column),
        tileScenes.indices.contains(tile)
      else { return }
      let chosen = tileScenes[tile]
      if place.grid?.cursor == chosen { return browseGrid(.open) }
      place.grid?.cursor = chosen
    case .drag, .release: break
    }
  }
}
