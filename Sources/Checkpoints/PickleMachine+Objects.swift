import Files

// Objects of unknown classes, NumPy's values, and bytes in their several forms.
extension PickleMachine {
  mutating func pushObject(_ name: String, _ arguments: [Int]) {
    objects.append(PickleObject(name: name, arguments: arguments))
    push(.object(objects.count - 1))
  }

  /// Sets the state of the value on top.
  mutating func build() throws(Refusal) {
    let state = try pop()
    let index = try topIndex()
    switch values[index] {
    case .object(let object) where objects[object].name == "numpy.ndarray":
      if let array = try array(state) { values[index] = .array(array) }
    case .object(let object): objects[object].attributes = attributes(state)
    case .arrayType(let type): values[index] = .arrayType(try ordered(type, state))
    case .dictionary: try checkMetadata(state)
    case let other: throw Refusal("attributes are set on \(other.kind)")
    }
  }

  /// An object's attributes: a dictionary, or a pair of one and of the slots'.
  private func attributes(_ state: PickleValue) -> Int? {
    switch state {
    case .dictionary(let dictionary): return dictionary
    case .tuple(let sequence):
      guard let first = sequences[sequence].first, case .dictionary(let dictionary) = values[first]
      else { return nil }
      return dictionary
    default: return nil
    }
  }

  /// `_metadata` is what PyTorch itself adds to a state dictionary; its contents mean nothing here.
  private func checkMetadata(_ state: PickleValue) throws(Refusal) {
    guard case .dictionary(let attributes) = state else {
      throw Refusal("attributes are given as \(state.kind)")
    }
    let items = dictionaries[attributes]
    guard items.count == 1, case .string("_metadata") = values[items[0].key] else {
      throw Refusal("an attribute other than _metadata is set on a dictionary")
    }
  }

  // MARK: Bytes

  /// Text as the bytes of Latin-1.
  mutating func pushEncodedText(_ arguments: [Int]) throws(Refusal) {
    guard arguments.count == 2, case .string(let text) = values[arguments[0]],
      case .string("latin1") = values[arguments[1]]
    else { throw Refusal("text in an encoding other than latin1") }
    encodingBudget -= text.utf8.count
    guard encodingBudget >= 0 else { throw Refusal("text is turned into bytes again and again") }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      guard let byte = UInt8(exactly: scalar.value) else {
        throw Refusal("text that is not of latin1's characters")
      }
      bytes.append(byte)
    }
    push(.bytes(PickleBytes(buffer: bytes, range: 0..<bytes.count)))
  }

  /// A storage whose bytes are a file of PyTorch's old format.
  mutating func pushStorage(_ arguments: [Int]) throws(Refusal) {
    guard setting == .alone else { return pushObject("torch.storage", arguments) }
    guard arguments.count == 1, case .bytes(let bytes) = values[arguments[0]] else {
      throw Refusal("a storage that is not made of bytes")
    }
    let key = "\(embeddedStorages.count)"
    do throws(Refusal) {
      let (type, contents) = try PyTorchLegacy.storage(of: bytes)
      let count = contents.count / type.byteCount
      let storage = StorageReference(key: key, elementType: type, count: count)
      storages[key] = storage
      embeddedStorages[key] = contents
      push(.storage(storage))
    } catch {
      throw error.inside("storage \(key)")
    }
  }

  // MARK: NumPy

  mutating func pushArrayType(_ arguments: [Int]) throws(Refusal) {
    guard let first = arguments.first, case .string(let code) = values[first] else {
      throw Refusal("a NumPy type that has no code")
    }
    push(.arrayType(ArrayType(code: code, order: "=")))
  }

  /// The state of a type: (version, byte order, …).
  private func ordered(_ type: ArrayType, _ state: PickleValue) throws(Refusal) -> ArrayType {
    guard case .tuple(let sequence) = state, sequences[sequence].count >= 2,
      case .string(let order) = values[sequences[sequence][1]]
    else { throw Refusal("the state of a NumPy type is not one") }
    return ArrayType(code: type.code, order: order)
  }

  /// A number, where its type is one that is read.
  mutating func pushArrayScalar(_ arguments: [Int]) throws(Refusal) {
    guard arguments.count == 2, case .arrayType(let type) = values[arguments[0]],
      case .bytes(let bytes) = values[arguments[1]], let elementType = type.elementType
    else { return pushObject("numpy.\(arguments.isEmpty ? "generic" : "scalar")", arguments) }
    push(.array(try array(elementType, dimensions: [], isColumnMajor: false, bytes: bytes)))
  }

  /// `_frombuffer(bytes, type, shape, order)`, as protocol 5 writes arrays.
  mutating func pushArray(fromBuffer arguments: [Int]) throws(Refusal) {
    guard arguments.count == 4, case .bytes(let bytes) = values[arguments[0]],
      case .arrayType(let type) = values[arguments[1]], let elementType = type.elementType,
      case .string(let order) = values[arguments[3]]
    else { return pushObject("numpy.ndarray", arguments) }
    let dimensions = try integers(arguments[2])
    push(
      .array(
        try array(elementType, dimensions: dimensions, isColumnMajor: order == "F", bytes: bytes)
      )
    )
  }

  /// The state of an array: (version, shape, type, whether the first index runs fastest, bytes).
  private func array(_ state: PickleValue) throws(Refusal) -> ArrayReference? {
    guard case .tuple(let sequence) = state, sequences[sequence].count == 5 else {
      throw Refusal("the state of a NumPy array is not one")
    }
    let parts = sequences[sequence]
    guard case .arrayType(let type) = values[parts[2]], let elementType = type.elementType,
      case .bool(let isColumnMajor) = values[parts[3]], case .bytes(let bytes) = values[parts[4]]
    else { return nil }
    return try array(
      elementType,
      dimensions: try integers(parts[1]),
      isColumnMajor: isColumnMajor,
      bytes: bytes
    )
  }

  private func array(
    _ type: ElementType,
    dimensions: [Int],
    isColumnMajor: Bool,
    bytes: PickleBytes
  ) throws(Refusal) -> ArrayReference {
    let count = try StoredTensor.count(dimensions)
    let (size, overflow) = count.multipliedReportingOverflow(by: type.byteCount)
    guard !overflow, size == bytes.range.count else {
      throw Refusal(
        "a NumPy array of \(bytes.range.count) bytes for shape \(describe(dimensions)) of "
          + type.rawValue
      )
    }
    return ArrayReference(
      elementType: type,
      dimensions: dimensions,
      isColumnMajor: isColumnMajor,
      bytes: bytes
    )
  }
}
