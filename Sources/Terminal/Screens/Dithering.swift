/// How pictures are brought to few colours.
public enum PictureColors: String, Hashable, Sendable, CaseIterable {
  /// Whichever of the two is nearer to the picture after a small blur, as the eye sees it.
  case automatic = "auto"
  /// The nearest colour to each pixel: even areas, steps in gradients.
  case nearest
  /// Colours mixed by an ordered pattern: right on the whole, restless from near.
  case mixed
}

extension ColorMode {
  /// An image in colours that this mode has.
  ///
  /// - Parameters:
  ///   - pixels: The colours, row by row.
  ///   - width: How many are in a row.
  ///   - way: How the colours are chosen.
  /// - Returns: As many colours; the same ones in true colour, and where there is no colour.
  public func fitted(
    _ pixels: [RGBColor],
    width: Int,
    by way: PictureColors = .automatic
  ) -> [RGBColor] {
    let dithering: Dithering
    switch self {
    case .truecolor, .none: return pixels
    case .palette256: dithering = .of256
    case .palette16: dithering = .of16
    }
    let pixels = aim(of: pixels)
    switch way {
    case .nearest: return dithering.nearest(to: pixels)
    case .mixed: return dithering.apply(to: pixels, width: width)
    case .automatic:
      let candidates = [
        dithering.nearest(to: pixels), dithering.apply(to: pixels, width: width),
      ]
      let errors = candidates.map { BlurredPicture.error($0, from: pixels, width: width) }
      return errors[1] < errors[0] ? candidates[1] : candidates[0]
    }
  }

  /// The colours that this mode should come near to.
  ///
  /// The 16 are all pure or grey: muted scenes would be grey, so that a picture gets its whole range
  /// of light and much more saturation first.
  func aim(of pixels: [RGBColor]) -> [RGBColor] {
    guard self == .palette16, !pixels.isEmpty else { return pixels }
    let lights = pixels.map(\.light).sorted()
    let margin = lights.count / 50
    let (low, high) = (lights[margin], lights[lights.count - 1 - margin])
    return pixels.map { pixel in
      let light = pixel.light
      // What is all but even stays so.
      let stretched = high - low < 40 ? light : (light - low) / (high - low) * 255
      func channel(_ value: UInt8) -> UInt8 {
        UInt8(min(max((light + stretched) / 2 + (Double(value) - light) * 3.5, 0), 255))
      }
      return RGBColor(
        red: channel(pixel.red),
        green: channel(pixel.green),
        blue: channel(pixel.blue)
      )
    }
  }
}

extension RGBColor {
  /// The mean of the channels, green counted twice.
  fileprivate var light: Double { (Double(red) + 2 * Double(green) + Double(blue)) / 4 }
}

/// A picture as it is seen from some way off.
enum BlurredPicture {
  /// How much a step between neighbours counts that the picture does not have.
  private static let restlessness: Float = 0.25

  /// The mean square distance of two pictures in Oklab, each pixel mixed with its neighbours, and how
  /// restless the picture is: a cell is large enough for the eye to see a pattern's every dot.
  static func error(_ picture: [RGBColor], from wanted: [RGBColor], width: Int) -> Float {
    guard width > 0, !wanted.isEmpty, picture.count == wanted.count else { return 0 }
    let differences = zip(picture, wanted).map { Oklab($0).place - Oklab($1).place }
    let height = differences.count / width
    var sum: Float = 0
    for row in 0..<height {
      for column in 0..<width {
        // The eye tells cells apart, so that most of a pixel stays its own.
        var mean = differences[row * width + column] * 0.75
        for (line, place) in [
          (row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1),
        ] {
          let inside = min(max(line, 0), height - 1) * width + min(max(place, 0), width - 1)
          mean += differences[inside] * 0.0625
        }
        sum += (mean * mean).sum()
        let own = differences[row * width + column]
        for (line, place) in [(row + 1, column), (row, column + 1)]
        where line < height && place < width {
          let step = differences[line * width + place] - own
          sum += restlessness / 2 * (step * step).sum()
        }
      }
    }
    return sum / Float(differences.count)
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
    colors = CursesColors.entries(of: mode).map(\.color).sorted { $0.luminance < $1.luminance }
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

  /// Every pixel in the colour nearest to it.
  func nearest(to pixels: [RGBColor]) -> [RGBColor] {
    var known: [RGBColor: RGBColor] = [:]
    return pixels.map { pixel in
      if let color = known[pixel] { return color }
      let color = colors[nearest(to: Oklab(pixel), among: places.indices)]
      known[pixel] = color
      return color
    }
  }

  /// The palette's colours for every place of the pattern, the darkest first.
  private func mixture(for wanted: Oklab) -> [Int] {
    var lack = SIMD3<Float>.zero
    let distances = places.map { wanted.misfit(of: $0) }
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
      let distance = wanted.misfit(of: places[index])
      if distance < best.distance { best = (index, distance) }
    }
    return best.index
  }
}
