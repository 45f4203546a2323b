import Checkpoints
import Faults
import Files
import Foundation

/// The files of one segmenter: in a folder, or in memory.
struct SegmenterFiles {
  /// The folder's path, or what messages call the whole.
  let source: String
  /// The folder that they lie in.
  private let folder: String
  let names: [String]
  private let contents: (String) throws(Fault) -> [UInt8]

  /// Files that are in memory.
  init(_ files: [String: [UInt8]], named source: String) {
    self.source = source
    folder = source
    names = files.keys.sorted()
    contents = { name throws(Fault) in
      guard let bytes = files[name] else {
        throw Fault(.missing, "read the segmenter", on: name, found: "no such file")
      }
      return bytes
    }
  }

  /// Whether a path is a folder's.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The files of a folder; or a single file, with what describes it beside it.
  init(directory path: String) throws(Fault) {
    var directory = path
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
      let parts = path.split(separator: "/", omittingEmptySubsequences: false)
      directory = parts.count > 1 ? parts.dropLast().joined(separator: "/") : "."
      let companions = try Self.list(directory).filter { name in
        name.hasSuffix(".json") || ClassTable.name(among: [name]) != nil
      }
      names = [String(parts.last ?? "")] + companions
    } else {
      names = try Self.list(directory)
    }
    source = path
    folder = directory
    contents = { [directory] name throws(Fault) in
      try RegularFile.read("\(directory)/\(name)", to: "read the segmenter's file")
    }
  }

  func path(_ name: String) -> String { "\(folder)/\(name)" }

  func bytes(_ name: String) throws(Fault) -> [UInt8] { try contents(name) }

  /// The network in a file; where it holds several, that under a key.
  func checkpoint(_ name: String, weights: String? = nil) throws(Fault) -> StateDictionary {
    let checkpoint =
      name.hasSuffix(".json")  // The index of parts, which lie beside it.
      ? try CheckpointReader.read(path: path(name), weights: weights)
      : try CheckpointReader.read(bytes: contents(name), named: path(name), weights: weights)
    try checkpoint.refuseQuantisedWeights()
    return checkpoint
  }

  /// The bytes of a file that may be absent.
  func optional(_ name: String) throws(Fault) -> [UInt8]? {
    names.contains(name) ? try contents(name) : nil
  }

  /// More names than this are no segmenter's folder.
  private static let largestCount = 10_000

  private static func list(_ directory: String) throws(Fault) -> [String] {
    guard let stream = opendir(directory) else {
      let code = errno
      throw Fault(
        code == ENOENT ? .missing : code == ENOTDIR ? .refused : .inputOutput,
        "open the segmenter's folder",
        on: directory,
        found: String(cString: strerror(code)),
        advice: "Give the folder that holds encoder*.pth, decoder*.pth and labels.json"
      )
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream), names.count < largestCount {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }
}

/// The encoder's and the decoder's file of the same epoch, or the one file that holds both.
struct NetworkFiles: Hashable {
  let encoder: String
  let decoder: String
  /// What stands before the keys of both in a file that holds them together.
  var prefix = ""
  /// The encoders of other epochs, which were not taken.
  var others: [String] = []

  /// The keys of both in a file that holds them together.
  var keys: (encoder: String?, decoder: String?) {
    encoder == decoder ? (prefix + "encoder", prefix + "decoder") : (nil, nil)
  }

  /// Which of several pairs was taken, where their names do not tell by a number.
  var remark: String? {
    guard !others.isEmpty, Self.epoch(of: Self.stem(of: encoder)) < 0 else { return nil }
    let shown = others.prefix(3).map { "'\(displayable($0))'" }.joined(separator: ", ")
    return "of several segmenters in the folder '\(displayable(encoder))' and "
      + "'\(displayable(decoder))' are used, not \(shown): no number in their names tells which "
      + "is the latest"
  }

