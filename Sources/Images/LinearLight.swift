import Glibc

/// sRGB bytes as amounts of light, in which averages and blends are what eyes expect.
enum LinearLight {
  /// The light of each byte, 0...1.
  static let light: [Float] = (0..<256).map { byte in
    let value = Double(byte) / 255
    return Float(value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4))
  }

  private static let steps = 16_384

  private static let bytes: [UInt8] = (0...steps).map { step in
    let light = Double(step) / Double(steps)
    let value = light <= 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1 / 2.4) - 0.055
    return UInt8((value * 255).rounded())
  }

  /// The byte nearest to an amount of light.
  static func byte(_ light: Float) -> UInt8 {
    bytes[Int(min(max(light, 0), 1) * Float(steps) + 0.5)]
  }
}
