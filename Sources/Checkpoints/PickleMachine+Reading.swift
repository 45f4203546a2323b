import Files

// What instructions carry in the bytes after them.
extension PickleMachine {
  mutating func readProtocol() throws(Refusal) {
    let version = try cursor.byte()
    guard 2...5 ~= version else {
      throw Refusal("pickle protocol \(version); weight files are written in protocols 2 to 5")
    }
  }

  /// A whole number; one of more than 64 bits is told from no other such.
  mutating func readLong(lengthWidth: Int) throws(Refusal) -> PickleValue {
    let count = try cursor.count(lengthWidth)
    let digits = try cursor.take(count)
    guard let high = digits.last else { return .integer(0) }
    var value = cursor.bytes[high] >= 0x80 ? -1 : 0
    guard count <= 8 else { return .longInteger }
    for index in digits.reversed() { value = value << 8 | Int(cursor.bytes[index]) }
    return .integer(value)
  }

  mutating func readDouble() throws(Refusal) -> Double {
    Double(bitPattern: try cursor.unsigned(8).byteSwapped)
  }

  mutating func readString(lengthWidth: Int) throws(Refusal) -> String {
    let range = try cursor.take(try cursor.count(lengthWidth))
    guard let text = String(validating: cursor.bytes[range], as: UTF8.self) else {
      throw Refusal("text that is not UTF-8")
    }
    return text
  }

  mutating func readBytes(lengthWidth: Int) throws(Refusal) -> PickleValue {
    let range = try cursor.take(try cursor.count(lengthWidth))
    return .bytes(PickleBytes(buffer: cursor.bytes, range: range))
  }

  /// A frame only tells how many bytes to fetch at once; they are all here.
  mutating func readFrame() throws(Refusal) {
    let count = try cursor.count(8)
    guard count <= cursor.remaining else {
      throw Refusal("a frame of \(count) bytes where \(cursor.remaining) are left")
    }
  }

  mutating func readGlobal() throws(Refusal) -> PickleGlobal {
    try global(module: try readLine(), name: try readLine())
  }

  /// The name that two strings on the stack tell.
  mutating func stackGlobal() throws(Refusal) -> PickleGlobal {
    let parts = try pop(2)
    guard case .string(let module) = values[parts[0]], case .string(let name) = values[parts[1]],
      module.utf8.count <= 256, name.utf8.count <= 256
    else { throw Refusal("a name that is not made of two short strings") }
    return try global(module: module, name: name)
  }

  private func global(module: String, name: String) throws(Refusal) -> PickleGlobal {
    guard let global = PickleGlobal(module: module, name: name) else {
      throw Refusal(
        "the pickle asks for '\(module).\(name)'\(Self.meaning(of: name)), which no plain file "
          + "of weights needs; nothing was run",
        advice: "Save the model's state_dict of dense tensors instead"
      )
    }
    return global
  }

  /// What a name of PyTorch's own stands for that is not read.
  private static func meaning(of name: String) -> String {
    switch name {
    case "_rebuild_sparse_tensor", "_rebuild_sparse_csr_tensor": " (a sparse tensor)"
    case "_rebuild_qtensor": " (a quantised tensor)"
    case "_rebuild_meta_tensor_no_storage": " (a tensor without values)"
    case "ComplexFloatStorage", "ComplexDoubleStorage": " (complex numbers)"
    default: ""
    }
  }

  private mutating func readLine() throws(Refusal) -> String {
    var line: [UInt8] = []
    while line.count <= 256 {
      let byte = try cursor.byte()
      if byte == 0x0A { return String(decoding: line, as: UTF8.self) }
      line.append(byte)
    }
    throw Refusal("a name of more than 256 characters")
  }
}
