import Dissection
import Experiments
import Images
import Interventions
import Tensors
import Terminal

/// Composes one picture in the size it has on the screen.
struct PictureComposer {
  private(set) var pixels: [RGBColor]
  private let width: Int
  private let height: Int
  private let theme: Theme

  init(width: Int, height: Int, theme: Theme) {
    (self.width, self.height, self.theme) = (width, height, theme)
    pixels = [RGBColor](repeating: RGBColor(hex: 0), count: width * height)
  }

  mutating func draw(_ kind: PictureKind, of state: ExplorerState) {
    guard let result = state.picture.result else { return }
    switch kind {
    case .original: pixels = Self.scaled(result.original, width: width, height: height)
    case .edited: pixels = Self.scaled(result.edited, width: width, height: height)
    case .difference: drawDifference(result)
    case .heatmap: drawHeatmap(of: state, over: result)
    case .originalSegmentation:
      let segmented = state.picture.segmented
      drawSegmentation(segmented?.originalSegmentation, over: (segmented ?? result).original)
    case .editedSegmentation:
      let segmented = state.picture.segmented
      drawSegmentation(segmented?.editedSegmentation, over: (segmented ?? result).edited)
    }
  }

  // MARK: Difference

  /// How far each pixel changed, dark where it did not.
  private mutating func drawDifference(_ result: SceneResult) {
    let before = Self.scaled(result.original, width: width, height: height)
    let after = Self.scaled(result.edited, width: width, height: height)
    for index in pixels.indices {
      let change = Self.distance(before[index], after[index])
      // Twice the change, so that faint ones are seen.
      pixels[index] = HeatScale.color(at: min(1, 2 * change))
    }
  }

  private static func distance(_ first: RGBColor, _ second: RGBColor) -> Double {
    func part(_ path: KeyPath<RGBColor, UInt8>) -> Double {
      abs(Double(first[keyPath: path]) - Double(second[keyPath: path])) / 255
    }
    return (part(\.red) + part(\.green) + part(\.blue)) / 3
  }

  // MARK: Heatmap

  /// The unit's activation over the darkened scene, its level as a contour.
  private mutating func drawHeatmap(of state: ExplorerState, over result: SceneResult) {
    pixels = Self.scaled(result.original, width: width, height: height)
    guard let unit = state.unit, let activations = state.activations?.activations,
      unit < activations.shape.channels
    else { return }
    let map = FeatureMap(activations, unit: unit).enlarged(width: width, height: height)
    // The scale ends at twice the level or at this scene's strongest place.
    let most = max(map.max() ?? 0, state.level.map { $0 * 2 } ?? 0)
    guard most > 0 else { return }
    for index in pixels.indices {
      let share = Double(max(0, map[index]) / most)
      let heat = HeatScale.color(at: share)
      pixels[index] = Self.blended(pixels[index], heat, share: 0.35 + 0.5 * min(1, share * 1.5))
    }
    if let level = state.level { drawContour(of: map.map { $0 > level }) }
  }

  /// The inner edge of a region, where it has both an inside and an outside.
  private mutating func drawContour(of region: [Bool]) {
    guard let ink = theme[.contour].color else { return }
    for row in 0..<height {
      for column in 0..<width where region[row * width + column] {
        let isEdge =
          (row > 0 && !region[(row - 1) * width + column])
          || (row + 1 < height && !region[(row + 1) * width + column])
          || (column > 0 && !region[row * width + column - 1])
          || (column + 1 < width && !region[row * width + column + 1])
        if isEdge { pixels[row * width + column] = ink }
      }
    }
  }

  // MARK: Segmentation

  /// The first label channel (objects) in the concepts' colours over the scene.
  private mutating func drawSegmentation(_ segmentation: LabelMap?, over image: RGBImage) {
    pixels = Self.scaled(image, width: width, height: height)
    guard let segmentation else { return }
    let shape = segmentation.shape
    for row in 0..<height {
      for column in 0..<width {
        let label = segmentation[0, 0, row * shape.height / height, column * shape.width / width]
        let color = Palette.color(ofConcept: Int(label))
        let index = row * width + column
        pixels[index] = Self.blended(pixels[index], color, share: label == 0 ? 0 : 0.65)
      }
    }
  }

  // MARK: Cells

  /// Tints the chosen cells and outlines the one under the cursor.
  mutating func drawCells(
    _ cells: Set<GridCell>, cursor: GridCell?, of layer: LayerDescription
  ) {
    guard let ink = theme[.accent].color, let bright = theme[.contour].color else { return }
    for cell in cells {
      for index in places(of: cell, in: layer) {
        pixels[index] = Self.blended(pixels[index], ink, share: 0.55)
      }
    }
    guard let cursor else { return }
    let inside = places(of: cursor, in: layer)
    let known = Set(inside)
    let isSmall = inside.count < 9
    for index in inside {
      let neighbours = [index - 1, index + 1, index - width, index + width]
      let isEdge = !neighbours.allSatisfy(known.contains)
      if isSmall || isEdge { pixels[index] = Self.blended(pixels[index], bright, share: 0.85) }
    }
  }

  private func places(of cell: GridCell, in layer: LayerDescription) -> [Int] {
    let rows = cell.row * height / layer.height..<(cell.row + 1) * height / layer.height
    let columns = cell.column * width / layer.width..<(cell.column + 1) * width / layer.width
    // A cell smaller than a pixel still has one.
    let lines = rows.isEmpty ? rows.lowerBound..<rows.lowerBound + 1 : rows
    let places = columns.isEmpty ? columns.lowerBound..<columns.lowerBound + 1 : columns
    return lines.flatMap { row in places.map { row * width + $0 } }.filter(pixels.indices.contains)
  }
}
