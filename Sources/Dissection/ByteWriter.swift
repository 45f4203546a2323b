/// Writes numbers as bytes: whole numbers in as few as they need, floats in four.
struct ByteWriter {
  private(set) var bytes: [UInt8]

  /// Starts with a mark of the format and its version.
  init(mark: String) { bytes = Array(mark.utf8) }

  mutating func write(_ number: UInt64) {
    var rest = number
    while rest > 0x7f {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func write(_ number: Int) { write(UInt64(number)) }

  mutating func write(_ value: Float) {
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func write(_ text: String) {
    write(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  mutating func append(_ written: some Collection<UInt8>) { bytes.append(contentsOf: written) }

  /// Bytes after their length.
  mutating func write(_ block: [UInt8]) {
    write(block.count)
    append(block)
  }

  mutating func write(_ value: Double) {
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// A number that may be negative: small ones of either sign take few bytes.
  mutating func write(signed number: Int64) {
    write(UInt64(bitPattern: number << 1 ^ number >> 63))
  }

  /// Counts, where runs of zeros take two numbers.
  mutating func write(counts: some Collection<some UnsignedInteger>) {
    write(counts.count)
    // Through a small buffer: histograms have millions, and an array looks who owns it at each byte.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1 << 12) { buffer in
      var (zeros, used) = (UInt64(0), 0)
      for count in counts {
        if count == 0 {
          zeros += 1
          continue
        }
        if used > buffer.count - 2 * Self.longestNumber {
          bytes.append(contentsOf: buffer[..<used])
          used = 0
        }
        used = Self.put(zeros, into: buffer, at: used)
        used = Self.put(UInt64(count), into: buffer, at: used)
        zeros = 0
      }
      bytes.append(contentsOf: buffer[..<used])
      write(zeros)
    }
  }

  /// The most bytes of a whole number.
  private static let longestNumber = 10

  /// Writes a whole number; returns the place behind it.
  private static func put(
    _ number: UInt64,
    into buffer: UnsafeMutableBufferPointer<UInt8>,
    at start: Int
  ) -> Int {
    var (rest, place) = (number, start)
    while rest > 0x7f {
      buffer[place] = UInt8(truncatingIfNeeded: rest) | 0x80
      rest >>= 7
      place += 1
    }
    buffer[place] = UInt8(rest)
    return place + 1
  }

  mutating func write(floats: some Collection<Float>) {
    write(floats.count)
    // All at once: samples of levels hold millions. A closure, since a key path is never inlined.
    let patterns = floats.map { $0.bitPattern.littleEndian }
    patterns.withUnsafeBytes { bytes.append(contentsOf: $0) }
  }
}
