import Files

/// Reads the tokens of JSON that a safetensors header is made of.
struct JSONCursor {
  private let bytes: [UInt8]
  private(set) var offset: Int
  private let end: Int

  init(_ range: ByteCursor) {
    bytes = range.bytes
    offset = range.offset
    end = range.end
  }

  func peek() -> UInt8? { offset < end ? bytes[offset] : nil }

  mutating func skipSpace() {
    while let byte = peek(), [0x20, 0x09, 0x0A, 0x0D].contains(byte) { offset += 1 }
  }

  /// Passes a character and the white space before it, if it comes next.
  mutating func accept(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard let byte = peek(), UInt32(byte) == character.value else { return false }
    offset += 1
    return true
  }

  mutating func expect(_ character: Unicode.Scalar) throws(Refusal) {
    guard accept(character) else { throw Refusal(atByte: offset, "'\(character)' expected") }
  }

  mutating func expectEnd() throws(Refusal) {
    skipSpace()
    guard offset == end else { throw Refusal(atByte: offset, "text after the header's JSON") }
  }

  /// A whole number without sign, fraction, exponent or leading zeros that fits an `Int`.
  mutating func integer() throws(Refusal) -> Int {
    skipSpace()
    let start = offset
    while let byte = peek(), 0x30...0x39 ~= byte { offset += 1 }
    let digits = bytes[start..<offset]
    let continues = peek().map { [0x2E, 0x45, 0x65].contains($0) } ?? false
    guard !continues, digits.first != 0x30 || digits.count == 1,
      let value = Int(String(decoding: digits, as: UTF8.self))
    else { throw Refusal(atByte: start, "a whole number from 0 to 2^63 - 1 expected") }
    return value
  }

  mutating func string() throws(Refusal) -> String {
    try expect("\"")
    let start = offset
    var text: [UInt8] = []
    while let byte = peek() {
      offset += 1
      switch byte {
      case 0x22:
        guard let string = String(validating: text, as: UTF8.self) else {
          throw Refusal(atByte: start, "text that is not UTF-8")
        }
        return string
      case 0x5C: text += Array(String(try escape()).utf8)
      case 0..<0x20: throw Refusal(atByte: offset - 1, "a control character inside a string")
      default: text.append(byte)
      }
    }
    throw Refusal(atByte: start, "a string without an end")
  }

  private mutating func escape() throws(Refusal) -> Unicode.Scalar {
    let place = offset - 1
    guard let byte = peek() else { throw Refusal(atByte: place, "an unfinished escape") }
    offset += 1
    switch byte {
    case 0x22, 0x5C, 0x2F: return Unicode.Scalar(byte)
    case 0x62: return "\u{8}"
    case 0x66: return "\u{C}"
    case 0x6E: return "\n"
    case 0x72: return "\r"
    case 0x74: return "\t"
    case 0x75: return try unicodeEscape(place)
    default: throw Refusal(atByte: place, "an unknown escape")
    }
  }

  private mutating func unicodeEscape(_ place: Int) throws(Refusal) -> Unicode.Scalar {
    var code = UInt32(try hexadecimal())
    if 0xD800...0xDBFF ~= code {
      guard peek() == 0x5C, offset + 1 < end, bytes[offset + 1] == 0x75 else {
        throw Refusal(atByte: place, "half of a surrogate pair")
      }
      offset += 2
      let low = UInt32(try hexadecimal())
      guard 0xDC00...0xDFFF ~= low else {
        throw Refusal(atByte: place, "half of a surrogate pair")
      }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else {
      throw Refusal(atByte: place, "half of a surrogate pair")
    }
    return scalar
  }

  private mutating func hexadecimal() throws(Refusal) -> UInt16 {
    let start = offset
    while offset < min(start + 4, end), UInt8(ascii: "0") <= bytes[offset] { offset += 1 }
    let digits = String(decoding: bytes[start..<offset], as: UTF8.self)
    guard offset == start + 4, let value = UInt16(digits, radix: 16) else {
      throw Refusal(atByte: start, "four hexadecimal digits expected")
    }
    return value
  }
}
