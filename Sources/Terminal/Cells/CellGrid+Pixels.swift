/// How pixels become characters.
public enum PixelGlyphs: Hashable, Sendable {
  /// Two pixels a cell by "▀"; the usual one.
  case upperHalf
  /// Two pixels a cell by "▄"; looks better where a font draws the upper block badly.
  case lowerHalf
  /// The mean luminance of two pixels as one of " .:-=+*#%@"; needs no colour.
  case ramp

  /// What suits a colour mode.
  public init(for mode: ColorMode) { self = mode == .none ? .ramp : .upperHalf }
}

extension CellGrid {
  /// Draws an image of two pixels a cell.
  ///
  /// - Parameters:
  ///   - pixels: `width * height` colours, row by row.
  ///   - width: The columns of pixels, each one cell wide.
  ///   - height: The rows of pixels; if odd, the last half row shows `below`.
  ///   - row: The row of the upper left cell.
  ///   - column: Its column.
  ///   - glyphs: How two pixels become one character.
  ///   - below: What lies under the last half row.
  public mutating func drawPixels(
    _ pixels: [RGBColor],
    width: Int,
    height: Int,
    row: Int,
    column: Int,
    glyphs: PixelGlyphs = .upperHalf,
    below: Ink = .terminalDefault
  ) {
    guard width > 0, height > 0, pixels.count >= width * height else { return }
    for line in 0..<(height + 1) / 2 {
      for place in 0..<width {
        let upper = pixels[2 * line * width + place]
        let lower = 2 * line + 1 < height ? pixels[(2 * line + 1) * width + place] : nil
        self[row + line, column + place] = PixelCell(upper: upper, lower: lower, below: below)
          .cell(glyphs)
      }
    }
  }
}

/// Two pixels, one above the other.
private struct PixelCell {
  let upper: RGBColor
  let lower: RGBColor?
  let below: Ink

  func cell(_ glyphs: PixelGlyphs) -> Cell {
    let lowerInk = lower.map(Ink.rgb) ?? below
    switch glyphs {
    case .ramp: return rampCell
    case .upperHalf, .lowerHalf:
      if lowerInk == .rgb(upper) { return Cell(" ", Style(on: lowerInk)) }
      // A half block cannot show the terminal's default as its foreground.
      if glyphs == .upperHalf || lower == nil { return Cell("▀", Style(.rgb(upper), on: lowerInk)) }
      return Cell("▄", Style(lowerInk, on: .rgb(upper)))
    }
  }

  private var rampCell: Cell {
    let luminance = (upper.luminance + (lower ?? upper).luminance) / 2
    // The eye is about as even in the square root of luminance as in sRGB values.
    let ramp = Array(" .:-=+*#%@")
    return Cell(ramp[min(Int(luminance.squareRoot() * Double(ramp.count)), ramp.count - 1)])
  }
}
