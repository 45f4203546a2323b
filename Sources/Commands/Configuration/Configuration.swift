import Faults
import Glibc
import TOMLKit

/// What a person set once in config.toml; the command line wins over it.
struct Configuration: Equatable {
  var generator: String?
  var segmenter: String?
  var store: String?
  var seed: UInt32?
  var convention: String?
  var sampleSize: Int?
  var theme: String?
  var color: String?
  var mouse: Bool?

  /// What is doubtful but no reason to stop, such as a misspelt key.
  var warnings: [String] = []

  static let keys = [
    "generator", "segmenter", "store", "seed", "convention", "sample-size", "theme", "color",
    "mouse",
  ]

  init() {}

  /// Parses the text of a configuration file; the path is for the messages.
  init(text: String, path: String) throws(Fault) {
    let table = try Self.parse(text, path: path)
    let reader = ConfigurationReader(table: table, path: path)
    generator = try reader.string("generator")
    segmenter = try reader.string("segmenter")
    store = try reader.string("store")
    seed = try reader.integer("seed", in: 0...Int(UInt32.max)).map { UInt32($0) }
    convention = try reader.string("convention")
    sampleSize = try reader.integer("sample-size", in: 1...1_000_000)
    theme = try reader.string("theme")
    color = try reader.string("color")
    mouse = try reader.boolean("mouse")
    warnings = table.keys.filter { !Self.keys.contains($0) }.sorted().map { key in
      let near = nearest(to: key, among: Self.keys).first.map { ", did you mean '\($0)'?" } ?? ""
      return "\(displayable(path)): unknown key '\(displayable(key))'\(near)"
    }
  }

  private static func parse(_ text: String, path: String) throws(Fault) -> TOMLTable {
    do {
      return try TOMLTable(string: text)
    } catch let error as TOMLParseError {
      let place = error.source.begin
      throw Fault(
        .refused,
        "read the configuration",
        on: "\(path):\(place.line):\(place.column)",
        expected: "TOML",
        found: error.description,
        advice: "Mend that line or remove the file"
      )
    } catch {
      throw Fault(.refused, "read the configuration", on: path, found: "\(error)")
    }
  }
}

/// Takes typed values out of a table, or says what is wrong with them.
private struct ConfigurationReader {
  let table: TOMLTable
  let path: String

  func string(_ key: String) throws(Fault) -> String? {
    guard let value = table[key] else { return nil }
    guard let string = value.string else { throw wrong(key, "a string in quotes") }
    return string
  }

  func integer(_ key: String, in range: ClosedRange<Int>) throws(Fault) -> Int? {
    guard let value = table[key] else { return nil }
    guard let number = value.int, range.contains(number) else {
      throw wrong(key, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func boolean(_ key: String) throws(Fault) -> Bool? {
    guard let value = table[key] else { return nil }
    guard let flag = value.bool else { throw wrong(key, "true or false") }
    return flag
  }

  private func wrong(_ key: String, _ expected: String) -> Fault {
    Fault(
      .refused,
      "read the configuration",
      on: "\(path), key \(key)",
      expected: expected,
      found: "something else",
      advice: "Mend that line or remove it"
    )
  }
}
