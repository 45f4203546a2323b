import Files

/// Checks a PNG file's outline before libpng sees it: one picture, whole, and nothing around it.
enum ChunkSurvey {
  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
  private static let chunkLimit = 4096

  static func check(_ bytes: [UInt8]) throws(Refusal) {
    guard bytes.starts(with: signature) else {
      throw Refusal(at: "byte 0", "expected a PNG signature, found \(title(of: bytes))")
    }
    var place = signature.count
    var count = 0
    while place < bytes.count {
      let (name, end) = try chunk(at: place, in: bytes)
      count += 1
      guard count > 1 || name == "IHDR" else {
        throw Refusal(at: "byte \(place)", "expected the chunk IHDR first, found \(name)")
      }
      guard count == 1 || name != "IHDR" else {
        throw Refusal(at: "byte \(place)", "a second chunk IHDR")
      }
      guard count <= chunkLimit else { throw Refusal("over \(chunkLimit) chunks") }
      place = end
      if name == "IEND" { break }
      guard place < bytes.count else { throw Refusal("the file ends without the chunk IEND") }
    }
    guard count > 0 else { throw Refusal("the file ends after the signature") }
    guard place == bytes.count else {
      throw Refusal(at: "byte \(place)", "\(bytes.count - place) bytes after the chunk IEND")
    }
  }

  /// A chunk's name and where the next begins.
  private static func chunk(at place: Int, in bytes: [UInt8]) throws(Refusal) -> (String, Int) {
    guard bytes.count - place >= 12 else {
      throw Refusal(at: "byte \(place)", "the file ends inside a chunk")
    }
    let length = bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
    guard length <= bytes.count - place - 12 else {
      throw Refusal(at: "byte \(place)", "a chunk of \(length) bytes, longer than the file")
    }
    let name = bytes[place + 4..<place + 8]
    guard name.allSatisfy({ (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }) else {
      throw Refusal(at: "byte \(place)", "a chunk whose name is not four letters")
    }
    return (String(decoding: name, as: UTF8.self), place + 12 + length)
  }

  private static func title(of bytes: [UInt8]) -> String {
    switch bytes.prefix(2) {
    case []: "an empty file"
    case [0xFF, 0xD8]: "a JPEG picture"
    case [0x50, 0x4B]: "a zip archive"
    case [0x47, 0x49]: "a GIF picture"
    default: "other bytes"
    }
  }
}
