import Explorer
import Faults
import TOMLKit

/// Takes typed values out of a table, or says what is wrong with them.
struct ConfigurationReader {
  let table: TOMLTable
  let path: String
  let lines: ConfigurationLines

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

  func number(_ key: String, in range: ClosedRange<Double>) throws(Fault) -> Double? {
    guard let value = table[key] else { return nil }
    guard let number = value.double ?? value.int.map(Double.init), range.contains(number) else {
      throw wrong(key, "a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// One whole number, or a list of them.
  func integers(_ key: String, in range: ClosedRange<Int>) throws(Fault) -> [Int]? {
    guard let list = table[key]?.array else { return try integer(key, in: range).map { [$0] } }
    let numbers = list.compactMap(\.int)
    guard !numbers.isEmpty, numbers.count == list.count, numbers.allSatisfy(range.contains) else {
      throw wrong(
        key,
        "whole numbers from \(range.lowerBound) to \(range.upperBound), as 256 or [256, 128]"
      )
    }
    return numbers
  }

  /// One of the words that an option knows.
  func choice<Choice>(_ key: String) throws(Fault) -> Choice?
  where Choice: CaseIterable & RawRepresentable<String> {
    guard let word = try string(key) else { return nil }
    if let choice = Choice(rawValue: word) { return choice }
    let words = Choice.allCases.map { "\"\($0.rawValue)\"" }
    throw wrong(key, words.joined(separator: " or "))
  }

  func boolean(_ key: String) throws(Fault) -> Bool? {
    guard let value = table[key] else { return nil }
    guard let flag = value.bool else { throw wrong(key, "true or false") }
    return flag
  }

  /// Keys of the explorer: actions of the main screen, and tables of those of views and dialogs.
  func keyChoices(_ key: String) throws(Fault) -> KeyChoices {
    var choices = KeyChoices()
    guard let value = table[key] else { return choices }
    guard let all = value.table else { throw wrong(key, "a table: [\(key)]") }
    for name in all.keys.sorted() {
      if let inner = all[name]?.table {
        for action in inner.keys.sorted() {
          let keys = try keyNames(inner[action], of: "\(key).\(name).\(action)")
          try settle("\(key).\(name).\(action)") { () throws(Fault) in
            try choices.bind(action, in: name, to: keys)
          }
        }
      } else {
        let keys = try keyNames(all[name], of: "\(key).\(name)")
        try settle("\(key).\(name)") { () throws(Fault) in
          try choices.bind(name, in: "", to: keys)
        }
      }
    }
    try settle(key) { () throws(Fault) in try choices.check() }
    return choices
  }

  private func keyNames(
    _ value: (any TOMLValueConvertible)?,
    of key: String
  ) throws(Fault) -> [String] {
    if let one = value?.string { return [one] }
    guard let list = value?.array, list.allSatisfy({ $0.string != nil }) else {
      throw wrong(key, "a key in quotes, or several as [\"a\", \"Ctrl-A\"]")
    }
    return list.compactMap(\.string)
  }

  private func settle(_ key: String, _ body: () throws(Fault) -> Void) throws(Fault) {
    do throws(Fault) {
      try body()
    } catch {
      var fault = error
      (fault.attempt, fault.subject) = ("read the configuration", place(of: key))
      throw fault
    }
  }

  /// "config.toml:3, key theme".
  private func place(of key: String) -> String {
    "\(path)\(lines.line(of: key).map { ":\($0)" } ?? ""), key \(key)"
  }

  private func wrong(_ key: String, _ expected: String) -> Fault {
    Fault(
      .refused,
      "read the configuration",
      on: place(of: key),
      expected: expected,
      found: "something else",
      advice: "Mend that line or remove it"
    )
  }
}
