import Concepts
import Dissection
import Faults
import Interventions
import Laboratory
import Tensors
import Terminal

extension ExplorerState {
  /// Takes up a brush of units of the layer shown.
  mutating func takeBrush(_ units: [Int], name: String) {
    guard let layer, let image = imageSize, !units.isEmpty else { return }
    editing.cellCursor = nil
    editing.brush = Brush(
      layer: layer.name,
      units: units,
      name: name,
      cursor: GridCell(row: image.height * 2 / 3, column: image.width / 4)
    )
    place.view = .edited
    notify("brush of \(counted(units.count, "\(name) unit")): drag draws, the right button removes")
  }

  /// The image's pixels.
  var imageSize: GridSize? {
    models.generator.map { GridSize(width: $0.imageWidth, height: $0.imageHeight) }
  }

  mutating func paint(_ action: BrushAction) {
    guard var brush = editing.brush else { return }
    switch action {
    case .dab:
      if brush.corner != nil { return paint(.rectangle) }
      begin(brush.mode, at: brush.cursor)
      return endStroke()
    case .fill: return fillSegment()
    case .rectangle:
      guard let corner = brush.corner else {
        editing.brush?.corner = brush.cursor
        let key = key(.brush(.rectangle))
        return notify("a corner; move to the opposite one and press \(key) again")
      }
      return paint(corner.rectangle(to: brush.cursor))
    case .switchMode: brush.mode = brush.mode.other
    case .erase: brush.mode = brush.mode == .erase ? .draw : .erase
    case .larger: brush.grow(by: 1)
    case .smaller: brush.grow(by: -1)
    case .stronger: brush.strengthen(by: 1)
    case .weaker: brush.strengthen(by: -1)
    case .move(let move): brush.cursor = moved(brush.cursor, by: move, step: max(1, brush.size / 2))
    case .layDown:
      editing.brush = nil
      return notify("the brush is down; \(key(.open(.edits))) lists the strokes")
    }
    editing.brush = brush
  }

  private func moved(_ cell: GridCell, by move: Move, step: Int) -> GridCell {
    guard let image = imageSize else { return cell }
    var (row, column) = (cell.row, cell.column)
    switch move {
    case .up: row -= step
    case .down: row += step
    case .left: column -= step
    case .right: column += step
    case .pageUp, .halfUp, .first: row = 0
    case .pageDown, .halfDown, .last: row = image.height - 1
    case .nextPane, .previousPane, .nextLayer, .previousLayer: break
    }
    return GridCell(
      row: min(max(row, 0), image.height - 1),
      column: min(max(column, 0), image.width - 1)
    )
  }

  /// A stroke begins: a step of its own in the history.
  mutating func begin(_ mode: Brush.Mode, at pixel: GridCell) {
    guard let image = imageSize, var brush = editing.brush else { return }
    let dab = brush.dab(at: pixel, height: image.height, width: image.width)
    brush.stroke = Brush.Stroke(mode: mode, pixels: dab, last: pixel, base: editing.history.edit)
    (brush.cursor, brush.corner) = (pixel, nil)
    editing.brush = brush
    show(brush)
    place.showsEdit = true
  }

  /// Paints some pixels at once.
  private mutating func paint(_ pixels: Set<GridCell>) {
    guard let brush = editing.brush else { return }
    begin(brush.mode, at: brush.cursor)
    guard var painted = editing.brush, painted.stroke != nil else { return }
    painted.stroke?.pixels = pixels
    editing.brush = painted
    show(painted)
    endStroke()
  }

  /// The stroke goes on: the same step, with more pixels.
  mutating func drag(to pixel: GridCell) {
    guard let image = imageSize, var brush = editing.brush, var stroke = brush.stroke else {
      return
    }
    for place in stroke.last.line(to: pixel) {
      stroke.pixels.formUnion(brush.dab(at: place, height: image.height, width: image.width))
    }
    stroke.last = pixel
    (brush.stroke, brush.cursor) = (stroke, pixel)
    editing.brush = brush
    show(brush)
  }

