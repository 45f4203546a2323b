/// A picture from sixels, decoded the plain way: what an encoder's output is compared with.
public struct SixelReplay {
  /// The extent that the raster attributes give.
  public private(set) var width = 0, height = 0
  /// 3 bytes a pixel; nil where nothing was drawn.
  public private(set) var pixels: [[UInt8]?] = []

  /// Decodes `ESC P … q … ESC \`; nil if it is not that.
  public init?(_ bytes: [UInt8]) {
    guard bytes.starts(with: [0x1B, 0x50]), bytes.suffix(2) == [0x1B, 0x5C],
      let start = bytes.firstIndex(of: 0x71)
    else { return nil }
    var place = start + 1
    let end = bytes.count - 2
    func numbers() -> [Int] {
      var text = ""
      while place < end, bytes[place] == 0x3B || (0x30...0x39).contains(bytes[place]) {
        text.unicodeScalars.append(Unicode.Scalar(bytes[place]))
        place += 1
      }
      return text.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    }
    var colors: [Int: [UInt8]] = [:]
    var (color, top, column) = (0, 0, 0)
    while place < end {
      let byte = bytes[place]
      place += 1
      switch byte {
      case 0x22:
        let raster = numbers()
        guard raster.count == 4 else { return nil }
        (width, height) = (raster[2], raster[3])
        pixels = [[UInt8]?](repeating: nil, count: width * height)
      case 0x23:
        let definition = numbers()
        color = definition[0]
        if definition.count == 5 {
          guard definition[1] == 2, definition[2...].allSatisfy((0...100).contains) else {
            return nil
          }
          colors[color] = definition[2...].map { UInt8(($0 * 255 + 50) / 100) }
        }
      case 0x24: column = 0
      case 0x2D: (top, column) = (top + 6, 0)
      case 0x21, 0x3F...0x7E:
        var (count, mask) = (1, byte)
        if byte == 0x21 {
          count = numbers()[0]
          mask = bytes[place]
          place += 1
        }
        for _ in 0..<count {
          for row in 0..<6 where (mask - 63) >> UInt8(row) & 1 == 1 {
            guard top + row < height, column < width else { return nil }
            pixels[(top + row) * width + column] = colors[color]
          }
          column += 1
        }
      default: return nil
      }
    }
  }
}
