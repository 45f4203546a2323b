public import Faults

/// What a file is by its first bytes, whatever its name says.
public enum FileSignature: Hashable, Sendable {
  case empty
  case png
  /// Text that begins as a JSON list or object does.
  case json
  /// Other text, in UTF-8.
  case text
  /// A checkpoint or what looks like one: a ZIP archive, a Python pickle, safetensors.
  case checkpoint
  /// A Git LFS pointer instead of the file.
  case pointer
  /// A web page that was saved under another name.
  case webPage
  /// Some other known format, named with its article.
  case other(String)
  case unknown

  /// Recognises the first bytes of a file, 512 or as many as there are.
  public init(head: some Collection<UInt8>) {
    let head = Array(head.prefix(512))
    self =
      if head.isEmpty {
        .empty
      } else if head.starts(with: "version https://git-lfs".utf8) {
        .pointer
      } else if Self.isPage(head) {
        .webPage
      } else {
        Self.binary(head) ?? (Self.isJSON(head) ? .json : Self.isText(head) ? .text : .unknown)
      }
  }

  /// Recognises a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - attempt: What it is wanted for, as an infinitive.
  /// - Throws: `Fault` if it is missing, no regular file or unreadable.
  public init(of path: String, to attempt: String) throws(Fault) {
    self.init(head: try RegularFile.ends(of: path, to: attempt, count: 512).head)
  }

  /// The format with its article: "a web page"; nil if it is not known.
  public var name: String? {
    switch self {
    case .empty: "an empty file"
    case .png: "a PNG image"
    case .json: "JSON"
    case .text: "a text file"
    case .checkpoint: "a checkpoint or an archive"
    case .pointer: "a Git LFS pointer, not the file it stands for"
    case .webPage: "an HTML page"
    case .other(let name): name
    case .unknown: nil
    }
  }

  /// What to do about a file that turned out to be this instead of what was wanted.
  public var advice: String? {
    switch self {
    case .empty: "Download or copy it again"
    case .checkpoint:
      "Networks are named with --generator FILE and --segmenter DIRECTORY; "
        + "'ganscope inspect FILE' says what it is"
    case .pointer:
      "Run 'git lfs pull' in the repository it came from, or download the file itself"
    case .webPage: "The download led to a web page; download the file itself"
    default: nil
    }
  }

  private static func isPage(_ head: [UInt8]) -> Bool {
    let text = String(decoding: head.prefix(200), as: UTF8.self).lowercased()
    let start = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    return ["<!doctype", "<html", "<head", "<?xml", "<!--"].contains { start.hasPrefix($0) }
  }

  private static func isJSON(_ head: [UInt8]) -> Bool {
    let blanks: Set<UInt8> = [0x09, 0x0A, 0x0D, 0x20]
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let first = head.dropFirst(head.starts(with: mark) ? 3 : 0).drop { blanks.contains($0) }.first
    return first == UInt8(ascii: "[") || first == UInt8(ascii: "{")
  }

  private static func isText(_ head: [UInt8]) -> Bool {
    // The last letter may be cut.
    let whole = head.count < 512 ? head[...] : head[..<(head.lastIndex { $0 & 0xC0 != 0x80 } ?? 0)]
    guard !whole.isEmpty, let text = String(validating: whole, as: UTF8.self) else { return false }
    return text.unicodeScalars.allSatisfy { $0.value >= 0x20 || ["\t", "\n", "\r"].contains($0) }
  }

  private static func binary(_ head: [UInt8]) -> FileSignature? {
    let isSafetensors = head.count > 8 && head[7] == 0 && head[8] == UInt8(ascii: "{")
    if isSafetensors { return .checkpoint }
    if let kind = magics.first(where: { head.starts(with: $0.magic) }) { return kind.kind }
    if let picture = picture(head) { return .other(picture) }
    let isTar = head.count > 262 && head[257..<262].elementsEqual("ustar".utf8)
    return isTar
      ? .other("a tar archive (perhaps PyTorch's format of 2016, which is not read)") : nil
  }

  /// Formats of pictures that one mark at the start does not tell.
  private static func picture(_ head: [UInt8]) -> String? {
    func has(_ text: String, at place: Int) -> Bool {
      head.count >= place + text.utf8.count
        && head[place..<place + text.utf8.count].elementsEqual(text.utf8)
    }
    if has("RIFF", at: 0), has("WEBP", at: 8) { return "a WebP image" }
    // The size comes next, then four zeros.
    if has("BM", at: 0), head.count > 14, head[6..<10].allSatisfy({ $0 == 0 }) {
      return "a BMP image"
    }
    let tiffs: [[UInt8]] = [
      [0x49, 0x49, 0x2A, 0], [0x4D, 0x4D, 0, 0x2A], [0x49, 0x49, 0x2B, 0], [0x4D, 0x4D, 0, 0x2B],
    ]
    if tiffs.contains(where: head.starts) { return "a TIFF image" }
    if has("GIF8", at: 0) { return "a GIF image" }
    if has("ftyp", at: 4), head.count >= 12 {
      switch String(decoding: head[8..<12], as: UTF8.self) {
      case "avif", "avis": return "an AVIF image"
      case "heic", "heix", "hevc", "heim", "heis", "mif1", "msf1": return "a HEIF image"
      case "isom", "mp41", "mp42", "qt  ": return "a film"
      default: return nil
      }
    }
    if has("JXL \r\n", at: 4) || head.starts(with: [0xFF, 0x0A]) { return "a JPEG XL image" }
    if has("jP  \r\n", at: 4) { return "a JPEG 2000 image" }
    if has("8BPS", at: 0) { return "a Photoshop image" }
    if head.starts(with: [0x76, 0x2F, 0x31, 0x01]) { return "an OpenEXR image" }
    if has("DDS ", at: 0) { return "a DDS image" }
    if head.starts(with: [0, 0, 1, 0]), head.count > 6, head[5] == 0 { return "an icon" }
    if has("<svg", at: 0) { return "an SVG drawing" }
    return portable(head)
  }

  /// "P6", a blank or a comment, then numbers: netpbm's formats.
  private static func portable(_ head: [UInt8]) -> String? {
    guard head.count > 8, head[0] == UInt8(ascii: "P"),
      (UInt8(ascii: "1")...UInt8(ascii: "7")).contains(head[1]),
      [0x0A, 0x0D, 0x20].contains(head[2])
    else { return nil }
    return "a portable pixmap"
  }

  private static let magics: [(magic: [UInt8], kind: FileSignature)] = [
    ([0x89, 0x50, 0x4E, 0x47], .png), (Array("PK\u{3}\u{4}".utf8), .checkpoint),
    (Array("PK\u{5}\u{6}".utf8), .checkpoint), ([0x80, 0x02], .checkpoint),
    ([0x80, 0x03], .checkpoint), ([0x80, 0x04], .checkpoint), ([0x80, 0x05], .checkpoint),
    ([0xFF, 0xD8, 0xFF], .other("a JPEG image")), ([0x1F, 0x8B], .other("a gzip archive")),
    ([0x42, 0x5A, 0x68], .other("a bzip2 archive")),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A], .other("an xz archive")),
    ([0x28, 0xB5, 0x2F, 0xFD], .other("a zstd archive")),
    (Array("GGUF".utf8), .other("a GGUF model")), (Array("%PDF".utf8), .other("a PDF document")),
    ([0x89, 0x48, 0x44, 0x46], .other("an HDF5 file")),
    ([0x93] + Array("NUMPY".utf8), .other("a NumPy array")),
  ]
}
