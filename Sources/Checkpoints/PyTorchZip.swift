import Files

/// Reads the zip format that PyTorch writes since 1.6.
enum PyTorchZip {
  static func read(_ bytes: [UInt8], weights: String?) throws(Refusal) -> StateExtraction.Result {
    let limits = ZipArchive.Limits(inflatedBytes: 2 * bytes.count + (64 << 10))
    let archive = try ZipArchive(bytes, limits: limits)
    let (pickle, root) = try pickleEntry(of: archive)
    try checkLittleEndian(archive, root)
    try checkVersion(archive, root)
    let contents = try contents(of: archive)
    guard let data = contents[pickle.name] else { throw Refusal("no '\(pickle.name)'") }
    return try read(data, name: pickle.name, contents: contents, root: root, weights: weights)
  }

  /// Reads the files that unpacking such an archive leaves, by their paths in its folder.
  static func read(
    unpacked contents: [String: [UInt8]],
    weights: String?
  ) throws(Refusal) -> StateExtraction.Result {
    guard let pickle = contents["data.pkl"], pickle.count <= PickleMachine.Limits.byteCount else {
      throw Refusal("no data.pkl of a plausible size")
    }
    if let order = contents["byteorder"], !order.elementsEqual("little".utf8) {
      throw Refusal(at: "'byteorder'", "a byte order other than little-endian is not read")
    }
    return try read(
      pickle[...],
      name: "data.pkl",
      contents: contents.mapValues { $0[...] },
      root: "",
      weights: weights
    )
  }

  private static func read(
    _ pickle: ArraySlice<UInt8>,
    name: String,
    contents: [String: ArraySlice<UInt8>],
    root: String,
    weights: String?
  ) throws(Refusal) -> StateExtraction.Result {
    let (machine, value) = try run(pickle, entry: name)
    let extraction = try StateExtraction(machine, root: value, weights: weights)
    var storages: [String: ArraySlice<UInt8>] = [:]
    for (key, storage) in machine.storages {
      do throws(Refusal) {
        storages[key] = try storageBytes(storage, contents: contents, root: root)
      } catch {
        guard let user = extraction.user(ofStorage: key) else { throw error }
        throw error.inside("tensor '\(user)'")
      }
    }
    return try extraction.result(storages: storages)
  }

  /// The one data.pkl, and the folder it lies in with a slash at its end.
  private static func pickleEntry(
    of archive: ZipArchive
  ) throws(Refusal) -> (ZipArchive.Entry, root: String) {
    let pickles = archive.entries.filter { entry in
      let parts = entry.name.split(separator: "/", omittingEmptySubsequences: false)
      return parts.count == 2 && parts[1] == "data.pkl"
    }
    guard let pickle = pickles.first else {
      throw foreign(archive)
    }
    guard pickles.count == 1 else { throw Refusal("the archive holds several checkpoints") }
    let root = String(pickle.name.dropLast("data.pkl".count))
    guard archive.entry(root + "constants.pkl") == nil else {
      throw Refusal(
        "a TorchScript program, not a file of weights",
        advice: "Save the model's state_dict"
      )
    }
    guard pickle.size <= PickleMachine.Limits.byteCount else {
      throw Refusal(at: "entry '\(pickle.name)'", "a pickle of \(pickle.size) bytes")
    }
    return (pickle, root)
  }

  /// What a zip archive is that is no checkpoint.
  private static func foreign(_ archive: ZipArchive) -> Refusal {
    func name(endingIn endings: [String]) -> String? {
      archive.entries.first { entry in endings.contains(where: entry.name.hasSuffix) }?.name
    }
    if name(endingIn: [".npy"]) != nil { return Refusal("a NumPy archive, not a checkpoint") }
    if let inner = name(endingIn: [".pth", ".pt", ".pkl", ".safetensors"]) {
      return Refusal(
        "a zip archive that holds '\(inner)', not a checkpoint itself",
        advice: "Unpack it and name the file in it"
      )
    }
    return Refusal("a zip archive without data.pkl, not a checkpoint")
  }

  /// All contents by name, each held against its checksum.
  private static func contents(
    of archive: ZipArchive
  ) throws(Refusal) -> [String: ArraySlice<UInt8>] {
    var contents: [String: ArraySlice<UInt8>] = [:]
    contents.reserveCapacity(archive.entries.count)
    for entry in archive.entries { contents[entry.name] = try archive.contents(of: entry) }
    return contents
  }

  private static func checkLittleEndian(_ archive: ZipArchive, _ root: String) throws(Refusal) {
    guard let entry = archive.entry(root + "byteorder") else { return }
    guard try archive.contents(of: entry).elementsEqual("little".utf8) else {
      throw Refusal(
        at: "entry '\(entry.name)'",
        "a byte order other than little-endian is not read"
      )
    }
  }

  private static func checkVersion(_ archive: ZipArchive, _ root: String) throws(Refusal) {
    for name in ["version", ".data/version"] {
      guard let entry = archive.entry(root + name) else { continue }
      let text = String(decoding: try archive.contents(of: entry).prefix(20), as: UTF8.self)
      guard let version = Int(text.trimmingSuffix("\n")), 1...10 ~= version else {
        throw Refusal(at: "entry '\(entry.name)'", "an unknown format version '\(text)'")
      }
    }
  }

  private static func run(
    _ data: ArraySlice<UInt8>,
    entry: String
  ) throws(Refusal) -> (PickleMachine, Int) {
    do throws(Refusal) {
      // Counted from the start of the entry, places in messages fit pickletools' listing.
      let bytes = Array(data)
      var machine = PickleMachine(bytes, in: 0..<bytes.count, .archive)
      let value = try machine.run()
      guard machine.cursor.remaining == 0 else {
        throw Refusal(atByte: machine.cursor.offset, "bytes after the end of the pickle")
      }
      return (machine, value)
    } catch {
      throw error.inside("entry '\(entry)'")
    }
  }

  private static func storageBytes(
    _ storage: StorageReference,
    contents: [String: ArraySlice<UInt8>],
    root: String
  ) throws(Refusal) -> ArraySlice<UInt8> {
    let name = root + "data/" + storage.key
    guard !storage.key.contains("/"), let bytes = contents[name] else {
      throw Refusal(at: "storage '\(storage.key)'", "the archive has no entry of this name")
    }
    let (size, overflow) = storage.count.multipliedReportingOverflow(
      by: storage.elementType.byteCount
    )
    guard !overflow, size == bytes.count else {
      throw Refusal(
        at: "entry '\(name)'",
        "\(bytes.count) bytes where \(storage.count) \(storage.elementType.rawValue) values "
          + "are declared"
      )
    }
    return bytes
  }
}

extension String {
  func trimmingSuffix(_ suffix: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
  }
}
