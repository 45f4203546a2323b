import Files

/// Parses the JSON header of a safetensors file.
///
/// The header's structure is fixed, and so is the parser's: it has a function for each level and
/// cannot recurse, however deep hostile JSON nests.
struct SafetensorsHeader {
  /// One tensor as the header describes it.
  struct Tensor {
    var name: String
    var type: String
    var dimensions: [Int]
    var begin: Int
    var end: Int
  }

  private var text: JSONCursor
  private var tensors: [Tensor] = []
  private var metadata: [Wrapping.Metadatum] = []
  private static let nameLimit = 1024

  init(_ bytes: ByteCursor) { text = JSONCursor(bytes) }

  mutating func parse() throws(Refusal) -> (tensors: [Tensor], metadata: [Wrapping.Metadatum]) {
    guard text.peek() == 0x7B else {
      throw Refusal(atByte: text.offset, "the header does not begin with '{'")
    }
    var names: Set<String> = []
    try object { parser, key, place throws(Refusal) in
      guard names.insert(key).inserted else {
        throw Refusal(atByte: place, "two tensors are named '\(key)'")
      }
      if key == "__metadata__" {
        try parser.parseMetadata()
      } else {
        parser.tensors.append(try parser.parseTensor(key, place))
      }
    }
    try text.expectEnd()
    return (tensors, metadata)
  }

  /// Parses `{ key: value, … }`; the body parses each value.
  private mutating func object(
    _ body: (inout SafetensorsHeader, String, Int) throws(Refusal) -> Void
  ) throws(Refusal) {
    try text.expect("{")
    if text.accept("}") { return }
    repeat {
      text.skipSpace()
      let place = text.offset
      let key = try text.string()
      try text.expect(":")
      try body(&self, key, place)
    } while text.accept(",")
    try text.expect("}")
  }

  private mutating func parseMetadata() throws(Refusal) {
    var keys: Set<String> = []
    try object { parser, key, place throws(Refusal) in
      guard keys.insert(key).inserted else {
        throw Refusal(atByte: place, "two metadata are named '\(key)'")
      }
      parser.metadata.append(.init(key: key, value: try parser.text.string()))
    }
  }

  private mutating func parseTensor(_ name: String, _ start: Int) throws(Refusal) -> Tensor {
    guard !name.isEmpty, name.utf8.count <= Self.nameLimit else {
      throw Refusal(
        atByte: start,
        "a tensor's name of \(name.utf8.count) bytes; 1 to \(Self.nameLimit) are read"
      )
    }
    var (type, dimensions, offsets): (String?, [Int]?, [Int]?) = (nil, nil, nil)
    try object { parser, field, place throws(Refusal) in
      switch field {
      case "dtype" where type == nil: type = try parser.text.string()
      case "shape" where dimensions == nil: dimensions = try parser.integers()
      case "data_offsets" where offsets == nil: offsets = try parser.integers()
      default:
        throw Refusal(
          atByte: place,
          "field '\(field)' of tensor '\(name)' is unknown or there twice"
        )
      }
    }
    guard let type, let dimensions, let offsets, offsets.count == 2 else {
      throw Refusal(atByte: start, "tensor '\(name)' lacks its dtype, shape or two data_offsets")
    }
    return Tensor(
      name: name,
      type: type,
      dimensions: dimensions,
      begin: offsets[0],
      end: offsets[1]
    )
  }

  private mutating func integers() throws(Refusal) -> [Int] {
    try text.expect("[")
    if text.accept("]") { return [] }
    var integers: [Int] = []
    repeat {
      guard integers.count < StoredTensor.rankLimit else {
        throw Refusal(
          atByte: text.offset,
          "more than \(StoredTensor.rankLimit) dimensions"
        )
      }
      integers.append(try text.integer())
    } while text.accept(",")
    try text.expect("]")
    return integers
  }
}
