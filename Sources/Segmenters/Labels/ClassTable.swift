import Faults

/// The table of classes that semantic-segmentation-pytorch's data sets come with, such as
/// object150_info.csv (Idx,Ratio,Train,Val,Stuff,Name) or objectInfo150.txt, with tabs.
enum ClassTable {
  /// The table among a folder's files; of several that which is called after the number of classes.
  static func name(among names: [String], classes count: Int? = nil) -> String? {
    let tables = names.filter { name in
      let lower = name.lowercased()
      return isTable(lower) && lower.hasPrefix("object") && lower.contains("info")
    }
    return tables.first { name in
      let digits = name.drop { !$0.isNumber }.prefix(while: \.isNumber)
      return count != nil && Int(digits) == count
    } ?? tables.first
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
    let (heading, records) = try records(of: text)
    let names = heading.map { $0.lowercased() }
    guard let column = names.firstIndex(where: { ["name", "names", "class"].contains($0) }) else {
      throw LabelsDocument.Mistake("no column Name in its first line")
    }
    let numbers = names.firstIndex { ["idx", "index", "id"].contains($0) }
    var rows: [(number: Int, name: String)] = []
    for (place, fields) in records.enumerated() {
      guard max(column, numbers ?? 0) < fields.count else {
        throw LabelsDocument.Mistake("\(fields.count) columns in entry \(place + 1)")
      }
      let synonyms = fields[column].split(whereSeparator: { $0 == ";" || $0 == "," })
      let name = synonyms.first.map { trimmed(String($0)) } ?? ""
      guard (1...200).contains(name.unicodeScalars.count) else {
        throw LabelsDocument.Mistake("no name of 1 to 200 characters in entry \(place + 1)")
      }
      let number = numbers.map { Double(fields[$0]).flatMap(Int.init(exactly:)) } ?? place
      guard let number else {
        throw LabelsDocument.Mistake("no whole number of a class in entry \(place + 1)")
      }
      rows.append((number, name))
    }
    rows.sort { $0.number < $1.number }
    let start = rows.first?.number ?? 0
    guard !rows.isEmpty, rows.map(\.number) == Array(start..<start + rows.count) else {
      throw LabelsDocument.Mistake("numbers of classes that do not follow one another")
    }
    return rows.map(\.name)
  }

  /// The first line's fields and those of all others; a field in quotes may hold separators and ends
  /// of lines, and two quotes in it are one.
  private static func records(
    of text: String
  ) throws(LabelsDocument.Mistake) -> (heading: [String], others: [[String]]) {
    // Semicolons part synonyms too; a heading has none.
    let heading = text.drop(while: \.isWhitespace).prefix { !$0.isNewline }
    let separator: Character = ["\t", ";"].first(where: heading.contains) ?? ","
    var records: [[String]] = []
    var fields = [""]
    var isQuoted = false
    var isAfterQuote = false
    func end() {
      let found = fields.map(trimmed)
      if found.contains(where: { !$0.isEmpty }) { records.append(found) }
      fields = [""]
    }
    for character in text {
      if character == "\"" {
        if isAfterQuote { fields[fields.count - 1].append(character) }
        isQuoted.toggle()
        isAfterQuote = !isAfterQuote && !isQuoted
        continue
      }
      isAfterQuote = false
      if isQuoted || !(character == separator || character.isNewline) {
        fields[fields.count - 1].append(character)
      } else if character.isNewline {
        end()
      } else {
        fields.append("")
      }
      guard records.count <= ClassNames.largestCount, fields.count <= columnLimit else {
        throw LabelsDocument.Mistake("more lines or columns than a table of classes has")
      }
    }
    guard !isQuoted else { throw LabelsDocument.Mistake("a quote that nothing closes") }
    end()
    guard let first = records.first else { throw LabelsDocument.Mistake("no line") }
    return (first, Array(records.dropFirst()))
  }

  private static let columnLimit = 1000

  private static func trimmed(_ text: String) -> String {
    let blank: (Character) -> Bool = { $0.isWhitespace || $0 == "\u{FEFF}" }
    return String(text.drop(while: blank).reversed().drop(while: blank).reversed())
  }
}
