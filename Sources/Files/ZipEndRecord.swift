/// The end of a zip archive: how many entries there are and where the directory lies.
struct EndRecord {
  let count: Int
  let directory: Range<Int>

  private static let size = 22
  private static let locatorSize = 20
  private static let zip64Size = 56

  /// Refuses bytes that do not end with an end record without a comment.
  static func checkPlace(_ bytes: [UInt8]) throws(Refusal) {
    let start = bytes.count - size
    guard start >= 0, bytes[start...].starts(with: [0x50, 0x4B, 5, 6]),
      bytes[bytes.count - 2] == 0, bytes[bytes.count - 1] == 0
    else {
      throw Refusal(
        at: "end of the file",
        "the zip archive does not end with its end record: the file is cut short, "
          + "damaged, or has bytes or a comment after the archive",
        advice: "Download or copy it again"
      )
    }
  }

  /// Reads the end record, which must be the last 22 bytes, and the ZIP64 records before it.
  init(_ bytes: [UInt8]) throws(Refusal) {
    try Self.checkPlace(bytes)
    let start = bytes.count - Self.size
    var cursor = ByteCursor(bytes, in: start..<bytes.count)
    let plain = try Self.fields(&cursor, width: 2, sizeWidth: 4)
    let locator = start - Self.locatorSize
    if locator >= 0, bytes[locator...].starts(with: [0x50, 0x4B, 6, 7]) {
      let wide = try Self.zip64(bytes, locator: locator)
      guard Self.agrees(plain.count, wide.count, full: 0xFFFF),
        Self.agrees(plain.size, wide.size, full: 0xFFFF_FFFF),
        Self.agrees(plain.offset, wide.offset, full: 0xFFFF_FFFF)
      else { throw Refusal(atByte: start, "the end record and its ZIP64 form disagree") }
      (count, directory) = try Self.checked(wide, end: locator - Self.zip64Size)
    } else {
      (count, directory) = try Self.checked(plain, end: start)
    }
  }

  private typealias Fields = (count: Int, size: Int, offset: Int)

  private static func agrees(_ narrow: Int, _ wide: Int, full: Int) -> Bool {
    narrow == wide || narrow == full
  }

  /// Passes the signature and disk numbers and reads counts, size and offset.
  private static func fields(
    _ cursor: inout ByteCursor,
    width: Int,
    sizeWidth: Int
  ) throws(Refusal) -> Fields {
    let place = cursor.offset
    _ = try cursor.take(width == 2 ? 4 : 16)
    let disks = try cursor.unsigned(width == 2 ? 4 : 8)
    let here = try cursor.count(width)
    let count = try cursor.count(width)
    guard disks == 0, here == count else {
      throw Refusal(atByte: place, "the archive is one part of several")
    }
    return (count, try cursor.count(sizeWidth), try cursor.count(sizeWidth))
  }

  private static func zip64(_ bytes: [UInt8], locator: Int) throws(Refusal) -> Fields {
    var cursor = ByteCursor(bytes, in: locator..<locator + locatorSize)
    _ = try cursor.take(8)
    let offset = try cursor.count(8)
    let start = locator - zip64Size
    guard start >= 0, offset == start, bytes[start...].starts(with: [0x50, 0x4B, 6, 6]) else {
      throw Refusal(atByte: locator, "the ZIP64 end record does not lie before its locator")
    }
    var record = ByteCursor(bytes, in: start..<locator)
    return try fields(&record, width: 8, sizeWidth: 8)
  }

  private static func checked(
    _ fields: Fields,
    end: Int
  ) throws(Refusal) -> (Int, Range<Int>) {
    let (sum, overflow) = fields.offset.addingReportingOverflow(fields.size)
    guard !overflow, sum == end, fields.offset <= end else {
      throw Refusal(
        at: "end record",
        "the central directory does not end where the end record begins"
      )
    }
    // A directory header has at least 46 bytes.
    guard fields.count <= fields.size / 46 else {
      throw Refusal(
        at: "end record",
        "\(fields.count) entries cannot be in \(fields.size) bytes"
      )
    }
    return (fields.count, fields.offset..<end)
  }
}
