import Checkpoints
import Faults
import Files
import Glibc

/// The files of one segmenter: in a folder, or in memory.
struct SegmenterFiles {
  /// The folder's path, or what messages call the whole.
  let source: String
  let names: [String]
  private let contents: (String) throws(Fault) -> [UInt8]

  /// Files that are in memory.
  init(_ files: [String: [UInt8]], named source: String) {
    self.source = source
    names = files.keys.sorted()
    contents = { name throws(Fault) in
      guard let bytes = files[name] else {
        throw Fault(.missing, "read the segmenter", on: name, found: "no such file")
      }
      return bytes
    }
  }

  /// The files of a folder.
  init(directory: String) throws(Fault) {
    source = directory
    names = try Self.list(directory)
    contents = { name throws(Fault) in
      try RegularFile.read("\(directory)/\(name)", to: "read the segmenter's file")
    }
  }

  func path(_ name: String) -> String { "\(source)/\(name)" }

  func bytes(_ name: String) throws(Fault) -> [UInt8] { try contents(name) }

  func checkpoint(_ name: String) throws(Fault) -> StateDictionary {
    try CheckpointReader.read(bytes: contents(name), named: path(name))
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

/// The encoder's and the decoder's file of the same epoch.
struct NetworkFiles: Hashable {
  let encoder: String
  let decoder: String

  /// The pair of the latest epoch, or nil where there is no encoder or decoder at all.
  ///
  /// - Throws: `Fault` if one of the two is missing.
  static func find(in files: SegmenterFiles) throws(Fault) -> NetworkFiles? {
    let encoders = Self.named("encoder", in: files)
    let decoders = Self.named("decoder", in: files)
    if encoders.isEmpty && decoders.isEmpty { return nil }
    let both = Set(encoders.keys).intersection(decoders.keys)
    guard
      let latest = both.max(by: { (epoch(of: $0), $0) < (epoch(of: $1), $1) }),
      let encoder = encoders[latest], let decoder = decoders[latest]
    else {
      let found = (Array(encoders.values) + Array(decoders.values)).sorted()
      throw Fault(
        .missing,
        "find the segmenter in",
        on: files.source,
        expected: "an encoder*.pth and a decoder*.pth of the same epoch",
        found: found.prefix(4).joined(separator: ", ")
      )
    }
    return NetworkFiles(encoder: encoder, decoder: decoder)
  }

  /// The files that begin with a word, by what follows it.
  private static func named(_ word: String, in files: SegmenterFiles) -> [String: String] {
    let fitting = files.names.filter { name in
      name.hasPrefix(word) && (name.hasSuffix(".pth") || name.hasSuffix(".safetensors"))
    }
    return Dictionary(
      fitting.map { (stem(of: String($0.dropFirst(word.count))), $0) },
      uniquingKeysWith: { first, _ in first }
    )
  }

  private static func stem(of name: String) -> String {
    name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
  }

  private static func epoch(of stem: String) -> Int {
    Int(String(stem.reversed().prefix(while: \.isNumber).reversed())) ?? -1
  }
}
