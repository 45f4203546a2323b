extension RGBImage {
  /// The picture in another size: averaged over areas where it shrinks, nearest where it grows.
  ///
  /// Averages are taken in linear light with exact fractional edges.
  public func resized(toWidth columns: Int, height rows: Int) -> RGBImage {
    if columns == width, rows == height { return self }
    let across = AreaWeights(from: width, to: max(1, columns))
    let down = AreaWeights(from: height, to: max(1, rows))
    // Columns first: rows of pixels lie together in memory.
    let narrow = Self.averagedColumns(
      pixels.map { LinearLight.light[Int($0)] },
      rows: height,
      weights: across
    )
    return RGBImage(
      width: across.count,
      height: down.count,
      pixels: Self.averagedRows(narrow, stride: across.count * 3, weights: down).map(
        LinearLight.byte
      )
    )
  }

  /// The picture with every pixel repeated so many times each way.
  public func enlarged(by scale: Int) -> RGBImage {
    guard scale > 1 else { return self }
    var result: [UInt8] = []
    result.reserveCapacity(pixels.count * scale * scale)
    for row in 0..<height {
      let line = (0..<width).flatMap { column in
        let place = (row * width + column) * 3
        return (0..<scale).flatMap { _ in pixels[place..<place + 3] }
      }
      for _ in 0..<scale { result += line }
    }
    return RGBImage(width: width * scale, height: height * scale, pixels: result)
  }

  /// The image at another size, each pixel the nearest one: colours that stand for something stay.
  public func nearest(width columns: Int, height rows: Int) -> RGBImage {
    var result: [UInt8] = []
    result.reserveCapacity(3 * columns * rows)
    for row in 0..<rows {
      for column in 0..<columns {
        let place =
          (2 * row + 1) * height / (2 * rows) * width
          + (2 * column + 1) * width / (2 * columns)
        result += pixels[3 * place..<3 * place + 3]
      }
    }
    return RGBImage(width: columns, height: rows, pixels: result)
  }

  private static func averagedColumns(
    _ source: [Float],
    rows: Int,
    weights: AreaWeights
  ) -> [Float] {
    var result = [Float](repeating: 0, count: rows * weights.count * 3)
    for row in 0..<rows {
      let (from, to) = (row * weights.size * 3, row * weights.count * 3)
      for (column, taps) in weights.taps.enumerated() {
        for (index, weight) in taps.shares.enumerated() {
          let place = from + (taps.first + index) * 3
          for channel in 0..<3 {
            result[to + column * 3 + channel] += weight * source[place + channel]
          }
        }
      }
    }
    return result
  }

  private static func averagedRows(
    _ source: [Float],
    stride: Int,
    weights: AreaWeights
  ) -> [Float] {
    var result = [Float](repeating: 0, count: weights.count * stride)
    for (row, taps) in weights.taps.enumerated() {
      for (index, weight) in taps.shares.enumerated() {
        let from = (taps.first + index) * stride
        for place in 0..<stride { result[row * stride + place] += weight * source[from + place] }
      }
    }
    return result
  }
}

/// Which pixels of a line make up each pixel of another, and by what shares.
struct AreaWeights {
  let size: Int
  let taps: [(first: Int, shares: [Float])]

  var count: Int { taps.count }

  init(from size: Int, to count: Int) {
    self.size = size
    taps = (0..<count).map { index in
      count >= size
        ? (index * size / count, [1]) : Self.average(of: index, count: count, size: size)
    }
  }

  private static func average(of index: Int, count: Int, size: Int) -> (Int, [Float]) {
    let step = Double(size) / Double(count)
    let (start, end) = (Double(index) * step, Double(index + 1) * step)
    let first = Int(start)
    let last = min(size, Int(end.rounded(.up)))
    return (
      first,
      (first..<last).map { pixel in
        Float((min(end, Double(pixel + 1)) - max(start, Double(pixel))) / step)
      }
    )
  }
}
