import Files

/// Reads the format that PyTorch wrote before 1.6: five pickles in a row, then raw storages.
struct PyTorchLegacy {
  /// The pickles of the magic number and of protocol 1001, which are always these bytes.
  private static let magic: [UInt8] = [
    0x80, 2, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
  ]
  private static let version: [UInt8] = [0x80, 2, 0x4D, 0xE9, 3, 0x2E]

  private let bytes: [UInt8]
  private var offset: Int

  static func isLikely(_ bytes: [UInt8]) -> Bool { bytes.starts(with: magic) }

  static func read(
    _ bytes: [UInt8]
  ) throws(Refusal) -> (tensors: [StoredTensor], wrapping: Wrapping) {
    var reader = PyTorchLegacy(bytes: bytes, offset: magic.count)
    return try reader.read()
  }

  private mutating func read() throws(Refusal) -> (tensors: [StoredTensor], wrapping: Wrapping) {
    guard bytes[offset...].starts(with: Self.version) else {
      throw Refusal(atByte: offset, "a protocol other than 1001 of PyTorch's old format")
    }
    offset += Self.version.count
    try checkSystem()
    let (object, root) = try pickle("the object's pickle")
    let extraction = try StateExtraction(object, root: root)
    let keys = try storageKeys(of: object)
    let storages = try storages(keys, of: object)
    let tensors = try TensorAssembly.tensors(extraction.tensors, storages: storages)
    return (tensors, extraction.wrapping)
  }

  private mutating func pickle(_ what: String) throws(Refusal) -> (PickleMachine, Int) {
    do throws(Refusal) {
      var machine = PickleMachine(bytes, in: offset..<bytes.count, hasStorageViews: true)
      let value = try machine.run()
      offset = machine.cursor.offset
      return (machine, value)
    } catch {
      throw error.inside(what)
    }
  }

  private mutating func checkSystem() throws(Refusal) {
    let (machine, root) = try pickle("the system's pickle")
    guard case .dictionary(let system) = machine.values[root] else {
      throw Refusal(at: "the system's pickle", "\(machine.values[root].kind), not a dictionary")
    }
    for (key, value) in machine.dictionaries[system] {
      guard case .string("little_endian") = machine.values[key] else { continue }
      guard case .bool(true) = machine.values[value] else {
        throw Refusal(
          at: "the system's pickle",
          "a byte order other than little-endian is not read"
        )
      }
    }
  }

  /// The order in which the storages follow: each that the object names, once.
  private mutating func storageKeys(of object: PickleMachine) throws(Refusal) -> [String] {
    let (machine, root) = try pickle("the list of storages")
    guard case .list(let list) = machine.values[root] else {
      throw Refusal(at: "the list of storages", "\(machine.values[root].kind), not a list")
    }
    var keys: [String] = []
    for item in machine.sequences[list] {
      guard case .string(let key) = machine.values[item], object.storages[key] != nil else {
        throw Refusal(at: "the list of storages", "it names a storage that no tensor uses")
      }
      keys.append(key)
    }
    let known = Set(keys)
    guard known.count == keys.count else {
      throw Refusal(at: "the list of storages", "it names a storage twice")
    }
    if let absent = object.storages.keys.filter({ !known.contains($0) }).min() {
      throw Refusal(at: "the list of storages", "storage '\(absent)' of a tensor is not in it")
    }
    return keys
  }

  private mutating func storages(
    _ keys: [String],
    of object: PickleMachine
  ) throws(Refusal) -> [String: ArraySlice<UInt8>] {
    var cursor = ByteCursor(bytes, in: offset..<bytes.count)
    var storages: [String: ArraySlice<UInt8>] = [:]
    for key in keys {
      guard let storage = object.storages[key] else { continue }
      do throws(Refusal) {
        let count = try cursor.count(8)
        guard count == storage.count else {
          throw Refusal(
            "\(count) values lie in the file where \(storage.count) are declared"
          )
        }
        guard count <= cursor.remaining / storage.elementType.byteCount else {
          throw Refusal(
            atByte: cursor.offset,
            "\(count) values are declared and the file ends after \(cursor.remaining) bytes: "
              + "it is cut short"
          )
        }
        storages[key] = bytes[try cursor.take(count * storage.elementType.byteCount)]
      } catch {
        throw error.inside("storage '\(key)'")
      }
    }
    guard cursor.remaining == 0 else {
      throw Refusal(atByte: cursor.offset, "\(cursor.remaining) bytes after the last storage")
    }
    return storages
  }
}
