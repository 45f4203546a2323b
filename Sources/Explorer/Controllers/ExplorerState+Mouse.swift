import Images
import Interventions
import Laboratory
import Tensors
import Terminal

extension ExplorerState {
  /// Does what a click or a turn of the wheel means at its place.
  mutating func point(_ event: MouseEvent) -> [Effect] {
    if !talk.dialogs.isEmpty { return pointInDialog(event) }
    let place = (row: event.row, column: event.column)
    if layout.layers.contains(row: place.row, column: place.column) {
      pointAtLayers(event)
    } else if layout.units.contains(row: place.row, column: place.column) {
      pointAtUnits(event)
    } else if event.action == .press, event.button == .left {
      pointAtScene(event)
    }
    return []
  }

  private mutating func pointInDialog(_ event: MouseEvent) -> [Effect] {
    switch event.action {
    case .wheelUp: answer(.move(.up), key: .up)
    case .wheelDown: answer(.move(.down), key: .down)
    default: []
    }
  }

  private mutating func pointAtLayers(_ event: MouseEvent) {
    switch event.action {
    case .wheelUp: select(layerAt: place.layerIndex - 1)
    case .wheelDown: select(layerAt: place.layerIndex + 1)
    case .press:
      place.focus = .layers
      let line = event.row - layout.layers.row - 1
      guard line >= 0 else { return }
      let index = layerOffset + line
      if models.layers.indices.contains(index) { select(layerAt: index) }
    default: break
    }
  }

  /// The first layer that is seen.
  var layerOffset: Int {
    max(0, min(place.layerIndex - layout.layerPage / 2, models.layers.count - layout.layerPage))
  }

  private mutating func pointAtUnits(_ event: MouseEvent) {
    switch event.action {
    case .wheelUp: select(rowAt: max(rowIndex - 3, 0))
    case .wheelDown: select(rowAt: min(rowIndex + 3, table.rows.count - 1))
    case .press:
      place.focus = .units
      let line = event.row - layout.units.row - 2
      if line >= 0 { select(rowAt: rowOffset + line) }
    default: break
    }
  }

  private mutating func pointAtScene(_ event: MouseEvent) {
    if let cell = cell(at: event) {
      editing.cellCursor = cell
      toggle(cell)
      return
    }
    place.focus = .scene
    guard
      let tile = layout.thumbnailTiles.firstIndex(where: {
        $0.contains(row: event.row, column: event.column)
      }), shownTopScenes.indices.contains(tile)
    else { return }
    scene = shownTopScenes[tile]
  }

  /// The cell of the layer's grid under the pointer, while cells are being chosen.
  private func cell(at event: MouseEvent) -> GridCell? {
    guard editing.cellCursor != nil, let layer, let result = picture.result else { return nil }
    let frames = PictureFrames(
      area: layout.pictures,
      count: 1,
      imageWidth: result.original.width,
      imageHeight: result.original.height
    )
    guard let frame = frames.frames.first, frame.contains(row: event.row, column: event.column)
    else { return nil }
    return GridCell(
      row: (event.row - frame.row) * layer.height / max(1, frame.height),
      column: (event.column - frame.column) * layer.width / max(1, frame.width)
    )
  }
}
