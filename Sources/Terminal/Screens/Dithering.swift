extension ColorMode {
  /// An image in colours that this mode has, mixed by an ordered pattern where none fits.
  ///
  /// - Parameters:
  ///   - pixels: The colours, row by row.
  ///   - width: How many are in a row.
  /// - Returns: As many colours; the same ones in true colour, and where there is no colour.
  public func dithered(_ pixels: [RGBColor], width: Int) -> [RGBColor] {
    switch self {
    case .truecolor, .none: return pixels
    case .palette256: return Dithering.of256.apply(to: pixels, width: width)
    case .palette16: return Dithering.of16.apply(to: pixels, width: width)
    }
  }
}

/// Ordered dithering with a palette of any colours, after Thomas Knoll.
///
/// For every pixel as many colours are chosen as the pattern has places, each making up for a part
/// of what the ones before lack. The place in the pattern then takes one of them by lightness, so
/// that areas of one colour become even textures, and a still image stays still.
struct Dithering {
  static let of256 = Dithering(.palette256, pattern: [0, 2, 3, 1], side: 2, neighbours: 5)
  static let of16 = Dithering(
    .palette16,
    pattern: [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5],
    side: 4,
    neighbours: 16
  )

  /// More mixes colours that are further apart; less leaves larger errors.
  private static let strength: Float = 0.5

  /// The palette, its darkest colour first.
  private let colors: [RGBColor]
  private let places: [Oklab]
  private let pattern: [Int]
  private let side: Int
  /// How many of the palette's colours may stand for one, the nearest: those that are far from it
  /// would make an area restless.
  private let neighbours: Int

  private init(_ mode: ColorMode, pattern: [Int], side: Int, neighbours: Int) {
    colors = Palette.entries(of: mode).map(\.color).sorted { $0.luminance < $1.luminance }
    places = colors.map { Oklab($0) }
    (self.pattern, self.side, self.neighbours) = (pattern, side, neighbours)
  }

  func apply(to pixels: [RGBColor], width: Int) -> [RGBColor] {
    // Neighbours and flat areas share colours.
    var mixtures: [RGBColor: [Int]] = [:]
    return pixels.indices.map { index in
      let mixture = mixtures[pixels[index]] ?? self.mixture(for: Oklab(pixels[index]))
      mixtures[pixels[index]] = mixture
      return colors[mixture[pattern[index / width % side * side + index % width % side]]]
    }
  }

  /// The palette's colours for every place of the pattern, the darkest first.
  private func mixture(for wanted: Oklab) -> [Int] {
    var lack = SIMD3<Float>.zero
    let distances = places.map { $0.distance(to: wanted) }
    let near = places.indices.sorted { distances[$0] < distances[$1] }.prefix(neighbours)
    return pattern.map { _ in
      let index = nearest(to: Oklab(place: wanted.place + lack * Dithering.strength), among: near)
      lack += wanted.place - places[index].place
      return index
    }.sorted()
  }

  private func nearest(to wanted: Oklab, among near: some Sequence<Int>) -> Int {
    var best = (index: 0, distance: Float.infinity)
    for index in near {
      let distance = places[index].distance(to: wanted)
      if distance < best.distance { best = (index, distance) }
    }
    return best.index
  }
}
