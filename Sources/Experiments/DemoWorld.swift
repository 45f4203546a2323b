import CDemoWorld
import Faults

/// The pair of networks that is part of the program.
enum DemoWorld {
  /// One of its files.
  static func file(_ name: String) throws(Fault) -> [UInt8] {
    if let bytes = bytes(name) { return bytes }
    throw Fault(.defect, "load the demo world", on: name, found: "it is not in the program")
  }

  /// The files of its segmenter by name.
  static func segmenterFiles() throws(Fault) -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    for name in ["encoder.pth", "decoder.pth", "labels.json", "ganscope.json"] {
      found[name] = try file(name)
    }
    return found
  }

  private static func bytes(_ wanted: String) -> [UInt8]? {
    for index in 0..<cdemoworld_file_count() {
      let file = cdemoworld_file(index)
      guard let name = file.name, String(cString: name) == wanted, let bytes = file.bytes else {
        continue
      }
      return Array(UnsafeBufferPointer(start: bytes, count: file.count))
    }
    return nil
  }
}
