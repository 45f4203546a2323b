/// How pixels become characters.
public enum PixelGlyphs: Hashable, Sendable {
  /// Two pixels a cell by "▀"; the usual one.
  case upperHalf
  /// Two pixels a cell by "▄"; looks better where a font draws the upper block badly.
  case lowerHalf
  /// Shades and half blocks in the picture's own range of light; needs no colour.
  case shades
  /// Four parts of a cell in the two colours that fit them best.
  case quadrants
  /// Six parts.
  case sextants

  /// What suits a colour mode.
  public init(for mode: ColorMode) { self = mode == .none ? .shades : .upperHalf }

  /// The pixels that a picture has where it takes some columns of cells and rows of half cells.
  public func extent(width: Int, halfRows: Int) -> GridSize {
    switch self {
    case .upperHalf, .lowerHalf, .shades: GridSize(width: width, height: halfRows)
    case .quadrants: GridSize(width: 2 * width, height: (halfRows + 1) / 2 * 2)
    case .sextants: GridSize(width: 2 * width, height: (halfRows + 1) / 2 * 3)
    }
  }

  /// Whether a cell is two pixels in colour.
  public var isHalfBlock: Bool { self == .upperHalf || self == .lowerHalf }

  /// The characters of many parts; nil for those of two.
  var fitted: FittedGlyphs? {
    switch self {
    case .quadrants: .quadrants
    case .sextants: .sextants
    case .upperHalf, .lowerHalf, .shades: nil
    }
  }
}

extension CellGrid {
  /// Draws an image.
  ///
  /// - Parameters:
  ///   - pixels: `width * height` colours, row by row.
  ///   - width: The columns of pixels.
  ///   - height: The rows of pixels; if not a whole number of cells, the last row shows `below`.
  ///   - row: The row of the upper left cell.
  ///   - column: Its column.
  ///   - glyphs: How pixels become characters.
  ///   - below: What lies under the last half row.
  ///   - isAside: Whether it is a side matter, which over a slow line comes last.
  public mutating func drawPixels(
    _ pixels: [RGBColor],
    width: Int,
    height: Int,
    row: Int,
    column: Int,
    glyphs: PixelGlyphs = .upperHalf,
    below: Ink = .terminalDefault,
    isAside: Bool = false
  ) {
    guard width > 0, height > 0, pixels.count >= width * height else { return }
    let marks: TextAttributes = isAside ? [.picture, .aside] : .picture
    if let fitted = glyphs.fitted {
      for line in 0..<height / fitted.rows {
        for place in 0..<width / 2 {
          let parts = (0..<2 * fitted.rows).map { part in
            pixels[(line * fitted.rows + part / 2) * width + 2 * place + part % 2]
          }
          var cell = fitted.cell(parts)
          cell.style.attributes = marks
          self[row + line, column + place] = cell
        }
      }
      return
    }
    let light = LightRange(glyphs == .shades ? pixels : [])
    for line in 0..<(height + 1) / 2 {
      for place in 0..<width {
        let upper = pixels[2 * line * width + place]
        let lower = 2 * line + 1 < height ? pixels[(2 * line + 1) * width + place] : nil
        var cell = PixelCell(upper: upper, lower: lower, below: below, light: light).cell(glyphs)
        cell.style.attributes = marks
        self[row + line, column + place] = cell
      }
    }
  }
}

/// Two pixels, one above the other.
private struct PixelCell {
  let upper: RGBColor
  let lower: RGBColor?
  let below: Ink
  let light: LightRange

  func cell(_ glyphs: PixelGlyphs) -> Cell {
    let lowerInk = lower.map(Ink.rgb) ?? below
    switch glyphs {
    case .shades, .quadrants, .sextants: return shadeCell
    case .upperHalf, .lowerHalf:
      if lowerInk == .rgb(upper) { return Cell(" ", Style(on: lowerInk)) }
      // A half block cannot show the terminal's default as its foreground.
      if glyphs == .upperHalf || lower == nil { return Cell("▀", Style(.rgb(upper), on: lowerInk)) }
      return Cell("▄", Style(lowerInk, on: .rgb(upper)))
    }
  }

  /// A shade for what is even, a half block for an edge between the two.
  private var shadeCell: Cell {
    let above = light.share(of: upper)
    let beneath = lower.map(light.share) ?? above
    if above - beneath > 0.5 { return Cell("▀") }
    if beneath - above > 0.5 { return Cell("▄") }
    let shades = Array(" ░▒▓█")
    let place = Int(((above + beneath) / 2 * Double(shades.count - 1)).rounded())
    return Cell(shades[min(max(place, 0), shades.count - 1)])
  }
}

/// The range of light in a picture, without its few darkest and brightest pixels.
private struct LightRange {
  private let least: Double
  private let span: Double

  init(_ pixels: [RGBColor]) {
    // The eye is about as even in the square root of luminance as in sRGB values.
    let sorted = pixels.map { $0.luminance.squareRoot() }.sorted()
    guard let first = sorted.first, let last = sorted.last, last > first else {
      (least, span) = (0, 1)
      return
    }
    let margin = sorted.count / 50
    let (low, high) = (sorted[margin], sorted[sorted.count - 1 - margin])
    // A picture that is all but even stays so.
    (least, span) = high - low < 0.05 ? (0, 1) : (low, high - low)
  }

  func share(of pixel: RGBColor) -> Double {
    min(max((pixel.luminance.squareRoot() - least) / span, 0), 1)
  }
}
