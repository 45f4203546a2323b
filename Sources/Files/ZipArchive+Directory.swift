extension ZipArchive {
  /// What a local or central header says of an entry.
  struct Header {
    var flags = 0
    var method = 0
    var checksum: UInt32 = 0
    var compressedSize = 0
    var size = 0
    var name: Range<Int> = 0..<0
    var isZip64 = false

    /// Bit 3: checksum and sizes follow the data.
    var hasDescriptor: Bool { flags & 8 != 0 }
  }

  /// Reads the central directory and holds every local header against it.
  struct DirectoryReader {
    let bytes: [UInt8]
    let limits: Limits
    var foldedNames: Set<[UInt8]> = []
    var inflated = 0

    init(bytes: [UInt8], limits: Limits) {
      self.bytes = bytes
      self.limits = limits
    }

    mutating func read() throws(Refusal) -> [Entry] {
      let end = try EndRecord(bytes)
      guard end.count <= limits.entries else {
        throw Refusal(
          at: "end record",
          "\(end.count) entries; at most \(limits.entries) are read"
        )
      }
      var directory = ByteCursor(bytes, in: end.directory)
      var position = 0
      var entries: [Entry] = []
      for _ in 0..<end.count {
        entries.append(
          try entry(&directory, position: &position, dataEnd: end.directory.lowerBound)
        )
      }
      guard directory.remaining == 0 else {
        throw Refusal(
          atByte: directory.offset,
          "the central directory holds more than \(end.count) entries"
        )
      }
      guard position == end.directory.lowerBound else {
        throw Refusal(atByte: position, "bytes that belong to no entry of the archive")
      }
      return entries
    }

    private mutating func entry(
      _ directory: inout ByteCursor,
      position: inout Int,
      dataEnd: Int
    ) throws(Refusal) -> Entry {
      let (header, offset) = try centralHeader(&directory)
      let name = try checkedName(header.name)
      do throws(Refusal) {
        try check(header)
        guard offset == position else {
          throw Refusal(
            "its header is said to be at byte \(offset), but the entry before ends at "
              + "\(position): entries must follow one another without gaps or overlaps"
          )
        }
        var local = ByteCursor(bytes, in: position..<dataEnd)
        let data = try localEntry(&local, central: header)
        position = local.offset
        return Entry(
          name: name,
          size: header.size,
          isDeflated: header.method == 8,
          checksum: header.checksum,
          data: data
        )
      } catch {
        throw error.inside("entry '\(name)'")
      }
    }

    private mutating func check(_ header: Header) throws(Refusal) {
      // Bits 1 and 2 tell the deflate effort, bit 11 that names are UTF-8.
      guard header.flags & ~0x080E == 0 else {
        throw Refusal("encryption or unknown flags (\(header.flags))")
      }
      switch header.method {
      case 0 where header.compressedSize != header.size:
        throw Refusal(
          "stored, yet \(header.compressedSize) bytes are said to hold \(header.size)"
        )
      case 0: break
      case 8:
        // Deflate never shrinks more than 1032 times.
        guard header.size / 1032 <= header.compressedSize,
          header.size <= limits.inflatedBytes - inflated
        else {
          throw Refusal(
            "\(header.compressedSize) compressed bytes are said to hold \(header.size): "
              + "beyond the limit for this file"
          )
        }
        inflated += header.size
      default:
        throw Refusal("compression method \(header.method); only stored and deflated are read")
      }
    }

    private mutating func checkedName(_ range: Range<Int>) throws(Refusal) -> String {
      guard range.count <= limits.nameLength else {
        throw Refusal(
          atByte: range.lowerBound,
          "an entry name of \(range.count) bytes; at most \(limits.nameLength) are read"
        )
      }
      guard let name = String(validating: bytes[range], as: UTF8.self), isPlain(name) else {
        throw Refusal(
          atByte: range.lowerBound,
          "an entry name that is not a plain relative path in UTF-8: "
            + "'\(String(decoding: bytes[range], as: UTF8.self))'"
        )
      }
      let folded = bytes[range].map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
      guard foldedNames.insert(folded).inserted else {
        throw Refusal(
          atByte: range.lowerBound,
          "two entries are named '\(name)' (but for upper and lower case)"
        )
      }
      return name
    }

    private func isPlain(_ name: String) -> Bool {
      let hidden = name.unicodeScalars.contains { scalar in
        scalar.properties.generalCategory == .control || scalar == "\\"
      }
      return !hidden && !name.isEmpty && !name.hasPrefix("/")
        && !name.split(separator: "/", omittingEmptySubsequences: false).contains("..")
    }
  }
}
