package import Images

/// Images as DEC's terminals had them: six rows at a time, colour after colour.
///
/// A small encoder of our own: the library for it is not on the machines that the one file of this
/// program is copied to, and would keep it from starting there.
package struct Sixels {
  private let image: RGBImage
  private let palette: ReducedPalette

  /// Prepares an image in so many colours at most.
  package init(_ image: RGBImage, colors: Int = 256) {
    self.image = image
    palette = ReducedPalette(of: image, colors: colors)
  }

  /// The image in the colours that the terminal shows.
  package var shown: RGBImage {
    let colors = palette.colors.map { color in
      [color.red, color.green, color.blue].map { UInt8((Self.share($0) * 255 + 50) / 100) }
    }
    let pixels = (0..<image.width * image.height).flatMap { colors[Int(place(of: $0))] }
    return RGBImage(width: image.width, height: image.height, pixels: pixels)
  }

  /// The bytes that show it where the cursor is.
  package var code: [UInt8] {
    var bytes = Array("\u{1B}P0;1q\"1;1;\(image.width);\(image.height)".utf8)
    for (number, color) in palette.colors.enumerated() {
      let shares = [color.red, color.green, color.blue].map(Self.share)
      bytes += "#\(number);2;\(shares[0]);\(shares[1]);\(shares[2])".utf8
    }
    let places = (0..<image.width * image.height).map(place)
    for top in stride(from: 0, to: image.height, by: 6) { bytes += band(from: top, places) }
    return bytes + "\u{1B}\\".utf8
  }

  /// Colours are in hundredths.
  private static func share(_ channel: UInt8) -> Int { (Int(channel) * 100 + 127) / 255 }

  private func place(of index: Int) -> UInt8 {
    let pixels = image.pixels
    return palette.place(of: pixels[3 * index], pixels[3 * index + 1], pixels[3 * index + 2])
  }

  /// Six rows: for each of their colours which pixels have it.
  private func band(from top: Int, _ places: [UInt8]) -> [UInt8] {
    let width = image.width
    var masks: [UInt8: [UInt8]] = [:]
    for row in top..<min(top + 6, image.height) {
      for column in 0..<width {
        let place = places[row * width + column]
        masks[place, default: [UInt8](repeating: 0, count: width)][column] |= 1 << UInt8(row - top)
      }
    }
    var bytes: [UInt8] = []
    for place in masks.keys.sorted() {
      bytes += "#\(place)".utf8
      bytes += Self.runs(masks[place] ?? [])
      // Back to the left, for the next colour.
      bytes.append(36)
    }
    bytes.append(45)
    return bytes
  }

  /// Equal columns as a count; nothing behind the last that has the colour.
  private static func runs(_ masks: [UInt8]) -> [UInt8] {
    let end = (masks.lastIndex { $0 != 0 } ?? -1) + 1
    var bytes: [UInt8] = []
    var start = 0
    while start < end {
      let mask = masks[start]
      let next = masks[start..<end].firstIndex { $0 != mask } ?? end
      let count = next - start
      if count > 3 {
        bytes += "!\(count)".utf8
        bytes.append(63 + mask)
      } else {
        bytes += [UInt8](repeating: 63 + mask, count: count)
      }
      start = next
    }
    return bytes
  }
}

/// The colours that stand for all of an image, by median cut.
private struct ReducedPalette {
  private(set) var colors: [RGBColor] = []
  /// For each colour of 5 bits a channel its place among them.
  private var places = [UInt8](repeating: 0, count: 1 << 15)

  /// Pixels of about one colour.
  private struct Bin {
    let index: Int
    var sum = SIMD3<Int>.zero
    var count = 0

    var mean: SIMD3<Int> { (sum &+ (count / 2)) / SIMD3(repeating: count) }
  }

  init(of image: RGBImage, colors limit: Int) {
    var bins: [Int: Bin] = [:]
    for start in stride(from: 0, to: image.pixels.count, by: 3) {
      let color = (image.pixels[start], image.pixels[start + 1], image.pixels[start + 2])
      let index = Self.index(red: color.0, green: color.1, blue: color.2)
      bins[index, default: Bin(index: index)].sum &+= SIMD3(
        Int(color.0),
        Int(color.1),
        Int(color.2)
      )
      bins[index]?.count += 1
    }
    let all = bins.values.sorted { $0.index < $1.index }
    let boxes = Self.boxes(of: all, count: min(max(limit, 2), 256))
    let means = boxes.map(Self.mean)
    colors = means.map { RGBColor(red: UInt8($0[0]), green: UInt8($0[1]), blue: UInt8($0[2])) }
    for bin in all {
      let wanted = bin.mean
      let distances = means.map { mean in
        let difference = mean &- wanted
        return (difference &* difference).wrappedSum()
      }
      let place = distances.indices.min { distances[$0] < distances[$1] } ?? 0
      places[bin.index] = UInt8(place)
    }
  }

  func place(of red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
    places[Self.index(red: red, green: green, blue: blue)]
  }

  private static func index(red: UInt8, green: UInt8, blue: UInt8) -> Int {
    Int(red >> 3) << 10 | Int(green >> 3) << 5 | Int(blue >> 3)
  }

  private static func mean(of bins: [Bin]) -> SIMD3<Int> {
    let sum = bins.reduce(SIMD3<Int>.zero) { $0 &+ $1.sum }
    let count = bins.reduce(0) { $0 + $1.count }
    return (sum &+ (count / 2)) / SIMD3(repeating: max(1, count))
  }

  /// The box with the largest error is cut in two at its mean, until there are enough.
  private static func boxes(of bins: [Bin], count: Int) -> [[Bin]] {
    var boxes = bins.isEmpty ? [] : [(bins: bins, spread: spread(of: bins))]
    while boxes.count < count,
      let index = boxes.indices.max(by: { boxes[$0].spread.error < boxes[$1].spread.error }),
      boxes[index].spread.error > 0
    {
      let box = boxes.remove(at: index)
      let (axis, middle) = (box.spread.axis, mean(of: box.bins)[box.spread.axis])
      let low = box.bins.filter { $0.mean[axis] <= middle }
      let high = box.bins.filter { $0.mean[axis] > middle }
      guard !low.isEmpty, !high.isEmpty else {
        boxes.append((box.bins, (0, axis)))
        continue
      }
      boxes += [(low, spread(of: low)), (high, spread(of: high))]
    }
    return boxes.map(\.bins)
  }

  /// The square error of a box in one colour, and along which channel most of it lies.
  private static func spread(of bins: [Bin]) -> (error: Int, axis: Int) {
    let middle = mean(of: bins)
    let errors = bins.reduce(SIMD3<Int>.zero) { errors, bin in
      let difference = bin.mean &- middle
      return errors &+ (difference &* difference) &* SIMD3(repeating: bin.count)
    }
    let axis = (0..<3).max { errors[$0] < errors[$1] } ?? 0
    return (errors.wrappedSum(), axis)
  }
}
