/// Small checkpoints in every format, valid unless their parts are changed.
public struct SampleCheckpoint: Sendable {
  /// The tensors, in order.
  public var tensors: [SampleTensor]
  /// The storages' raw bytes by key, in order.
  public var storages: [(key: String, bytes: [UInt8])]

  /// Two by three float32 values 1 to 6, named "w".
  public init() {
    self.init([SampleTensor("w", rows: 2, columns: 3)])
    storages = [("0", Self.floats(6))]
  }

  /// Tensors without their storages.
  public init(_ tensors: [SampleTensor]) {
    self.tensors = tensors
    storages = []
  }

  /// The float32 values 1, 2, 3 … as bytes.
  public static func floats(_ count: Int) -> [UInt8] {
    (1...max(1, count)).prefix(count).flatMap {
      ZipWriter.little(Int(Float($0).bitPattern), 4)
    }
  }

  /// The pickle of a dictionary of the tensors.
  public func pickle(isLegacy: Bool = false) -> [UInt8] {
    var pickle = PickleWriter()
    pickle.raw("}(")
    for tensor in tensors {
      pickle.string(tensor.name)
      pickle.tensor(tensor, isLegacy: isLegacy)
    }
    pickle.raw("u.")
    return pickle.bytes
  }

  /// The entries of the zip format, around any pickle.
  public func zipEntries(pickle: [UInt8]? = nil) -> [ZipWriter.Entry] {
    [.init("archive/data.pkl", pickle ?? self.pickle())]
      + storages.map { .init("archive/data/\($0.key)", $0.bytes) }
      + [.init("archive/version", Array("3\n".utf8))]
  }

  /// The zip format of PyTorch 1.6, around any pickle.
  public func pytorchZip(pickle: [UInt8]? = nil) -> [UInt8] {
    ZipWriter(zipEntries(pickle: pickle)).bytes()
  }

  /// The format before PyTorch 1.6, with any list of storage keys.
  public func pytorchLegacy(keys: [String]? = nil, counts: [Int]? = nil) -> [UInt8] {
    var file: [UInt8] = [
      0x80, 2, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
      0x80, 2, 0x4D, 0xE9, 3, 0x2E,
    ]
    var system = PickleWriter()
    system.raw("}(")
    system.string("little_endian")
    system.raw([0x88])
    system.raw("u.")
    var list = PickleWriter()
    list.raw("](")
    for key in keys ?? storages.map(\.key) { list.string(key) }
    list.raw("e.")
    file += system.bytes + pickle(isLegacy: true) + list.bytes
    for (index, storage) in storages.enumerated() {
      file += ZipWriter.little(counts?[index] ?? storage.bytes.count / 4, 8) + storage.bytes
    }
    return file
  }

  /// The first storage by itself in the format before PyTorch 1.6, as modules pickle theirs.
  public func legacyStorage() -> [UInt8] {
    let whole = pytorchLegacy()
    var object = PickleWriter()
    object.raw("(")
    object.string("storage")
    object.global("torch", tensors[0].storageClass)
    object.string(tensors[0].key)
    object.string("cpu")
    object.integer(tensors[0].storageCount)
    object.raw("NtQ.")
    let pickle = self.pickle(isLegacy: true)
    guard let place = whole.firstRange(of: pickle) else { return whole }
    return whole[..<place.lowerBound] + object.bytes + whole[place.upperBound...]
  }

  /// A safetensors file of float32 tensors, with texts beside them.
  public static func safetensors(
    _ tensors: [(name: String, dimensions: [Int], values: [Float])],
    metadata: [String: String] = [:]
  ) -> [UInt8] {
    var data: [UInt8] = []
    var fields: [String] = []
    if !metadata.isEmpty {
      let texts = metadata.map { "\"\($0.key)\":\"\($0.value)\"" }.joined(separator: ",")
      fields.append("\"__metadata__\":{\(texts)}")
    }
    for tensor in tensors {
      let start = data.count
      data += tensor.values.flatMap { ZipWriter.little(Int($0.bitPattern), 4) }
      fields.append(
        "\"\(tensor.name)\":{\"dtype\":\"F32\",\"shape\":\(tensor.dimensions),"
          + "\"data_offsets\":[\(start),\(data.count)]}"
      )
    }
    return safetensors("{\(fields.joined(separator: ","))}", data)
  }

  /// A safetensors file of a header and data.
  public static func safetensors(_ header: String, _ data: [UInt8]) -> [UInt8] {
    ZipWriter.little(header.utf8.count, 8) + Array(header.utf8) + data
  }
}