  mutating func endStroke() {
    guard let brush = editing.brush, let stroke = brush.stroke else { return }
    let isIdle = stroke.mode == .erase && !stroke.isStep
    notify(isIdle ? "nothing was painted here" : title(of: brush))
    editing.brush?.stroke = nil
  }

  /// Makes the stroke the present step of the edit, once it changes anything.
  private mutating func show(_ brush: Brush) {
    guard let stroke = brush.stroke, let edit = edit(with: brush),
      stroke.isStep || edit != stroke.base
    else { return }
    let step = EditStep(edit: edit, title: title(of: brush))
    stroke.isStep ? editing.history.adjust(step) : editing.history.apply(step)
    editing.brush?.stroke?.isStep = true
  }

  private func title(of brush: Brush) -> String {
    switch brush.stroke?.mode ?? brush.mode {
    case .draw: "\(brush.name) drawn with the brush"
    case .remove: "\(brush.name) removed with the brush"
    case .erase: "strokes erased"
    }
  }

  /// The edit before the stroke, and the stroke.
  private func edit(with brush: Brush) -> Edit? {
    guard let image = imageSize, let stroke = brush.stroke else { return nil }
    if stroke.mode == .erase {
      return stroke.base.erasing(stroke.pixels, height: image.height, width: image.width)
    }
    guard let intervention = intervention(of: brush) else { return nil }
    var edit = stroke.base
    edit.interventions.append(intervention)
    return edit
  }

  /// The stroke as an intervention; its mask is as fine as the image and pooled to the layer.
  private func intervention(of brush: Brush) -> Intervention? {
    guard let image = imageSize, let stroke = brush.stroke else { return nil }
    let mask = Mask(height: image.height, width: image.width, set: stroke.pixels)
    guard stroke.mode == .draw else {
      return Intervention(brush.units.map { UnitEdit(layer: brush.layer, unit: $0) }, mask: mask)
    }
    guard let quantiles = models.dissections[brush.layer]?.quantiles, !quantiles.values.isEmpty
    else { return nil }
    let units = brush.units.map { unit in
      UnitEdit(
        layer: brush.layer,
        unit: unit,
        value: quantiles.value(unit: unit, quantile: brush.intensity.rawValue)
      )
    }
    return Intervention(units, mask: mask)
  }

  /// Paints everything that belongs together under the cursor: "this tree".
  private mutating func fillSegment() {
    guard let brush = editing.brush, let image = imageSize,
      let labels = picture.segmented?.editedSegmentation
    else { return notify("the scene is not segmented yet") }
    let pixels = LabelRegion(labels, channel: place.labelChannel)
      .pixels(around: brush.cursor, height: image.height, width: image.width)
    guard !pixels.isEmpty else { return notify("nothing is named here") }
    paint(pixels)
  }
}

/// The pixels of one label that hang together.
struct LabelRegion {
  private let labels: LabelMap
  private let channel: Int

  init(_ labels: LabelMap, channel: Int) {
    self.labels = labels
    self.channel = max(0, min(channel, labels.shape.channels - 1))
  }

  /// Those around a pixel of an image; none where nothing is named.
  func pixels(around start: GridCell, height: Int, width: Int) -> Set<GridCell> {
    let wanted = label(at: start, height, width)
    guard wanted > 0 else { return [] }
    var found: Set<GridCell> = [start]
    var waiting = [start]
    while let cell = waiting.popLast() {
      for (down, right) in [(-1, 0), (1, 0), (0, -1), (0, 1)] {
        let next = GridCell(row: cell.row + down, column: cell.column + right)
        guard (0..<height).contains(next.row), (0..<width).contains(next.column),
          label(at: next, height, width) == wanted, found.insert(next).inserted
        else { continue }
        waiting.append(next)
      }
    }
    return found
  }

  private func label(at cell: GridCell, _ height: Int, _ width: Int) -> Int {
    let shape = labels.shape
    return Int(
      labels[0, channel, cell.row * shape.height / height, cell.column * shape.width / width]
    )
  }
}
