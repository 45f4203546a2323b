import Files

/// Reads the format that PyTorch wrote before 1.6: five pickles in a row, then raw storages.
struct PyTorchLegacy {
  private static let magic: [UInt8] = [
    0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
  ]
  private static let version: [UInt8] = [0x4D, 0xE9, 3, 0x2E]

  private let bytes: [UInt8]
  private var offset: Int
  private let end: Int

  static func isLikely(_ bytes: [UInt8]) -> Bool {
    skip(magic, in: bytes, at: 0, before: bytes.count) != nil
  }

  /// Where a pickle of these instructions ends: a protocol, in protocols 4 and 5 a frame, and they.
  private static func skip(
    _ body: [UInt8],
    in bytes: [UInt8],
    at start: Int,
    before end: Int
  ) -> Int? {
    let head = bytes[start..<min(end, start + 11)]
    guard head.count > 2, head[start] == 0x80, 2...5 ~= head[start + 1] else { return nil }
    let isFramed = head[start + 2] == 0x95
    let body = isFramed ? [0x95, UInt8(body.count), 0, 0, 0, 0, 0, 0, 0] + body : body
    let rest = bytes[start + 2..<end]
    return rest.starts(with: body) ? start + 2 + body.count : nil
  }

  static func read(_ bytes: [UInt8], weights: String?) throws(Refusal) -> StateExtraction.Result {
    var reader = PyTorchLegacy(bytes: bytes, offset: 0, end: bytes.count)
    let (object, root) = try reader.object()
    let extraction = try StateExtraction(object, root: root, weights: weights)
    let keys = try reader.storageKeys(of: object)
    return try extraction.result(storages: try reader.storages(keys, of: object))
  }

  /// The one storage that a file in memory holds.
  static func storage(
    of file: PickleBytes
  ) throws(Refusal) -> (type: ElementType, contents: ArraySlice<UInt8>) {
    var reader = PyTorchLegacy(
      bytes: file.buffer,
      offset: file.range.lowerBound,
      end: file.range.upperBound
    )
    let (object, root) = try reader.object()
    guard case .storage(let storage) = object.values[root], storage.view == nil else {
      throw Refusal("\(object.values[root].kind) where a storage is expected")
    }
    let keys = try reader.storageKeys(of: object)
    guard let contents = try reader.storages(keys, of: object)[storage.key] else {
      throw Refusal("a storage without values")
    }
    return (storage.elementType, contents)
  }

  /// Reads up to the object, and it.
  private mutating func object() throws(Refusal) -> (PickleMachine, Int) {
    guard let versionStart = Self.skip(Self.magic, in: bytes, at: offset, before: end) else {
      throw Refusal(atByte: offset, "PyTorch's magic number is not there")
    }
    guard let systemStart = Self.skip(Self.version, in: bytes, at: versionStart, before: end) else {
      throw Refusal(atByte: versionStart, "a protocol other than 1001 of PyTorch's old format")
    }
    offset = systemStart
    try checkSystem()
    return try pickle("the object's pickle")
  }

  private mutating func pickle(_ what: String) throws(Refusal) -> (PickleMachine, Int) {
    do throws(Refusal) {
      var machine = PickleMachine(bytes, in: offset..<end, .legacy)
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
    var cursor = ByteCursor(bytes, in: offset..<end)
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
