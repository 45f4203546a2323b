import CThemes

/// The theme files that are part of the program.
enum BuiltInThemes {
  /// Their names, in the order of the settings.
  static var names: [String] { files.map(\.name) }

  /// The text of one of them.
  static func text(named name: String) -> String? { files.first { $0.name == name }?.text }

  private static let files: [(name: String, text: String)] = (0..<cthemes_count()).compactMap {
    let file = cthemes_file_at($0)
    guard let name = file.name, let bytes = file.bytes else { return nil }
    let text = UnsafeBufferPointer(start: bytes, count: file.count)
    return (String(cString: name), String(decoding: text, as: UTF8.self))
  }
}
