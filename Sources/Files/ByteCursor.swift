/// Reads little-endian values from a range of bytes and refuses to pass its end.
public struct ByteCursor: Sendable {
  /// All bytes of the file.
  public let bytes: [UInt8]
  /// Where the next read begins, counted from the start of the file.
  public private(set) var offset: Int
  /// Where reading must stop.
  public let end: Int

  /// Makes a cursor over part of a file; the range is clamped to the bytes there are.
  public init(_ bytes: [UInt8], in range: Range<Int>? = nil) {
    let range = (range ?? 0..<bytes.count).clamped(to: 0..<bytes.count)
    self.bytes = bytes
    self.offset = range.lowerBound
    self.end = range.upperBound
  }

  /// How many bytes are left.
  public var remaining: Int { end - offset }

  /// Takes the next bytes as a range of the file.
  public mutating func take(_ count: Int) throws(Refusal) -> Range<Int> {
    guard count >= 0, count <= remaining else {
      throw Refusal(
        atByte: offset,
        "\(count) bytes expected where \(remaining) are left: cut short or damaged"
      )
    }
    defer { offset += count }
    return offset..<offset + count
  }

  /// Reads one byte.
  public mutating func byte() throws(Refusal) -> UInt8 {
    guard offset < end else {
      throw Refusal(atByte: offset, "the data end in the middle: cut short or damaged")
    }
    defer { offset += 1 }
    return bytes[offset]
  }

  /// Reads an unsigned integer of 1 to 8 bytes, the lowest byte first.
  public mutating func unsigned(_ width: Int) throws(Refusal) -> UInt64 {
    var value: UInt64 = 0
    for index in try take(width).reversed() { value = value << 8 | UInt64(bytes[index]) }
    return value
  }

  /// Reads an unsigned integer of 1 to 8 bytes that must fit an `Int`.
  public mutating func count(_ width: Int) throws(Refusal) -> Int {
    let place = offset
    guard let value = Int(exactly: try unsigned(width)) else {
      throw Refusal(atByte: place, "a size of 2^63 or more")
    }
    return value
  }
}
