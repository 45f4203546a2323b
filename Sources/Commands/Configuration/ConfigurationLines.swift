/// In which lines of a configuration file its keys stand, which the parser tells of mistakes in TOML
/// alone.
struct ConfigurationLines {
  private var lines: [String: Int] = [:]

  /// Looks through the text of a file that is valid TOML.
  init(_ text: String) {
    var table = ""
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let line = Self.trimmed(line)
      if line.hasPrefix("["), let end = line.firstIndex(of: "]") {
        table = Self.plain(line[..<end].dropFirst())
        note(table, index)
      } else if let mark = line.firstIndex(of: "="), !line.hasPrefix("#") {
        let key = Self.plain(line[..<mark])
        note(table.isEmpty ? key : "\(table).\(key)", index)
      }
    }
  }

  private mutating func note(_ key: String, _ index: Int) {
    if lines[key] == nil { lines[key] = index + 1 }
  }

  /// The line of a key, counted from 1; nil for one that was not found.
  func line(of key: String) -> Int? { lines[key] }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }

  /// A key without quotes and blanks.
  private static func plain(_ text: Substring) -> String {
    trimmed(text).filter { !"\"' ".contains($0) }
  }
}
