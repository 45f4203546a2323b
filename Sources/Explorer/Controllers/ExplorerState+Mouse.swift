import Images
import Interventions
import Laboratory
import Tensors
import Terminal

extension ExplorerState {
  /// Does what a click, a drag or a turn of the wheel means at its place.
  mutating func point(_ event: MouseEvent) -> [Effect] {
    if !talk.dialogs.isEmpty { return pointInDialog(event) }
    if event.action == .release {
      endStroke()
      editing.cellStroke = nil
      return []
    }
    switch layout.part(atRow: event.row, column: event.column) {
    case .footer where event.action == .press: return pointAtFooter(event.column)
    case .sliders: return pointAtDesk(event)
    case .layers: pointAtLayers(event)
    case .units: pointAtUnits(event)
    case .scene, .footer: pointAtScene(event)
    }
    return []
  }

  private mutating func pointInDialog(_ event: MouseEvent) -> [Effect] {
    switch event.action {
    case .wheelUp: answer(.move(.up), key: .up)
    case .wheelDown: answer(.move(.down), key: .down)
    case .press where layout.part(atRow: event.row, column: event.column) == .footer:
      pointAtFooter(event.column)
    case .press: pointAtRow(of: event)
    case .drag, .release: []
    }
  }

  /// A click on a key of the footer is that key.
  private mutating func pointAtFooter(_ column: Int) -> [Effect] {
    let table = KeyBindings.footer(for: self)
    guard let binding = table.binding(atColumn: column - 1, maxWidth: size.width - 2),
      let key = binding.keys.first
    else { return [] }
    return press(key)
  }

  private mutating func pointAtLayers(_ event: MouseEvent) {
    switch event.action {
    case .wheelUp: select(layerAt: place.layerIndex - 1)
    case .wheelDown: select(layerAt: place.layerIndex + 1)
    case .press:
      place.focus = .layers
      if let index = layerRows.index(atRow: event.row) { select(layerAt: index) }
    case .drag, .release: break
    }
  }

  private mutating func pointAtUnits(_ event: MouseEvent) {
    switch event.action {
    case .wheelUp: select(rowAt: max(rowIndex - 3, 0))
    case .wheelDown: select(rowAt: min(rowIndex + 3, table.rows.count - 1))
    case .press:
      place.focus = .units
      if let index = unitRows.index(atRow: event.row) {
        select(rowAt: index)
      } else if event.row == layout.units.row + 1,
        let ranking = unitColumns.ranking(at: event.column)
      {
        rank(by: ranking)
      }
    case .drag, .release: break
    }
  }

  private mutating func pointAtScene(_ event: MouseEvent) {
    if place.view == .grid { return pointAtGrid(event) }
    if [.layer, .layers].contains(place.view), event.action == .press { return pointAtPlot(event) }
    if editing.brush != nil { return paint(event) }
    if editing.cellCursor != nil { return chooseCells(event) }
    if isPairing, place.pairing.way == .wipe, layout.tiles?.frames.first?.contains(event) == true,
      event.action == .drag || event.action == .press
    {
      return wipe(to: event.column)
    }
    guard event.action == .press, event.button == .left else { return }
    place.focus = .scene
    let tile = layout.thumbnail(atRow: event.row, column: event.column)
    if let tile, shownTopScenes.indices.contains(tile) {
      scene = shownTopScenes[tile]
    } else if let layer, let cell = cell(under: event, of: layer.height, layer.width) {
      lookAt(cell)
    }
  }

  /// The left button draws what the brush is set to, the right one the other.
  private mutating func paint(_ event: MouseEvent) {
    guard let image = imageSize,
      let pixel = cell(under: event, of: image.height, image.width),
      let brush = editing.brush
    else { return }
    switch event.action {
    case .press where event.button == .left: begin(brush.mode, at: pixel)
    case .press where event.button == .right:
      begin(brush.mode.other, at: pixel)
    case .drag: drag(to: pixel)
    case .wheelUp: editing.brush?.grow(by: 1)
    case .wheelDown: editing.brush?.grow(by: -1)
    case .press, .release: break
    }
  }

  /// A drag chooses every cell on its way, or drops them if it began on a chosen one.
  private mutating func chooseCells(_ event: MouseEvent) {
    guard let layer, let cell = cell(under: event, of: layer.height, layer.width) else { return }
    switch event.action {
    case .press:
      let isChosen = editing.chosenCells[layer.name, default: []].contains(cell)
      let isChoosing = event.button == .left && !isChosen
      editing.cellStroke = CellStroke(isChoosing: isChoosing, last: cell)
      choose([cell], isChoosing)
    case .drag:
      guard let stroke = editing.cellStroke else { return }
      choose(stroke.last.line(to: cell), stroke.isChoosing)
      editing.cellStroke?.last = cell
    case .release, .wheelUp, .wheelDown: return
    }
    editing.cellCursor = cell
  }

  /// The cell of a grid over the picture under the pointer; each frame shows the whole picture.
  private func cell(under event: MouseEvent, of height: Int, _ width: Int) -> GridCell? {
    guard !layout.kinds.isEmpty, picture.result != nil, let tiles = layout.tiles,
      let tile = layout.tile(atRow: event.row, column: event.column)
    else { return nil }
    let frame = tiles.frames[tile]
    return GridCell(
      row: (event.row - frame.row) * height / max(1, frame.height),
      column: (event.column - frame.column) * width / max(1, frame.width)
    )
  }
}

extension CellRect {
  fileprivate func contains(_ event: MouseEvent) -> Bool {
    contains(row: event.row, column: event.column)
  }
}

/// Cells being chosen or dropped by a drag.
struct CellStroke: Hashable, Sendable {
  let isChoosing: Bool
  var last: GridCell
}
