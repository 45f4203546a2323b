public import Faults
import CPNG
import Files
import Glibc

/// A picture read from a PNG file.
public struct PNGPicture: Hashable, Sendable {
  /// The colours; transparency is dropped.
  public let image: RGBImage
  /// How opaque each pixel is, row by row, 0...255.
  public let opacity: [UInt8]
  /// The text chunks, in the file's order.
  public let texts: [PNGText]

  /// The first text under a keyword.
  public func text(_ keyword: String) -> String? {
    texts.first { $0.keyword == keyword }?.text
  }
}

/// A text chunk of a PNG file.
public struct PNGText: Hashable, Sendable {
  /// What the text is about; 1 to 79 Latin-1 characters.
  public let keyword: String
  /// The text.
  public let text: String

  /// Makes a text.
  public init(keyword: String, text: String) {
    self.keyword = keyword
    self.text = text
  }
}

/// Reads and writes PNG files through libpng.
public enum PNG {
  /// The largest picture that is read, in pixels.
  public static let pixelLimit = 1 << 24

  /// Reads a file.
  ///
  /// - Throws: `Fault` of kind missing, inputOutput, or refused with what is wrong with it.
  public static func read(path: String) throws(Fault) -> PNGPicture {
    try decode(RegularFile.read(path, to: "read the picture"), named: path)
  }

  /// Decodes a whole file; any kind of PNG becomes 8-bit red, green, blue.
  ///
  /// - Throws: `Fault` of kind refused.
  public static func decode(_ bytes: [UInt8], named name: String) throws(Fault) -> PNGPicture {
    let signature = FileSignature(head: bytes)
    do throws(Refusal) {
      if signature != .png, let found = signature.name {
        throw Refusal("\(found), not a PNG image", advice: signature.advice)
      }
      try ChunkSurvey.check(bytes)
      return try decodeChecked(bytes)
    } catch {
      throw error.fault("read the picture", on: name)
    }
  }

  private static func decodeChecked(_ bytes: [UInt8]) throws(Refusal) -> PNGPicture {
    var decoded = CPNG_Image()
    var message = [CChar](repeating: 0, count: Int(CPNG_message_size))
    defer { CPNG_free(&decoded) }
    guard
      CPNG_decode(bytes, bytes.count, UInt32(pixelLimit), &decoded, &message) == 0,
      let pixels = decoded.pixels
    else {
      throw Refusal(text(message))
    }
    let count = Int(decoded.width) * Int(decoded.height)
    var colors = [UInt8](repeating: 0, count: count * 3)
    var opacity = [UInt8](repeating: 255, count: count)
    for index in 0..<count {
      for channel in 0..<3 { colors[index * 3 + channel] = pixels[index * 4 + channel] }
      opacity[index] = pixels[index * 4 + 3]
    }
    return PNGPicture(
      image: RGBImage(width: Int(decoded.width), height: Int(decoded.height), pixels: colors),
      opacity: opacity,
      texts: texts(of: decoded)
    )
  }

  private static func texts(of decoded: CPNG_Image) -> [PNGText] {
    guard let texts = decoded.texts else { return [] }
    return (0..<decoded.text_count).map { index in
      PNGText(
        keyword: latin1(texts[index].keyword),
        text: texts[index].is_latin1 != 0
          ? latin1(texts[index].text) : String(cString: texts[index].text)
      )
    }
  }

  private static func latin1(_ text: UnsafePointer<CChar>) -> String {
    let bytes = UnsafeBufferPointer(start: text, count: strlen(text))
    return String(
      String.UnicodeScalarView(bytes.map { Unicode.Scalar(UInt8(bitPattern: $0)) })
    )
  }

  /// Encodes a picture with texts.
  ///
  /// - Throws: `Fault` of kind defect if libpng fails, as it does when memory runs out.
  public static func encode(_ image: RGBImage, texts: [PNGText] = []) throws(Fault) -> [UInt8] {
    var message = [CChar](repeating: 0, count: Int(CPNG_message_size))
    var bytes: UnsafeMutablePointer<UInt8>?
    var count = 0
    let copies = texts.map {
      CPNG_Text(keyword: strdup($0.keyword), text: strdup($0.text), is_latin1: 0)
    }
    defer {
      for copy in copies {
        free(copy.keyword)
        free(copy.text)
      }
      free(bytes)
    }
    let status = CPNG_encode(
      image.pixels,
      UInt32(image.width),
      UInt32(image.height),
      copies,
      copies.count,
      &bytes,
      &count,
      &message
    )
    guard status == 0, let bytes else {
      throw Fault(.defect, "encode the picture", found: text(message))
    }
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }

  /// Writes a file; a reader sees the old one or the whole new one.
  ///
  /// - Throws: `Fault` of kind inputOutput.
  public static func write(
    _ image: RGBImage,
    texts: [PNGText] = [],
    to path: String
  ) throws(Fault) {
    try FinishedFile.write(
      try encode(image, texts: texts),
      to: path,
      attempt: "write the picture"
    )
  }

  private static func text(_ message: [CChar]) -> String {
    String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
