import Causes
import Concepts
import Dissection
import Images
import Interventions
import Laboratory
import Tensors
import Terminal

/// Composes one picture in the size it has on the screen.
struct PictureComposer {
  private var image: RGBImage
  private let width: Int
  private let height: Int
  private let theme: Theme

  init(width: Int, height: Int, theme: Theme) {
    (self.width, self.height, self.theme) = (width, height, theme)
    image = RGBImage(width: width, height: height, filledWith: [0, 0, 0])
  }

  /// The picture as colours, row by row.
  var pixels: [RGBColor] { Self.colors(of: image) }

  mutating func draw(_ kind: PictureKind, of state: ExplorerState) {
    guard let result = state.picture.result else { return }
    let isConcept = { number in state.models.vocabulary?.isConcept(number) ?? false }
    switch kind {
    case .original: image = Self.scaled(result.original, width: width, height: height)
    case .edited: image = Self.scaled(result.edited, width: width, height: height)
    case .difference:
      image = Self.scaled(result.original, width: width, height: height)
        .difference(from: Self.scaled(result.edited, width: width, height: height))
    case .other, .otherDifference:
      guard let other = state.otherKey.flatMap({ state.gridShelf[$0] }) else { return }
      let scaled = Self.scaled(other, width: width, height: height)
      image =
        kind == .other
        ? scaled
        : Self.scaled(result.edited, width: width, height: height).difference(from: scaled)
    case .heatmap: drawHeatmap(of: state, over: result)
    case .contextMap: drawMap(of: state, over: result)
    case .originalSegmentation:
      let segmented = state.picture.segmented
      drawSegmentation(
        segmented?.originalSegmentation,
        channel: state.place.labelChannel,
        over: (segmented ?? result).original,
        isConcept: isConcept
      )
    case .editedSegmentation:
      let segmented = state.picture.segmented
      drawSegmentation(
        segmented?.editedSegmentation,
        channel: state.place.labelChannel,
        over: (segmented ?? result).edited,
        isConcept: isConcept
      )
    }
  }

  // MARK: Heatmap

  /// The unit's activation over the scene without the edit, its level as a contour.
  private mutating func drawHeatmap(of state: ExplorerState, over result: SceneResult) {
    image = Self.scaled(result.original, width: width, height: height)
    guard let unit = state.unit, let activations = state.activations?.activations,
      unit < activations.shape.channels
    else { return }
    let contour = theme[.contour].color.map { $0.channels } ?? [255, 255, 255]
    image = image.heatmap(
      of: FeatureMap(activations, unit: unit),
      level: state.level,
      contour: contour
    )
  }

  // MARK: Map

  /// How much of a concept appears where: the scene in grey, cells that were tried in colour.
  private mutating func drawMap(of state: ExplorerState, over result: SceneResult) {
    image = Self.scaled(result.original, width: width, height: height)
    guard let map = state.shownMap, let layer = state.layer(named: map.request.layer) else {
      return
    }
    let most = map.most
    for (index, gain) in map.gains.enumerated() {
      let cell = GridCell(row: index / map.width, column: index % map.width)
      let share = max(0, (gain ?? 0) / most)
      let color = ContextMap.color(share, theme).channels
      for place in places(of: cell, in: layer) {
        image.blend([18, 20, 26], at: place, share: gain == nil ? 0.7 : 0.35)
        if gain != nil {
          image.blend(color, at: place, share: 0.75 * Float(min(1, share)).squareRoot())
        }
      }
    }
    if let cell = state.place.finding?.cell ?? map.best {
      drawCells([], cursor: cell, of: layer)
    }
  }

  // MARK: Segmentation

  /// One label channel in the concepts' colours over the scene.
  private mutating func drawSegmentation(
    _ segmentation: LabelMap?,
    channel: Int,
    over scene: RGBImage,
    isConcept: (Int) -> Bool
  ) {
    image = Self.scaled(scene, width: width, height: height)
    guard let segmentation else { return }
    image = image.colored(by: segmentation, channel: channel, isConcept: isConcept)
  }

  // MARK: Cells

  /// Tints the chosen cells and outlines the one under the cursor.
  mutating func drawCells(
    _ cells: Set<GridCell>,
    cursor: GridCell?,
    of layer: LayerDescription
  ) {
    guard let ink = theme[.accent].color, let bright = theme[.contour].color else { return }
    for cell in cells {
      for index in places(of: cell, in: layer) {
        image.blend(ink.channels, at: index, share: 0.55)
      }
    }
    guard let cursor else { return }
    let inside = places(of: cursor, in: layer)
    let known = Set(inside)
    let isSmall = inside.count < 9
    for index in inside {
      let neighbours = [index - 1, index + 1, index - width, index + width]
      let isEdge = !neighbours.allSatisfy(known.contains)
      if isSmall || isEdge { image.blend(bright.channels, at: index, share: 0.85) }
    }
  }

  /// Outlines what the brush would paint at its cursor.
  mutating func drawBrush(_ brush: Brush, on size: GridSize) {
    let role: Theme.Role = brush.mode == .draw ? .gain : .loss
    guard let ink = theme[role].color, size.width > 0, size.height > 0 else { return }
    let dab = brush.dab(at: brush.cursor, height: size.height, width: size.width)
    func isInside(_ row: Int, _ column: Int) -> Bool {
      dab.contains(GridCell(row: row * size.height / height, column: column * size.width / width))
    }
    for row in 0..<height {
      for column in 0..<width where isInside(row, column) {
        let isEdge = [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]
          .contains { !isInside($0.0, $0.1) }
        image.blend(ink.channels, at: row * width + column, share: isEdge ? 0.7 : 0.15)
      }
    }
  }

  private func places(of cell: GridCell, in layer: LayerDescription) -> [Int] {
    let rows = cell.row * height / layer.height..<(cell.row + 1) * height / layer.height
    let columns = cell.column * width / layer.width..<(cell.column + 1) * width / layer.width
    // A cell smaller than a pixel still has one.
    let lines = rows.isEmpty ? rows.lowerBound..<rows.lowerBound + 1 : rows
    let places = columns.isEmpty ? columns.lowerBound..<columns.lowerBound + 1 : columns
    return lines.flatMap { row in places.map { row * width + $0 } }.filter {
      $0 < width * height
    }
  }
}
