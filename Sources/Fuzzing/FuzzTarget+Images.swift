import Images

extension FuzzTarget {
  static let images = [
    FuzzTarget(name: "png", seeds: pngSeeds) { bytes in
      usePNG(bytes)
      // Once more with right checksums, so that what lies behind them is reached.
      usePNG(repaired(bytes))
    }
  ]

  private static func usePNG(_ bytes: [UInt8]) {
    guard let picture = try? PNG.decode(bytes, named: "input") else { return }
    let image = picture.image
    precondition(image.width > 0 && image.height > 0)
    precondition(image.width * image.height <= PNG.pixelLimit)
    precondition(picture.opacity.count == image.width * image.height)
    guard let again = try? PNG.decode(PNG.encode(image), named: "input") else {
      preconditionFailure("a picture cannot be written and read again")
    }
    precondition(again.image == image)
  }

  /// The same chunks with the checksums of their contents.
  private static func repaired(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    var start = 8
    while start + 12 <= bytes.count {
      let length = bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
      let end = start + 8 + length
      guard end + 4 <= bytes.count else { break }
      let checksum = checksum(bytes[start + 4..<end])
      for index in 0..<4 {
        bytes[end + index] = UInt8(truncatingIfNeeded: checksum >> UInt32(24 - 8 * index))
      }
      start = end + 4
    }
    return bytes
  }

  /// CRC-32 bit by bit; chunks are short here.
  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var state = UInt32.max
    for byte in bytes {
      state ^= UInt32(byte)
      for _ in 0..<8 {
        let shifted = state >> 1
        state = state & 1 == 1 ? shifted ^ 0xEDB8_8320 : shifted
      }
    }
    return ~state
  }

  @Sendable private static func pngSeeds() -> [[UInt8]] {
    let image = RGBImage(width: 3, height: 2, pixels: (0..<18).map { UInt8($0 * 14) })
    return [
      try? PNG.encode(image),
      try? PNG.encode(image, texts: [PNGText(keyword: "recipe", text: "scene 3")]),
    ].compactMap(\.self)
  }
}
