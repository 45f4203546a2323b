import CZlib

/// Writes small zip archives for tests and fuzzing; every field can be made to lie.
public struct ZipWriter: Sendable {
  /// One file of the archive.
  public struct Entry: Sendable {
    /// Its name in the central directory.
    public var name: [UInt8]
    /// Its name in the local header, if that is another.
    public var localName: [UInt8]?
    /// What it holds.
    public var contents: [UInt8]
    /// Whether it is deflated.
    public var isDeflated = false
    /// General purpose flags.
    public var flags = 0
    /// The size that the headers state, if that is another than the contents'.
    public var statedSize: Int?
    /// The checksum that the headers state, if that is another than the contents'.
    public var statedChecksum: UInt32?
    /// Whether checksum and sizes follow the data, as PyTorch writes them.
    public var hasDescriptor = false

    /// Makes an entry that is honest.
    public init(_ name: String, _ contents: [UInt8]) {
      self.name = Array(name.utf8)
      self.contents = contents
    }
  }

  /// The files in order.
  public var entries: [Entry]
  /// How many files the end record states, if that is another number.
  public var statedCount: Int?
  /// Bytes between the last entry and the central directory.
  public var gap: [UInt8] = []
  /// Whether ZIP64 end records are written too, as PyTorch does.
  public var hasZip64End = false
  /// The archive's comment.
  public var comment: [UInt8] = []

  /// Makes an archive of files.
  public init(_ entries: [Entry]) { self.entries = entries }

  /// The archive's bytes.
  public func bytes() -> [UInt8] {
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
      let offset = archive.count
      let data = entry.isDeflated ? Self.deflated(entry.contents) : entry.contents
      let checksum = entry.statedChecksum ?? Self.checksum(entry.contents)
      let size = entry.statedSize ?? entry.contents.count
      let common = Self.common(entry, checksum: checksum, compressed: data.count, size: size)
      let local =
        entry.hasDescriptor
        ? Self.common(entry, checksum: 0, compressed: 0, size: 0) : common
      let localName = entry.localName ?? entry.name
      archive += [0x50, 0x4B, 3, 4] + local + Self.little(localName.count, 2) + [0, 0] + localName
      archive += data
      if entry.hasDescriptor {
        archive +=
          [0x50, 0x4B, 7, 8] + Self.little(Int(checksum), 4)
          + Self.little(data.count, 4) + Self.little(size, 4)
      }
      directory +=
        [0x50, 0x4B, 1, 2, 20, 0] + common + Self.little(entry.name.count, 2)
        + [UInt8](repeating: 0, count: 12) + Self.little(offset, 4) + entry.name
    }
    archive += gap
    return archive + directory + end(directory: directory.count, at: archive.count)
  }

  private func end(directory size: Int, at offset: Int) -> [UInt8] {
    let count = statedCount ?? entries.count
    var end: [UInt8] = []
    if hasZip64End {
      end +=
        [0x50, 0x4B, 6, 6] + Self.little(44, 8) + [45, 0, 45, 0]
        + [UInt8](repeating: 0, count: 8) + Self.little(count, 8) + Self.little(count, 8)
        + Self.little(size, 8) + Self.little(offset, 8)
      end += [0x50, 0x4B, 6, 7, 0, 0, 0, 0] + Self.little(offset + size, 8) + [1, 0, 0, 0]
    }
    end += [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + Self.little(count, 2) + Self.little(count, 2)
    end += Self.little(size, 4) + Self.little(offset, 4)
    return end + Self.little(comment.count, 2) + comment
  }

  /// Version, flags, method, time, checksum and sizes.
  private static func common(
    _ entry: Entry,
    checksum: UInt32,
    compressed: Int,
    size: Int
  ) -> [UInt8] {
    let flags = entry.flags | (entry.hasDescriptor ? 8 : 0)
    return [20, 0] + little(flags, 2) + [entry.isDeflated ? 8 : 0, 0, 0, 0, 0, 0]
      + little(Int(checksum), 4) + little(compressed, 4) + little(size, 4)
  }

  static func little(_ value: Int, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    UInt32(truncatingIfNeeded: crc32(0, bytes, UInt32(bytes.count)))
  }

  private static func deflated(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    deflateInit2_(
      &stream,
      9,
      Z_DEFLATED,
      -15,
      9,
      Z_DEFAULT_STRATEGY,
      ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size)
    )
    defer { deflateEnd(&stream) }
    var input = bytes
    return [UInt8](unsafeUninitializedCapacity: bytes.count + 1024) { output, count in
      input.withUnsafeMutableBufferPointer { input in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(output.count)
        deflate(&stream, Z_FINISH)
      }
      count = Int(stream.total_out)
    }
  }
}
