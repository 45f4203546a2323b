/// The two pixels of a cell, each as 0xRRGGBB.
struct Halves: Equatable {
  var upper: UInt32
  var lower: UInt32

  /// The pixels of a cell; nil where it shows something else, or the terminal's own colours.
  init?(_ cell: Cell) {
    guard let background = cell.style.background.color?.hex else { return nil }
    if cell.character == " " {
      self.init(upper: background, lower: background)
      return
    }
    guard let foreground = cell.style.foreground.color?.hex else { return nil }
    switch cell.character {
    case "▀": self.init(upper: foreground, lower: background)
    case "▄": self.init(upper: background, lower: foreground)
    default: return nil
    }
  }

  init(upper: UInt32, lower: UInt32) { (self.upper, self.lower) = (upper, lower) }

  /// The colour between two.
  static func mean(_ first: UInt32, _ second: UInt32) -> UInt32 {
    // Half of what differs, and all that is equal; no channel reaches into the next.
    (first & second) &+ (((first ^ second) & 0xFEFEFE) >> 1)
  }

  /// The square error of all channels of both pixels.
  func error(from other: Halves) -> Int32 {
    Halves.error(upper, other.upper) + Halves.error(lower, other.lower)
  }

  private static func error(_ first: UInt32, _ second: UInt32) -> Int32 {
    let red = Int32(first >> 16) - Int32(second >> 16)
    let green = Int32(first >> 8 & 255) - Int32(second >> 8 & 255)
    let blue = Int32(first & 255) - Int32(second & 255)
    return red * red + green * green + blue * blue
  }
}

/// Colours summed up, to be averaged over any part of a row.
struct ColorSums {
  private var sums: [SIMD3<Int32>] = [.zero]

  init(_ colors: some Sequence<UInt32>) {
    for color in colors {
      let channels = SIMD3(Int32(color >> 16), Int32(color >> 8 & 255), Int32(color & 255))
      sums.append(sums[sums.count - 1] &+ channels)
    }
  }

  /// The mean colour of some places.
  func mean(of places: Range<Int>) -> UInt32 {
    let count = Int32(places.count)
    let half = SIMD3(repeating: count / 2)
    let mean = (sums[places.upperBound] &- sums[places.lowerBound] &+ half) / count
    return UInt32(mean[0]) << 16 | UInt32(mean[1]) << 8 | UInt32(mean[2])
  }
}
