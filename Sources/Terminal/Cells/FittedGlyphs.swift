/// Characters of four or six parts in two colours.
///
/// Of all ways to divide a cell's pixels in two, the one is taken whose mean colours come nearest to
/// them, by the square error in sRGB.
package struct FittedGlyphs {
  /// How many rows of two pixels a cell has.
  package let rows: Int
  /// The character whose parts are inked as the bits say, the lowest bit the upper left part.
  private let characters: [Character]

  package static let quadrants = FittedGlyphs(rows: 2, Array(" ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"))
  package static let sextants = FittedGlyphs(rows: 3, (0..<64).map(Self.sextant))

  private init(rows: Int, _ characters: [Character]) {
    (self.rows, self.characters) = (rows, characters)
  }

  /// The cell that comes nearest to its pixels, row by row.
  func cell(_ pixels: [RGBColor]) -> Cell {
    let count = pixels.count
    var sums = [SIMD3<Float>](repeating: .zero, count: 1 << count)
    for bits in 1..<sums.count {
      sums[bits] = sums[bits & (bits - 1)] + SIMD3(pixels[bits.trailingZeroBitCount])
    }
    let whole = sums[sums.count - 1]
    var best = (bits: 0, gain: (whole * whole).sum() / Float(count))
    // The last pixel is never ink: the other half of the ways are the same ones again.
    for bits in 1..<sums.count / 2 {
      let inked = Float(bits.nonzeroBitCount)
      let (ink, paper) = (sums[bits], whole - sums[bits])
      let gain = (ink * ink).sum() / inked + (paper * paper).sum() / (Float(count) - inked)
      // What rounding alone tells apart is even.
      if gain > best.gain + 0.5 { best = (bits, gain) }
    }
    let inked = best.bits.nonzeroBitCount
    let paper = RGBColor(mean: whole - sums[best.bits], of: count - inked)
    guard best.bits > 0 else { return Cell(" ", Style(on: .rgb(paper))) }
    let ink = RGBColor(mean: sums[best.bits], of: inked)
    return Cell(characters[best.bits], Style(.rgb(ink), on: .rgb(paper)))
  }

  /// The character whose inked parts are given.
  func character(ofBits bits: Int) -> Character { characters[bits] }

  /// The parts of a character that are inked; nil if it is none of these.
  package func bits(of character: Character) -> Int? { characters.firstIndex(of: character) }

  private static func sextant(_ bits: Int) -> Character {
    switch bits {
    case 0: return " "
    case 0b01_0101: return "▌"
    case 0b10_1010: return "▐"
    case 0b11_1111: return "█"
    default:
      // The two halves have characters of their own, elsewhere.
      let place = bits - 1 - (bits > 0b01_0101 ? 1 : 0) - (bits > 0b10_1010 ? 1 : 0)
      return Unicode.Scalar(UInt32(0x1FB00 + place)).map(Character.init) ?? " "
    }
  }
}

extension SIMD3<Float> {
  fileprivate init(_ color: RGBColor) {
    self.init(Float(color.red), Float(color.green), Float(color.blue))
  }
}

extension RGBColor {
  fileprivate init(mean sum: SIMD3<Float>, of count: Int) {
    let mean = (sum / Float(count)).rounded(.toNearestOrAwayFromZero)
    self.init(red: UInt8(mean[0]), green: UInt8(mean[1]), blue: UInt8(mean[2]))
  }
}
