import Faults
import Foundation
import Images

/// The bits of a mask's box: zeros and ones, or a picture.
struct MaskBits {
  let values: [Bool]
  /// Rows and columns, where the source is a picture.
  private(set) var size: (height: Int, width: Int)?

  private static let picturePrefixes = ["data:image/png;base64,", "image/png;base64,"]

  /// Reads a bitstring.
  init(_ text: String, check: EditCheck, budget: inout MaskBudget) throws(Fault) {
    if let prefix = Self.picturePrefixes.first(where: text.hasPrefix) {
      let (bits, height, width) = try Self.bits(
        base64: String(text.dropFirst(prefix.count)),
        check,
        &budget
      )
      values = bits
      size = (height, width)
      return
    }
    let (zero, one) = (UInt8(ascii: "0"), UInt8(ascii: "1"))
    try budget.spend(text.utf8.count, check)
    try check.require(
      text.utf8.allSatisfy { $0 == zero || $0 == one },
      "a bitstring of 0 and 1, or data:image/png;base64",
      found: "other characters"
    )
    values = text.utf8.map { $0 == one }
  }

  /// Sets what is not transparent, or in a picture without transparency what has red below 255.
  private static func bits(
    base64: String,
    _ check: EditCheck,
    _ budget: inout MaskBudget
  ) throws(Fault) -> (bits: [Bool], height: Int, width: Int) {
    guard let data = Data(base64Encoded: base64) else {
      throw check.fault("damaged base64", expected: "a picture in base64")
    }
    let bytes = [UInt8](data)
    try budget.spend(pixelCount(bytes), check)
    let picture = try PNG.decode(bytes, named: "\(check.path), mask of \(check.place)")
    let isTransparent = hasAlpha(bytes) || picture.opacity.contains { $0 < 255 }
    let pixels = picture.image.pixels
    let bits =
      isTransparent
      ? picture.opacity.map { $0 > 0 }
      : stride(from: 0, to: pixels.count, by: 3).map { pixels[$0] < 255 }
    return (bits, picture.image.height, picture.image.width)
  }

  /// How many pixels the header tells of, before any is read; 0 where it is none, which the reader
  /// refuses.
  private static func pixelCount(_ png: [UInt8]) -> Int {
    guard png.count >= 24 else { return 0 }
    let (width, height) = (number(png[16..<20]), number(png[20..<24]))
    return width.multipliedReportingOverflow(by: height).partialValue
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reduce(0) { $0 << 8 | Int($1) }
  }

  /// Whether the header tells of an alpha channel; the colour type is the header's tenth byte.
  private static func hasAlpha(_ png: [UInt8]) -> Bool { png.count > 25 && png[25] & 4 != 0 }

  func fits(rows: Int, columns: Int) -> Bool {
    guard let size else { return values.count == rows * columns }
    return size.height == rows && size.width == columns
  }

  /// What was found, for messages.
  var summary: String {
    size.map { "a picture of \($0.height)x\($0.width)" } ?? "\(values.count)"
  }
}
