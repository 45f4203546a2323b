import Files

/// Parses the Python dictionary that is a `.npy` header: descr, fortran_order and shape.
struct NPYHeader {
  private var cursor: ByteCursor
  private static let rankLimit = 32

  init(_ cursor: ByteCursor) { self.cursor = cursor }

  mutating func parse() throws(Refusal) -> (type: String, dimensions: [Int]) {
    var (type, isFortran, dimensions): (String?, Bool?, [Int]?) = (nil, nil, nil)
    try expect("{")
    while try !accept("}") {
      let place = cursor.offset
      let key = try string()
      try expect(":")
      switch key {
      case "descr" where type == nil: type = try string()
      case "fortran_order" where isFortran == nil: isFortran = try bool()
      case "shape" where dimensions == nil: dimensions = try tuple()
      default: throw Refusal(atByte: place, "field '\(key)' is unknown or there twice")
      }
      if try !accept(",") {
        try expect("}")
        break
      }
    }
    while cursor.remaining > 0 {
      guard [0x20, 0x0A].contains(try cursor.byte()) else {
        throw Refusal(atByte: cursor.offset - 1, "text after the header's dictionary")
      }
    }
    guard let type, let isFortran, let dimensions else {
      throw Refusal(at: "header", "descr, fortran_order or shape is missing")
    }
    guard !isFortran || dimensions.count < 2 else {
      throw Refusal(
        at: "header",
        "the array is in Fortran order",
        advice: "Save numpy.ascontiguousarray(array) instead"
      )
    }
    return (type, dimensions)
  }

  private mutating func peek() -> UInt8? {
    cursor.remaining > 0 ? cursor.bytes[cursor.offset] : nil
  }

  private mutating func accept(_ character: Unicode.Scalar) throws(Refusal) -> Bool {
    while peek() == 0x20 { _ = try cursor.byte() }
    guard let byte = peek(), UInt32(byte) == character.value else { return false }
    _ = try cursor.byte()
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(Refusal) {
    guard try accept(character) else {
      throw Refusal(atByte: cursor.offset, "'\(character)' expected in the header")
    }
  }

  private mutating func string() throws(Refusal) -> String {
    let isSingle = try accept("'")
    if !isSingle { try expect("\"") }
    let quote: UInt8 = isSingle ? 0x27 : 0x22
    var text: [UInt8] = []
    while true {
      let byte = try cursor.byte()
      if byte == quote { return String(decoding: text, as: UTF8.self) }
      text.append(byte)
    }
  }

  private mutating func word() throws(Refusal) -> String {
    while peek() == 0x20 { _ = try cursor.byte() }
    var text: [UInt8] = []
    while let byte = peek(), text.count < 24, isWord(byte) { text.append(try cursor.byte()) }
    return String(decoding: text, as: UTF8.self)
  }

  private func isWord(_ byte: UInt8) -> Bool {
    0x30...0x39 ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte
  }

  private mutating func bool() throws(Refusal) -> Bool {
    let place = cursor.offset
    switch try word() {
    case "True": return true
    case "False": return false
    default: throw Refusal(atByte: place, "True or False expected")
    }
  }

  private mutating func tuple() throws(Refusal) -> [Int] {
    try expect("(")
    var items: [Int] = []
    while try !accept(")") {
      let place = cursor.offset
      guard items.count < Self.rankLimit, let item = Int(try word()) else {
        throw Refusal(atByte: place, "a tuple of at most \(Self.rankLimit) sizes expected")
      }
      items.append(item)
      if try !accept(",") {
        try expect(")")
        break
      }
    }
    return items
  }
}
