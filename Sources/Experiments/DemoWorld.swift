import Faults

#if canImport(CDemoWorld)
import CDemoWorld
#endif

/// The pair of networks that is part of the program.
enum DemoWorld {
  /// One of its files.
  static func file(_ name: String) throws(Fault) -> [UInt8] {
    if let bytes = files[name] { return bytes }
    throw Fault(
      .missing,
      "load the demo world",
      on: name,
      found: "this program was built without it",
      advice: "Name your own networks with --generator FILE and --segmenter DIRECTORY"
    )
  }

  /// The files of its segmenter by name.
  static func segmenterFiles() throws(Fault) -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    for name in ["encoder.pth", "decoder.pth", "labels.json", "ganscope.json"] {
      found[name] = try file(name)
    }
    return found
  }

  #if canImport(CDemoWorld)
  private static let files: [String: [UInt8]] = {
    var files: [String: [UInt8]] = [:]
    for index in 0..<cdemoworld_file_count() {
      let file = cdemoworld_file(index)
      guard let name = file.name, let bytes = file.bytes else { continue }
      files[String(cString: name)] = Array(UnsafeBufferPointer(start: bytes, count: file.count))
    }
    return files
  }()
  #else
  private static let files: [String: [UInt8]] = [:]
  #endif
}
