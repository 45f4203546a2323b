public import Faults
import Files

extension PNG {
  /// The most frames and pixels in all that an animation is made of.
  public static let frameLimit = 1000

  /// Encodes pictures of one size as an animated PNG, which other readers show as its first picture.
  ///
  /// The pictures' own chunks as libpng writes them, between those that APNG adds
  /// (wiki.mozilla.org/APNG_Specification).
  ///
  /// - Parameters:
  ///   - frames: The pictures, shown in turn without end.
  ///   - milliseconds: How long each is shown.
  ///   - texts: Texts for the file.
  /// - Returns: The file's bytes.
  /// - Throws: `Fault` of kind usage for no pictures, too many, or pictures of several sizes.
  public static func encode(
    frames: [RGBImage],
    milliseconds: Int,
    texts: [PNGText] = []
  ) throws(Fault) -> [UInt8] {
    guard let first = frames.first, frames.count <= frameLimit, 1...60_000 ~= milliseconds,
      frames.allSatisfy({ $0.width == first.width && $0.height == first.height })
    else {
      throw Fault(
        .usage,
        "make an animation",
        expected: "1 to \(frameLimit) pictures of one size, each shown for 1 to 60000 ms",
        found: "\(frames.count) pictures for \(milliseconds) ms"
      )
    }
    var bytes = signature
    var sequence = 0
    for (index, frame) in frames.enumerated() {
      let encoded = try encode(frame, texts: index == 0 ? texts : [])
      let chunks = chunks(of: encoded)
      if index == 0 {
        for found in chunks where found.type != "IDAT" && found.type != "IEND" {
          bytes += chunk(found.type, found.data)
          if found.type == "IHDR" { bytes += chunk("acTL", big(frames.count) + big(0)) }
        }
      }
      bytes += chunk("fcTL", control(sequence, frame: frame, milliseconds: milliseconds))
      sequence += 1
      for found in chunks where found.type == "IDAT" {
        if index == 0 {
          bytes += chunk("IDAT", found.data)
        } else {
          bytes += chunk("fdAT", big(sequence) + found.data)
          sequence += 1
        }
      }
    }
    return bytes + chunk("IEND", [])
  }

  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// The chunks of a file that was just written.
  private static func chunks(of bytes: [UInt8]) -> [(type: String, data: [UInt8])] {
    var chunks: [(type: String, data: [UInt8])] = []
    var place = signature.count
    while place + 12 <= bytes.count {
      let length = bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
      guard place + 12 + length <= bytes.count else { break }
      let type = String(decoding: bytes[place + 4..<place + 8], as: UTF8.self)
      chunks.append((type, Array(bytes[place + 8..<place + 8 + length])))
      place += 12 + length
    }
    return chunks
  }

  /// Where a frame lies, for how long, and that it takes the place of the last one.
  private static func control(
    _ sequence: Int,
    frame: RGBImage,
    milliseconds: Int
  ) -> [UInt8] {
    big(sequence) + big(frame.width) + big(frame.height) + big(0) + big(0)
      + big(milliseconds, bytes: 2) + big(1000, bytes: 2) + [0, 0]
  }

  private static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + data
    return big(data.count) + body + big(Int(Checksum.crc32(body)))
  }

  private static func big(_ number: Int, bytes: Int = 4) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: number >> (8 * (bytes - 1 - $0))) }
  }
}
