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
  private(set) var image: RGBImage
  private let width: Int
  private let height: Int
  private let theme: Theme

  init(width: Int, height: Int, theme: Theme) {
    (self.width, self.height, self.theme) = (width, height, theme)
    image = RGBImage(width: width, height: height, filledWith: [0, 0, 0])
  }

  /// The picture as colours, row by row.
  var pixels: [RGBColor] { Self.colors(of: image) }

  mutating func draw(_ kind: PictureKind, of scene: ScenePictures, hasContour: Bool = true) {
    let result = scene.result
    switch kind {
    case .original: show(result.original)
    case .edited: show(result.edited)
    case .difference:
      show(result.original)
      image = image.difference(from: scaled(result.edited))
    case .other: if let other = scene.other { show(other.image) }
    case .otherDifference:
      guard let other = scene.other else { return }
      show(result.edited)
      image = image.difference(from: scaled(other.image))
    case .wipe: drawWipe(of: scene)
    case .heatmap: drawHeatmap(of: scene, hasContour: hasContour)
    case .contextMap: drawMap(of: scene)
    case .originalSegmentation, .editedSegmentation: drawSegmentation(kind, of: scene)
    }
  }

  private func scaled(_ image: RGBImage) -> RGBImage {
    Self.scaled(image, width: width, height: height)
  }

  private mutating func show(_ scene: RGBImage) { image = scaled(scene) }

  /// The first of two pictures left of the border, the second right of it.
  private mutating func drawWipe(of scene: ScenePictures) {
    guard let wipe = scene.wipe else { return }
    draw(wipe.first, of: scene)
    let first = image
    draw(wipe.second, of: scene)
    let border = wipe.border * width / 100
    let ink = theme[.contour].color.map(\.channels) ?? [255, 255, 255]
    for row in 0..<height {
      let start = row * width
      let left = start * 3..<(start + border) * 3
      image.pixels.replaceSubrange(left, with: first.pixels[left])
      if border < width { image.blend(ink, at: start + border, share: 0.7) }
    }
  }

  /// The unit's activation over the scene without the edit, its level as a contour.
  private mutating func drawHeatmap(of scene: ScenePictures, hasContour: Bool) {
    show(scene.result.original)
    guard let map = scene.featureMap else { return }
    image = image.heatmap(
      of: map,
      level: scene.level,
      hasContour: hasContour,
      contour: theme[.contour].color.map { $0.channels } ?? [255, 255, 255]
    )
  }

  /// How much of a concept appears where: the scene in grey, cells that were tried in colour.
  private mutating func drawMap(of scene: ScenePictures) {
    show(scene.result.original)
    guard let shown = scene.map else { return }
    let (map, layer) = (shown.map, shown.layer)
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
    if let cell = shown.cell ?? map.best { drawCells([], cursor: cell, of: layer) }
  }

  /// One label channel in the concepts' colours over the scene.
  private mutating func drawSegmentation(_ kind: PictureKind, of scene: ScenePictures) {
    let result = scene.segmented ?? scene.result
    show(kind == .originalSegmentation ? result.original : result.edited)
    guard let labels = scene.labels(of: kind) else { return }
    image = image.colored(by: labels, channel: scene.labelChannel) { number in
      scene.vocabulary?.isConcept(number) ?? false
    }
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
    let role: Theme.Role =
      switch brush.mode {
      case .draw: .gain
      case .remove: .loss
      case .erase: .accent
      }
    guard let ink = theme[role].color, size.width > 0, size.height > 0 else { return }
    let dab = brush.shape(height: size.height, width: size.width)
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

extension PictureComposer {
  /// An image in another size, averaged in linear light where it gets smaller.
  static func scaled(_ image: RGBImage, width: Int, height: Int) -> RGBImage {
    image.resized(toWidth: width, height: height)
  }

  /// A thumbnail that is dark where the unit is below its level.
  static func spotlight(
    _ thumbnail: Thumbnail,
    level: Float?,
    width: Int,
    height: Int
  ) -> [RGBColor] {
    let small = scaled(thumbnail.image, width: width, height: height)
    guard let level else { return colors(of: small) }
    return colors(of: small.spotlight(of: FeatureMap(thumbnail.featureMap, unit: 0), level: level))
  }

  static func colors(of image: RGBImage) -> [RGBColor] {
    (0..<image.width * image.height).map { index in
      RGBColor(
        red: image.pixels[index * 3],
        green: image.pixels[index * 3 + 1],
        blue: image.pixels[index * 3 + 2]
      )
    }
  }
}

extension RGBColor {
  /// Red, green and blue.
  var channels: [UInt8] { [red, green, blue] }
}
