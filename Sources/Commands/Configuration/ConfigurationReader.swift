import Faults
import TOMLKit

/// Takes typed values out of a table, or says what is wrong with them.
struct ConfigurationReader {
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
