import Faults

/// Reads what a `ByteWriter` wrote, trusting nothing.
struct ByteReader {
  private let bytes: [UInt8]
  private var position: Int
  private let subject: String

  /// Starts behind a mark; `subject` is what is read, for messages.
  init(_ bytes: [UInt8], mark: String, subject: String) throws(Fault) {
    self.bytes = bytes
    self.subject = subject
    position = mark.utf8.count
    guard bytes.starts(with: mark.utf8) else {
      throw fault("another format or version")
    }
  }

  func fault(_ found: String) -> Fault {
    Fault(
      .refused,
      "read stored \(subject)",
      found: found,
      advice: "Remove it with 'ganscope store remove'; it will be measured again"
    )
  }

  mutating func number() throws(Fault) -> UInt64 {
    var (value, shift) = (UInt64(0), UInt64(0))
    while true {
      guard position < bytes.count, shift < 64 else { throw fault("an unfinished number") }
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
  }

  /// A whole number of at most `limit`.
  mutating func count(limit: Int = 1 << 40) throws(Fault) -> Int {
    let value = try number()
    guard value <= UInt64(limit) else { throw fault("\(value) where at most \(limit) may be") }
    return Int(value)
  }

  /// Where a run of bytes lies that comes after its length.
  mutating func block() throws(Fault) -> Range<Int> {
    let length = try count(limit: bytes.count)
    guard length <= bytes.count - position else { throw fault("too few bytes") }
    position += length
    return position - length..<position
  }

  mutating func float() throws(Fault) -> Float {
    guard bytes.count - position >= 4 else { throw fault("too few bytes") }
    let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[position + $1]) << UInt32($1 * 8) }
    position += 4
    return Float(bitPattern: bits)
  }

  mutating func text() throws(Fault) -> String {
    let length = try count(limit: bytes.count)
    guard length <= bytes.count - position else { throw fault("too few bytes") }
    let text = String(validating: bytes[position..<position + length], as: UTF8.self)
    position += length
    guard let text else { throw fault("text that is not UTF-8") }
    return text
  }

  /// Counts of which there must be as many as expected.
  mutating func counts(expecting expected: Int) throws(Fault) -> [UInt64] {
    try counts(of: expected...expected)
  }

  /// Counts, and how many there may be.
  mutating func counts(of numbers: ClosedRange<Int>) throws(Fault) -> [UInt64] {
    let expected = try count()
    guard numbers.contains(expected) else { throw fault("another number of counts") }
    var counts: [UInt64] = []
    counts.reserveCapacity(expected)
    while true {
      let zeros = try count(limit: expected - counts.count)
      counts.append(contentsOf: repeatElement(0, count: zeros))
      if counts.count == expected { return counts }
      counts.append(try number())
    }
  }

  /// Counts of which there must be as many as a table has; what exceeds 32 bits is cut.
  mutating func readCounts(into table: inout [UInt32]) throws(Fault) {
    guard try count() == table.count else { throw fault("another number of counts") }
    var place = 0
    while true {
      let zeros = try count(limit: table.count - place)
      for index in place..<place + zeros { table[index] = 0 }
      place += zeros
      if place == table.count { return }
      table[place] = UInt32(clamping: try number())
      place += 1
    }
  }

  mutating func double() throws(Fault) -> Double {
    guard bytes.count - position >= 8 else { throw fault("too few bytes") }
    let bits = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[position + $1]) << UInt64($1 * 8) }
    position += 8
    return Double(bitPattern: bits)
  }

  mutating func signed() throws(Fault) -> Int64 {
    let value = try number()
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  /// Counts of at most `limit` each.
  mutating func wholes(expecting expected: Int, limit: Int) throws(Fault) -> [Int] {
    let counts = try counts(expecting: expected)
    guard counts.allSatisfy({ $0 <= UInt64(limit) }) else { throw fault("impossible counts") }
    return counts.map(Int.init)
  }

  mutating func floats(limit: Int) throws(Fault) -> [Float] {
    let length = try count(limit: limit)
    guard length <= (bytes.count - position) / 4 else { throw fault("too few bytes") }
    // All at once: samples of levels hold millions.
    let patterns = [UInt32](unsafeUninitializedCapacity: length) { buffer, count in
      UnsafeMutableRawBufferPointer(buffer).copyBytes(
        from: bytes[position..<position + 4 * length]
      )
      count = length
    }
    position += 4 * length
    return patterns.map { Float(bitPattern: UInt32(littleEndian: $0)) }
  }

  /// All that follows.
  func rest() -> ArraySlice<UInt8> { bytes[position...] }

  /// Checks that nothing follows.
  func finish() throws(Fault) {
    guard position == bytes.count else { throw fault("more bytes than belong to it") }
  }
}
