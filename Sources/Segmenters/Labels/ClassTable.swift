import Faults

/// The table of classes that semantic-segmentation-pytorch's data sets come with, such as
/// object150_info.csv (Idx,Ratio,Train,Val,Stuff,Name) or objectInfo150.txt, with tabs.
enum ClassTable {
  /// The table among a folder's files.
  static func name(among names: [String]) -> String? {
    names.first { name in
      let lower = name.lowercased()
      return isTable(lower) && lower.hasPrefix("object") && lower.contains("info")
    }
  }

  /// Whether a file's name is that of a table rather than of JSON.
  static func isTable(_ path: String) -> Bool {
    [".csv", ".txt", ".tsv"].contains { path.lowercased().hasSuffix($0) }
  }

  /// The first name of each class, in the order of their numbers.
  static func names(_ bytes: [UInt8], from path: String) throws(Fault) -> [String] {
    do throws(LabelsDocument.Mistake) {
      return try names(bytes)
    } catch {
      throw Fault(
        .refused,
        "read the names of classes",
        on: path,
        expected: "a line Idx,Ratio,Train,Val,Stuff,Name, then one for each class",
        found: error.reason
      )
    }
  }

  private static func names(_ bytes: [UInt8]) throws(LabelsDocument.Mistake) -> [String] {
    guard bytes.count <= 4 << 20, let text = String(validating: bytes, as: UTF8.self) else {
      throw LabelsDocument.Mistake("\(bytes.count) bytes that are no UTF-8 text of a table")
    }
    let lines = text.split(whereSeparator: \.isNewline).drop { $0.allSatisfy(\.isWhitespace) }
    guard let first = lines.first, lines.count <= ClassNames.largestCount + 1 else {
      throw LabelsDocument.Mistake("\(lines.count) lines")
    }
    // Semicolons part synonyms too; a heading has none.
    let separator = ["\t", ";"].first(where: first.contains) ?? ","
    let heading = fields(of: first, separator).map { $0.lowercased() }
    guard let column = heading.firstIndex(where: { ["name", "names", "class"].contains($0) }) else {
      throw LabelsDocument.Mistake("no column Name in its first line")
    }
    let numbers = heading.firstIndex { ["idx", "index", "id"].contains($0) }
    var rows: [(number: Int, name: String)] = []
    for (place, line) in lines.dropFirst().enumerated() where !line.allSatisfy(\.isWhitespace) {
      let fields = fields(of: line, separator)
      guard max(column, numbers ?? 0) < fields.count else {
        throw LabelsDocument.Mistake("\(fields.count) columns in line \(place + 2)")
      }
      let synonyms = fields[column].split(whereSeparator: { $0 == ";" || $0 == "," })
      let name = synonyms.first.map { trimmed(String($0)) } ?? ""
      guard (1...200).contains(name.unicodeScalars.count) else {
        throw LabelsDocument.Mistake("no name of 1 to 200 characters in line \(place + 2)")
      }
      rows.append((numbers.flatMap { Int(fields[$0]) } ?? place, name))
    }
    rows.sort { $0.number < $1.number }
    let start = rows.first?.number ?? 0
    guard !rows.isEmpty, rows.map(\.number) == Array(start..<start + rows.count) else {
      throw LabelsDocument.Mistake("numbers of classes that do not follow one another")
    }
    return rows.map(\.name)
  }

  /// A line's fields; between quotes a separator is none, and two quotes are one.
  private static func fields(of line: Substring, _ separator: Character) -> [String] {
    var fields = [""]
    var isQuoted = false
    var isAfterQuote = false
    for character in line {
      if character == "\"" {
        if isAfterQuote { fields[fields.count - 1].append(character) }
        isQuoted.toggle()
        isAfterQuote = !isAfterQuote && !isQuoted
        continue
      }
      isAfterQuote = false
      if character == separator, !isQuoted {
        fields.append("")
      } else {
        fields[fields.count - 1].append(character)
      }
    }
    return fields.map(trimmed)
  }

  private static func trimmed(_ text: String) -> String {
    let blank: (Character) -> Bool = { $0.isWhitespace || $0 == "\u{FEFF}" }
    return String(text.drop(while: blank).reversed().drop(while: blank).reversed())
  }
}
