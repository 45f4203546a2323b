public import Tensors

extension RGBImage {
  /// A unit's activation over the darkened scene, its level as a contour around what lies above it.
  ///
  /// The scale ends at twice the level or at this scene's strongest place, whichever is more.
  ///
  /// - Parameters:
  ///   - map: The unit's feature map in this scene.
  ///   - level: The activation at which the unit counts as on; nil draws no contour.
  ///   - hasContour: Whether the contour is drawn where there is a level.
  ///   - contour: The contour's colour, 3 bytes.
  /// - Returns: A picture of this one's size.
  public func heatmap(
    of map: FeatureMap,
    level: Float?,
    hasContour: Bool = true,
    contour: [UInt8] = [255, 255, 255]
  ) -> RGBImage {
    let surface = map.upsampled(toWidth: width, height: height)
    let most = max(map.peak, (level ?? 0) * 2)
    guard most > 0, most.isFinite else { return self }
    var result = self
    for (index, value) in surface.enumerated() {
      let share = max(0, value / most)
      result.blend(HeatScale.color(at: share), at: index, share: 0.35 + 0.5 * min(1, share * 1.5))
    }
    if let level, hasContour { result.draw(contour, outsideOf: surface.map { $0 > level }) }
    return result
  }

  /// The scene where a unit is on, and darkness where it is not.
  ///
  /// - Parameters:
  ///   - map: The unit's feature map in this scene.
  ///   - level: The activation at which the unit counts as on.
  ///   - border: The colour of the bright region's edge, 3 bytes; nil draws none.
  /// - Returns: A picture of this one's size.
  public func spotlight(of map: FeatureMap, level: Float, border: [UInt8]? = nil) -> RGBImage {
    var result = self
    let surface = map.upsampled(toWidth: width, height: height)
    for (index, value) in surface.enumerated() where !(value > level) {
      result.blend([0, 0, 0], at: index, share: 0.7)
    }
    if let border { result.draw(border, aroundRegion: surface.map { $0 > level }) }
    return result
  }

  /// White where a unit is on, black where it is not.
  public func mask(of map: FeatureMap, level: Float) -> RGBImage {
    let surface = map.upsampled(toWidth: width, height: height)
    return RGBImage(
      width: width,
      height: height,
      pixels: surface.flatMap { [UInt8](repeating: $0 > level ? 255 : 0, count: 3) }
    )
  }

  /// One label channel of a segmentation in the concepts' colours over the picture.
  ///
  /// - Parameters:
  ///   - map: The segmentation, in whatever size; its first picture is taken.
  ///   - channel: Which of its label channels; the last one if there are fewer.
  ///   - isConcept: Whether a number is a concept; all else stays as it is.
  /// - Returns: A picture of this one's size.
  public func colored(by map: LabelMap, channel: Int, isConcept: (Int) -> Bool) -> RGBImage {
    let shape = map.shape
    let channel = min(channel, shape.channels - 1)
    guard channel >= 0 else { return self }
    var result = self
    for row in 0..<height {
      for column in 0..<width {
        let label = map[0, channel, row * shape.height / height, column * shape.width / width]
        guard isConcept(Int(label)) else { continue }
        result.blend(ConceptColor.bytes(of: Int(label)), at: row * width + column, share: 0.65)
      }
    }
    return result
  }

  /// How far each pixel differs from another picture of the same size, dark where it does not.
  ///
  /// The scale is doubled, so that faint changes are seen.
  public func difference(from other: RGBImage) -> RGBImage {
    precondition(width == other.width && height == other.height, "pictures of different sizes")
    var result = self
    for index in 0..<width * height {
      let distance = (0..<3).reduce(0) { sum, channel in
        sum + abs(Int(pixels[index * 3 + channel]) - Int(other.pixels[index * 3 + channel]))
      }
      let color = HeatScale.color(at: Float(2 * distance) / 765)
      result.pixels.replaceSubrange(index * 3..<index * 3 + 3, with: color)
    }
    return result
  }

  /// Mixes a colour into one pixel, in linear light.
  public mutating func blend(_ color: [UInt8], at index: Int, share: Float) {
    for channel in 0..<3 {
      let below = LinearLight.light[Int(pixels[index * 3 + channel])]
      let above = LinearLight.light[Int(color[channel])]
      pixels[index * 3 + channel] = LinearLight.byte(below + (above - below) * share)
    }
  }

  /// Draws the inner edge of a region, given pixel by pixel.
  public mutating func draw(_ color: [UInt8], aroundRegion region: [Bool]) {
    for index in region.indices where region[index] && isEdge(index, of: region) {
      pixels.replaceSubrange(index * 3..<index * 3 + 3, with: color)
    }
  }

  /// Draws a line around a region, given pixel by pixel, which covers nothing of it.
  public mutating func draw(_ color: [UInt8], outsideOf region: [Bool]) {
    let others = region.map { !$0 }
    draw(color, aroundRegion: others)
  }

  private func isEdge(_ index: Int, of region: [Bool]) -> Bool {
    let (row, column) = (index / width, index % width)
    return (row > 0 && !region[index - width]) || (row + 1 < height && !region[index + width])
      || (column > 0 && !region[index - 1]) || (column + 1 < width && !region[index + 1])
  }
}
