/// A zip archive held in memory, read strictly.
///
/// The bytes are exactly one archive: the first entry begins at byte 0, each entry begins where
/// the one before it ends, then come the central directory and one end record, and nothing
/// follows. Local and central headers agree, names are unlike even when case is ignored, and
/// contents are stored or deflated, unencrypted, of the declared size and checksum. Whatever two
/// readers could understand differently is refused.
public struct ZipArchive: Sendable {
  /// What an archive may hold.
  public struct Limits: Sendable {
    /// The most entries.
    public var entries = 100_000
    /// The longest name in bytes.
    public var nameLength = 1024
    /// How many bytes all deflated entries together may yield.
    public var inflatedBytes: Int

    /// Makes limits; inflated contents are counted against a budget of bytes.
    public init(inflatedBytes: Int) { self.inflatedBytes = inflatedBytes }
  }

  /// One file of the archive.
  public struct Entry: Hashable, Sendable {
    /// Its path inside the archive.
    public let name: String
    /// How many bytes its contents have.
    public let size: Int
    let isDeflated: Bool
    let checksum: UInt32
    let data: Range<Int>
  }

  /// All bytes of the archive.
  public let bytes: [UInt8]
  /// The entries in the order of the file.
  public let entries: [Entry]
  private let indices: [String: Int]

  /// Whether bytes begin as a zip archive does.
  public static func isLikely(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x50, 0x4B, 3, 4]) || bytes.starts(with: [0x50, 0x4B, 5, 6])
  }

  /// Refuses an archive whose last bytes are no end record, before all of it is read.
  public static func checkEnd(_ tail: [UInt8]) throws(Refusal) {
    try EndRecord.checkPlace(tail)
  }

  /// Reads and checks the directory; contents are checked when they are asked for.
  public init(_ bytes: [UInt8], limits: Limits) throws(Refusal) {
    var reader = DirectoryReader(bytes: bytes, limits: limits)
    self.bytes = bytes
    entries = try reader.read()
    indices = Dictionary(
      uniqueKeysWithValues: entries.enumerated().map { ($0.element.name, $0.offset) }
    )
  }

  /// The entry of exactly this name.
  public func entry(_ name: String) -> Entry? {
    indices[name].map { entries[$0] }
  }
}
