import Files

// What instructions carry in the bytes after them.
extension PickleMachine {
  mutating func readProtocol() throws(Refusal) {
    let version = try cursor.byte()
    guard version == 2 else {
      throw Refusal("pickle protocol \(version); weight files are written in protocol 2")
    }
  }

  mutating func readLong() throws(Refusal) -> Int {
    let count = Int(try cursor.byte())
    let digits = try cursor.take(count)
    guard count <= 8 else { throw Refusal("an integer of \(count) bytes; at most 8 are read") }
    guard let high = digits.last else { return 0 }
    var value = cursor.bytes[high] >= 0x80 ? -1 : 0
    for index in digits.reversed() { value = value << 8 | Int(cursor.bytes[index]) }
    return value
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

  mutating func readGlobal() throws(Refusal) -> PickleGlobal {
    let module = try readLine()
    let name = try readLine()
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
