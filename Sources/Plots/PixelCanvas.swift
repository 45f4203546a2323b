public import Images

extension Plot {
  /// The plot as a picture, two pixels a point.
  public func image() -> RGBImage {
    var canvas = PixelCanvas(width: PlotFrame.width, height: PlotFrame.height)
    draw(on: &canvas)
    return canvas.image
  }
}

extension BarChart {
  /// The chart as a picture, two pixels a point.
  public func image() -> RGBImage {
    var canvas = PixelCanvas(width: PlotFrame.width, height: height)
    draw(on: &canvas)
    return canvas.image
  }
}

struct PixelCanvas: PlotCanvas {
  private(set) var image: RGBImage
  /// Pixels a point.
  static let scale = 2.0

  init(width: Double, height: Double) {
    image = RGBImage(
      width: Int(width * Self.scale),
      height: Int(height * Self.scale),
      filledWith: [255, 255, 255]
    )
  }

  /// Copies a picture to a pixel; it must fit.
  mutating func place(_ picture: RGBImage, x: Int, y: Int) {
    image.place(picture, row: y, column: x)
  }

  mutating func polyline(_ points: [(x: Double, y: Double)], _ stroke: PlotStroke) {
    var walked = 0.0
    for (start, end) in zip(points, points.dropFirst()) {
      let (width, height) = ((end.x - start.x) * Self.scale, (end.y - start.y) * Self.scale)
      let length = (width * width + height * height).squareRoot()
      guard length.isFinite, length < 1e5 else { continue }
      for step in 0...max(1, Int(length)) {
        let share = Double(step) / Double(max(1, Int(length)))
        let isGap = stroke.isDashed && Int((walked + share * length) / (5 * Self.scale)) % 2 == 1
        guard !isGap else { continue }
        square(
          start.x * Self.scale + width * share,
          start.y * Self.scale + height * share,
          side: max(1, Int((stroke.width * Self.scale).rounded())),
          color: stroke.color
        )
      }
      walked += length
    }
  }

  mutating func polygon(_ points: [(x: Double, y: Double)], color: [UInt8], opacity: Double) {
    let corners = points.map { (x: $0.x * Self.scale, y: $0.y * Self.scale) }
    guard let top = corners.map(\.y).min(), let bottom = corners.map(\.y).max(),
      top.isFinite, bottom.isFinite
    else { return }
    for row in max(0, Int(top))...max(0, min(image.height - 1, Int(bottom))) {
      let middle = Double(row) + 0.5
      let crossings = zip(corners, corners.dropFirst() + corners.prefix(1)).compactMap {
        (from, to) -> Double? in
        guard (from.y <= middle) != (to.y <= middle) else { return nil }
        return from.x + (middle - from.y) / (to.y - from.y) * (to.x - from.x)
      }.sorted()
      for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
        let first = max(0, Int(crossings[pair].rounded()))
        let last = min(image.width, Int(crossings[pair + 1].rounded()))
        for column in first..<max(first, last) {
          image.blend(color, at: row * image.width + column, share: Float(opacity))
        }
      }
    }
  }

  mutating func disc(x: Double, y: Double, radius: Double, color: [UInt8]) {
    let (middleX, middleY, reach) = (x * Self.scale, y * Self.scale, radius * Self.scale)
    guard middleX.isFinite, middleY.isFinite, abs(middleX) < 1e5, abs(middleY) < 1e5 else {
      return
    }
    for row in Int(middleY - reach)...Int(middleY + reach) {
      for column in Int(middleX - reach)...Int(middleX + reach) {
        let (across, down) = (Double(column) - middleX, Double(row) - middleY)
        if across * across + down * down <= reach * reach { set(column, row, to: color) }
      }
    }
  }

  mutating func text(
    _ text: String,
    x: Double,
    y: Double,
    anchor: PlotAnchor,
    color: [UInt8],
    isUpright: Bool
  ) {
    let characters = Array(text)
    let length = characters.count * 6 * Int(Self.scale)
    let shift = anchor == .start ? 0 : anchor == .middle ? length / 2 : length
    for (index, character) in characters.enumerated() {
      for (column, bits) in PixelFont.columns(of: character).enumerated() {
        for row in 0..<8 where bits >> UInt8(row) & 1 == 1 {
          for part in 0..<4 {
            let along = (index * 6 + column) * 2 + part % 2 - shift
            let across = (row - 7) * 2 + part / 2
            set(
              Int(x * Self.scale) + (isUpright ? across : along),
              Int(y * Self.scale) + (isUpright ? -along : across),
              to: color
            )
          }
        }
      }
    }
  }

  private mutating func square(_ x: Double, _ y: Double, side: Int, color: [UInt8]) {
    for row in 0..<side {
      for column in 0..<side {
        set(Int(x.rounded()) + column - side / 2, Int(y.rounded()) + row - side / 2, to: color)
      }
    }
  }

  private mutating func set(_ column: Int, _ row: Int, to color: [UInt8]) {
    guard (0..<image.width).contains(column), (0..<image.height).contains(row) else { return }
    image.blend(color, at: row * image.width + column, share: 1)
  }
}
