internal import Glibc

/// A colour of the sRGB space, 8 bits a channel.
public struct RGBColor: Hashable, Sendable {
  /// The red, green and blue channels, 0 to 255.
  public var red: UInt8, green: UInt8, blue: UInt8

  /// Makes a colour of three channels from 0 to 255.
  public init(red: UInt8, green: UInt8, blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// Makes a colour of a number such as `0x1E2A38`; bits above the 24th are ignored.
  public init(hex: UInt32) {
    self.init(
      red: UInt8(truncatingIfNeeded: hex >> 16),
      green: UInt8(truncatingIfNeeded: hex >> 8),
      blue: UInt8(truncatingIfNeeded: hex)
    )
  }

  /// The colour as the number 0xRRGGBB.
  public var hex: UInt32 { UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue) }

  /// The relative luminance of WCAG 2.1, from 0 (black) to 1 (white).
  public var luminance: Double {
    0.2126 * RGBColor.linear(red) + 0.7152 * RGBColor.linear(green)
      + 0.0722 * RGBColor.linear(blue)
  }

  /// The contrast ratio of WCAG 2.1 between two colours, from 1 (equal) to 21.
  public func contrast(with other: RGBColor) -> Double {
    let (lighter, darker) = (max(luminance, other.luminance), min(luminance, other.luminance))
    return (lighter + 0.05) / (darker + 0.05)
  }

  /// A straight mix in sRGB, as gradients of btop's themes are meant; `share` 0 gives `self`.
  public func mixed(with other: RGBColor, share: Double) -> RGBColor {
    let share = min(max(share, 0), 1)
    func mix(_ from: UInt8, _ to: UInt8) -> UInt8 {
      UInt8((Double(from) + (Double(to) - Double(from)) * share).rounded())
    }
    return RGBColor(
      red: mix(red, other.red),
      green: mix(green, other.green),
      blue: mix(blue, other.blue)
    )
  }

  /// The colour, mixed with another just as far as text on a background asks for.
  ///
  /// - Parameters:
  ///   - other: A colour that can be read there.
  ///   - background: What it stands on.
  ///   - contrast: The least contrast ratio; WCAG 2.1 asks for 4.5.
  /// - Returns: `self` where it can be read as it is.
  public func mixed(
    with other: RGBColor,
    untilReadableOn background: RGBColor,
    contrast: Double = 4.5
  ) -> RGBColor {
    let shares = stride(from: 0, to: 1, by: 0.125)
    return shares.lazy.map { mixed(with: other, share: $0) }
      .first { $0.contrast(with: background) >= contrast } ?? other
  }

  static func linear(_ channel: UInt8) -> Double { linearTable[Int(channel)] }

  private static let linearTable: [Double] = (0...255).map { channel in
    let value = Double(channel) / 255
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
  }
}

extension RGBColor: CustomStringConvertible {
  /// The colour as "#rrggbb".
  public var description: String {
    let digits = String(hex, radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.count) + digits
  }
}
