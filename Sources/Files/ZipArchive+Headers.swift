extension ZipArchive.DirectoryReader {
  func centralHeader(
    _ cursor: inout ByteCursor
  ) throws(Refusal) -> (header: ZipArchive.Header, offset: Int) {
    try expect(0x0201_4B50, "a central directory header", in: &cursor)
    _ = try cursor.take(4)
    var header = try commonFields(&cursor)
    let (nameLength, extraLength) = (try cursor.count(2), try cursor.count(2))
    let commentLength = try cursor.count(2)
    guard try cursor.count(2) == 0 else {
      throw Refusal(atByte: cursor.offset - 2, "the archive is one part of several")
    }
    _ = try cursor.take(6)
    var offset = try cursor.count(4)
    header.name = try cursor.take(nameLength)
    let extra = try cursor.take(extraLength)
    try extend(&header, offset: &offset, from: extra)
    _ = try cursor.take(commentLength)
    return (header, offset)
  }

  /// Passes a local header, its data and its descriptor, and returns where the data lie.
  func localEntry(
    _ cursor: inout ByteCursor,
    central: ZipArchive.Header
  ) throws(Refusal) -> Range<Int> {
    try expect(0x0403_4B50, "a local header", in: &cursor)
    _ = try cursor.take(2)
    var local = try commonFields(&cursor)
    let (nameLength, extraLength) = (try cursor.count(2), try cursor.count(2))
    local.name = try cursor.take(nameLength)
    var unused = 0
    try extend(&local, offset: &unused, from: try cursor.take(extraLength))
    guard bytes[local.name] == bytes[central.name] else {
      throw Refusal(
        "its local header has another name, "
          + "'\(String(decoding: bytes[local.name].prefix(200), as: UTF8.self))'"
      )
    }
    guard local.flags == central.flags, local.method == central.method else {
      throw Refusal("local and central header disagree on its flags or method")
    }
    let isDeferred =
      local.hasDescriptor && local.checksum == 0 && local.size == 0 && local.compressedSize == 0
    guard isDeferred || sizesAgree(local, central) else {
      throw Refusal("local and central header disagree on its sizes or checksum")
    }
    let data = try cursor.take(central.compressedSize)
    if local.hasDescriptor { try passDescriptor(&cursor, central) }
    return data
  }

  private func sizesAgree(_ one: ZipArchive.Header, _ other: ZipArchive.Header) -> Bool {
    one.checksum == other.checksum && one.size == other.size
      && one.compressedSize == other.compressedSize
  }

  private func passDescriptor(
    _ cursor: inout ByteCursor,
    _ central: ZipArchive.Header
  ) throws(Refusal) {
    try expect(0x0807_4B50, "a data descriptor", in: &cursor)
    let width = central.isZip64 ? 8 : 4
    let checksum = UInt32(truncatingIfNeeded: try cursor.unsigned(4))
    let compressedSize = try cursor.count(width)
    let size = try cursor.count(width)
    guard checksum == central.checksum, compressedSize == central.compressedSize,
      size == central.size
    else { throw Refusal("data descriptor and central header disagree") }
  }

  /// Flags, method, time, checksum and sizes, which both kinds of header hold in this order.
  private func commonFields(_ cursor: inout ByteCursor) throws(Refusal) -> ZipArchive.Header {
    var header = ZipArchive.Header()
    header.flags = try cursor.count(2)
    header.method = try cursor.count(2)
    _ = try cursor.take(4)
    header.checksum = UInt32(truncatingIfNeeded: try cursor.unsigned(4))
    header.compressedSize = try cursor.count(4)
    header.size = try cursor.count(4)
    return header
  }

  /// Takes sizes and offset that do not fit 32 bits from the ZIP64 extra field.
  private func extend(
    _ header: inout ZipArchive.Header,
    offset: inout Int,
    from extra: Range<Int>
  ) throws(Refusal) {
    var cursor = ByteCursor(bytes, in: extra)
    var isFound = false
    while cursor.remaining >= 4 {
      let tag = try cursor.count(2)
      let field = try cursor.take(try cursor.count(2))
      guard tag == 1 else { continue }
      guard !isFound else { throw Refusal(atByte: field.lowerBound, "two ZIP64 fields") }
      isFound = true
      var values = ByteCursor(bytes, in: field)
      if header.size == 0xFFFF_FFFF { header.size = try values.count(8) }
      if header.compressedSize == 0xFFFF_FFFF { header.compressedSize = try values.count(8) }
      if offset == 0xFFFF_FFFF { offset = try values.count(8) }
      header.isZip64 = true
    }
  }

  private func expect(
    _ signature: UInt64,
    _ what: String,
    in cursor: inout ByteCursor
  ) throws(Refusal) {
    let place = cursor.offset
    guard try cursor.unsigned(4) == signature else {
      throw Refusal(atByte: place, "\(what) expected")
    }
  }
}
