import Interventions
import Laboratory
import Tensors
import Terminal

extension ExplorerState {
  /// The places of the grid's scenes.
  var gridFrames: PictureFrames? {
    guard let image = imageSize else { return nil }
    let area = layout.pictures
    // From 2 by 2 to 8 by 5, as large as they can be read.
    let columns = max(2, min(8, area.width / 19))
    let lines = max(2, min(5, area.height / 10))
    return PictureFrames(
      area: area,
      count: columns * lines,
      imageWidth: image.width,
      imageHeight: image.height,
      columns: columns
    )
  }

  /// The scenes that the grid shows.
  var gridScenes: [Int] {
    guard let grid = place.grid, let frames = gridFrames else { return [] }
    return (0..<frames.frames.count).map { grid.first + $0 }.filter { $0 <= Self.lastScene }
  }

  func gridKey(_ scene: Int) -> GridShelf.Key {
    let isOriginal = place.grid?.showsOriginals == true
    return GridShelf.Key(edit: isOriginal ? Edit() : editing.history.edit, scene: scene)
  }

  /// Asks for the scenes of the grid that are not at hand.
  mutating func requestGrid() -> [Effect] {
    guard place.view == .grid, place.grid != nil, let layer else { return [] }
    let missing = gridScenes.map(gridKey).filter { gridShelf[$0] == nil }
    guard !missing.isEmpty, missing != gridShelf.submitted else { return [] }
    gridShelf.submitted = missing
    return [
      .submit(
        .thumbnails(
          ThumbnailRequest(
            seed: options.seed,
            scenes: missing.map(\.scene),
            layer: layer.name,
            unit: 0,
            edit: missing[0].edit,
            isGrid: true
          )
        )
      )
    ]
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
    guard var grid = place.grid, let frames = gridFrames else { return }
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
    let index = gridFrames?.frames.firstIndex {
      $0.contains(row: event.row, column: event.column)
    }
    switch event.action {
    case .wheelUp: browseGrid(.move(.up))
    case .wheelDown: browseGrid(.move(.down))
    case .press:
      guard let index, gridScenes.indices.contains(index) else { return }
      let chosen = gridScenes[index]
      if place.grid?.cursor == chosen { return browseGrid(.open) }
      place.grid?.cursor = chosen
    case .drag, .release: break
    }
  }
}
