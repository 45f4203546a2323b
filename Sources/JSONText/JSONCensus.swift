/// Counts what is in a document before it is decoded: a decoder takes a hundred times the bytes of
/// `[{},{},…` or of an object with a million names.
enum JSONCensus {
  /// The most names that one object may have.
  private static let memberLimit = 1 << 17
  /// The most bytes of a document whose characters take more than one each.
  private static let wideLimit = 1 << 20

  /// What is too much, as what was expected and what was found; nil where nothing is.
  ///
  /// - Parameters:
  ///   - bytes: A document, well formed or not.
  ///   - limit: The most values in it.
  /// - Returns: Words for a fault.
  static func excess(
    in bytes: [UInt8],
    values limit: Int
  ) -> (expected: String, found: String)? {
    if isWide(bytes) {
      return bytes.count > wideLimit
        ? ("at most \(wideLimit) bytes that are not UTF-8", "\(bytes.count)") : nil
    }
    return bytes.withUnsafeBufferPointer { count($0, limit) }
  }

  /// Whether it is in UTF-16 or UTF-32.
  private static func isWide(_ bytes: [UInt8]) -> Bool {
    bytes.prefix(4).contains(0) || bytes.starts(with: [0xFE, 0xFF])
      || bytes.starts(with: [0xFF, 0xFE])
  }

  private static func count(
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ limit: Int
  ) -> (expected: String, found: String)? {
    var values = 1
    /// How many commas the containers around a place have; those of lists do not count.
    var members = [0]
    var (isText, isEscaped) = (false, false)
    for byte in bytes {
      if isText {
        isText = isEscaped || byte != UInt8(ascii: "\"")
        isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isText = true
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        values += 1
        members.append(byte == UInt8(ascii: "{") ? 0 : -limit)
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        if members.count > 1 { members.removeLast() }
      case UInt8(ascii: ","):
        values += 1
        members[members.count - 1] += 1
        if members[members.count - 1] >= memberLimit {
          return ("at most \(memberLimit) names in an object", "more")
        }
      default: break
      }
      if values > limit { return ("at most \(limit) values", "more") }
    }
    return nil
  }
}