  /// The pair of the latest epoch, or nil where there is no encoder or decoder at all.
  ///
  /// - Throws: `Fault` if one of the two is missing.
  static func find(in files: SegmenterFiles) throws(Fault) -> NetworkFiles? {
    let encoders = Self.named("encoder", in: files)
    let decoders = Self.named("decoder", in: files)
    if encoders.isEmpty && decoders.isEmpty { return joined(in: files) }
    let both = Set(encoders.keys).intersection(decoders.keys)
    if let latest = both.max(by: { (epoch(of: $0), $0) < (epoch(of: $1), $1) }),
      let encoder = encoders[latest], let decoder = decoders[latest]
    {
      let others = both.filter { $0 != latest }.compactMap { encoders[$0] }.sorted()
      return NetworkFiles(encoder: encoder, decoder: decoder, others: others)
    }
    // One of each is a pair whatever their names say, unless they tell of unlike epochs.
    if encoders.count == 1, decoders.count == 1, let one = encoders.first,
      let other = decoders.first,
      epoch(of: one.key) == epoch(of: other.key)
        || min(epoch(of: one.key), epoch(of: other.key)) < 0
    {
      return NetworkFiles(encoder: one.value, decoder: other.value)
    }
    let found = (Array(encoders.values) + Array(decoders.values)).sorted()
    throw Fault(
      .missing,
      "find the segmenter in",
      on: files.source,
      expected: "an encoder*.pth and a decoder*.pth of the same epoch",
      found: found.prefix(4).joined(separator: ", ")
    )
  }

  /// The only file of weights, if it holds an encoder and a decoder.
  private static func joined(in files: SegmenterFiles) -> NetworkFiles? {
    let weights = files.names.filter(isOfWeights)
    guard weights.count == 1, !files.names.contains("config.json") else { return nil }
    for prefix in ["", "net_"] {
      let isBoth = ["encoder", "decoder"].allSatisfy { word in
        (try? files.checkpoint(weights[0], weights: prefix + word)) != nil
      }
      if isBoth {
        return NetworkFiles(encoder: weights[0], decoder: weights[0], prefix: prefix)
      }
    }
    return nil
  }

  /// The files whose names have a word, by what stands around it.
  private static func named(_ word: String, in files: SegmenterFiles) -> [String: String] {
    var named: [String: String] = [:]
    for name in files.names where isOfWeights(name) {
      let stem = stem(of: name)
      guard let place = stem.lowercased().range(of: word) else { continue }
      let around = stem.lowercased().replacingCharacters(in: place, with: "*")
      named[around] = named[around] ?? name
    }
    return named
  }

  /// Whether a name is that of a file of weights, whatever a download has put after it.
  private static func isOfWeights(_ name: String) -> Bool {
    extensions.contains { stem(of: name, keepingExtension: true).hasSuffix($0) }
  }

  private static let extensions = [".pth", ".pt", ".bin", ".safetensors", ".tar", ".pkl"]

  /// A name without extension and without what downloads append: "(1)" or ".1".
  private static func stem(of name: String, keepingExtension: Bool = false) -> String {
    var stem = name
    if let dot = stem.lastIndex(of: "."), !stem[stem.index(after: dot)...].isEmpty,
      stem[stem.index(after: dot)...].allSatisfy(\.isNumber)
    {
      stem = String(stem[..<dot])
    }
    var suffix = ""
    if let known = extensions.first(where: stem.hasSuffix) {
      suffix = known
      stem = String(stem.dropLast(known.count))
    }
    if stem.hasSuffix(")"), let open = stem.lastIndex(of: "("),
      stem[stem.index(after: open)...].dropLast().allSatisfy(\.isNumber)
    {
      stem = String(stem[..<open])
      while stem.hasSuffix(" ") { stem.removeLast() }
    }
    return keepingExtension ? stem + suffix : stem
  }

  private static func epoch(of stem: String) -> Int {
    Int(String(stem.reversed().drop { !$0.isNumber }.prefix(while: \.isNumber).reversed())) ?? -1
  }
}
