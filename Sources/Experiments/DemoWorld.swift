import CDemoWorld
import Faults
import Store

/// A generator that is part of the program.
///
/// All are of one kind and share a segmenter, whose concepts are those of both kinds of scenes.
public enum DemoWorld: String, CaseIterable, Sendable {
  /// Houses in the country.
  case country
  /// Living rooms, kitchens and bedrooms.
  case room
  /// The rooms early in their training, when the last layers had just been added.
  case roomEarly = "room-early"
  /// The rooms halfway from there to the end.
  case roomMiddle = "room-middle"

  /// What one sees there, for a list.
  public var summary: String {
    switch self {
    case .country: "houses in the country, with trees, clouds and ponds"
    case .room: "living rooms, kitchens and bedrooms"
    case .roomEarly: "the rooms early in their training: how units come to be"
    case .roomMiddle: "the rooms halfway through it"
    }
  }

  /// The generator's weights.
  func weights() throws(Fault) -> [UInt8] { try Self.file("\(rawValue).pth") }

  /// The files of the segmenter by name.
  static func segmenterFiles() throws(Fault) -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    for name in ["encoder.pth", "decoder.pth", "labels.json", "ganscope.json"] {
      found[name] = try file(name)
    }
    return found
  }

  /// What was found in the worlds with the usual options, as a store.
  static let results = Result { () throws(Fault) in
    try StoreImage(archive: file("results.zip"), name: "results.zip of the demo worlds")
  }

  /// An embedded file.
  static func file(_ name: String) throws(Fault) -> [UInt8] {
    if let bytes = bytes(name) { return bytes }
    throw Fault(.defect, "load the demo worlds", on: name, found: "it is not in the program")
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
