import Files

/// Names what people have by mistake where a checkpoint should be.
enum ForeignFile {
  static func recognize(_ bytes: [UInt8]) -> Refusal? {
    if bytes.isEmpty { return Refusal("the file is empty", advice: "Download or copy it again") }
    let head = bytes.prefix(512)
    if head.starts(with: "version https://git-lfs".utf8) {
      return Refusal(
        "a Git LFS pointer, not the file it stands for",
        advice: "Run 'git lfs pull' in the repository it came from, or download the file itself"
      )
    }
    if isHTML(head) {
      return Refusal(
        "an HTML page, not a checkpoint",
        advice: "The download led to a web page; download the file itself"
      )
    }
    if let kind = binaryKind(head) { return Refusal("\(kind), not a checkpoint") }
    return pickle(bytes)
  }

  private static func isHTML(_ head: ArraySlice<UInt8>) -> Bool {
    let text = String(decoding: head.prefix(200), as: UTF8.self).lowercased()
    let start = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    return ["<!doctype", "<html", "<head", "<?xml", "<!--"].contains { start.hasPrefix($0) }
  }

  private static func binaryKind(_ head: ArraySlice<UInt8>) -> String? {
    let kinds: [(magic: [UInt8], name: String)] = [
      ([0x89, 0x50, 0x4E, 0x47], "a PNG image"), ([0xFF, 0xD8, 0xFF], "a JPEG image"),
      ([0x1F, 0x8B], "a gzip archive"), ([0x42, 0x5A, 0x68], "a bzip2 archive"),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "an xz archive"),
      ([0x28, 0xB5, 0x2F, 0xFD], "a zstd archive"),
      (Array("GGUF".utf8), "a GGUF model"), ([0x89, 0x48, 0x44, 0x46], "an HDF5 file"),
      ([0x93] + Array("NUMPY".utf8), "a NumPy array"),
      (Array("%PDF".utf8), "a PDF document"),
    ]
    if let kind = kinds.first(where: { head.starts(with: $0.magic) }) { return kind.name }
    let isTar = head.count > 262 && head[257..<262].elementsEqual("ustar".utf8)
    return isTar ? "a tar archive (perhaps PyTorch's format of 2016, which is not read)" : nil
  }

  private static func pickle(_ bytes: [UInt8]) -> Refusal? {
    let isBinary = bytes[0] == 0x80 && bytes.count > 1 && 2...5 ~= bytes[1]
    let isText = bytes.last == 0x2E && [0x28, 0x5D, 0x63, 0x7D].contains(bytes[0])
    guard isBinary || isText else { return nil }
    return Refusal(
      "a plain Python pickle without PyTorch's magic number, not a checkpoint; nothing was run",
      advice: "Save the model's state_dict with torch.save"
    )
  }
}
