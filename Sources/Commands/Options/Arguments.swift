import ArgumentParser
public import Interventions

/// A value of an option that has a form of its own, which a refusal names.
public protocol FormedArgument: CustomStringConvertible {
  /// What was expected, such as "numbers such as 0-7,12".
  static var form: String { get }

  /// Reads a value; nil if it is not of that form.
  init?(argument: String)
}

extension FormedArgument {
  /// Reads an option's value.
  ///
  /// - Throws: `ValidationError` that says what was expected.
  public static func parse(_ text: String) throws -> Self {
    guard let value = Self(argument: text) else { throw ValidationError("expected \(form)") }
    return value
  }
}

/// The seed of the scenes, as NumPy's RandomState takes it.
struct SeedNumber: FormedArgument {
  static let form = "a number from 0 to \(UInt32.max)"

  let number: UInt32

  init?(argument: String) {
    guard let number = UInt32(argument) else { return nil }
    self.number = number
  }

  var description: String { "\(number)" }
}

/// How many scenes a statistic is taken over: 1 to 1,000,000.
struct SampleSize: FormedArgument, Equatable {
  static let form = "a number from 1 to 1000000"

  let count: Int

  init(_ count: Int) { self.count = count }

  init?(argument: String) {
    guard let count = Int(argument), (1...1_000_000).contains(count) else { return nil }
    self.count = count
  }

  var description: String { "\(count)" }
}

/// Cells of a layer's grid given as "2:3,4:5": row and column from 0.
public struct CellList: Hashable, Sendable, FormedArgument {
  /// What was expected.
  public static let form = "cells such as 2:3,4:5 (row:column from 0)"

  /// No layer has so many rows or columns.
  private static let limit = 1 << 16

  /// The cells.
  public let cells: [GridCell]

  /// The cells with commas between them.
  public var description: String {
    cells.map { "\($0.row):\($0.column)" }.joined(separator: ",")
  }

  /// Parses "2:3,4:5"; nil if it is not of that form.
  public init?(argument: String) {
    var cells: [GridCell] = []
    for piece in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = piece.split(separator: ":", omittingEmptySubsequences: false).map {
        digits(in: $0, upTo: Self.limit)
      }
      guard ends.count == 2, let row = ends[0], let column = ends[1] else { return nil }
      cells.append(GridCell(row: row, column: column))
    }
    self.cells = cells
  }
}

/// Numbers given as "0-7,12": single ones and inclusive ranges, in the order written.
public struct NumberList: Hashable, Sendable, FormedArgument {
  /// What was expected.
  public static let form = "numbers such as 0-7,12, each at most \(limit), at most a million"

  /// The largest number that makes sense: no seed has more scenes, no layer more units.
  static let limit = 1_000_000

  /// The numbers.
  public let numbers: [Int]

  /// Wraps numbers.
  public init(_ numbers: [Int]) { self.numbers = numbers }

  /// The numbers with commas between them.
  public var description: String { numbers.map(String.init).joined(separator: ",") }

  /// Parses "0-7,12"; nil if it is not of that form or names over a million numbers.
  public init?(argument: String) {
    var numbers: [Int] = []
    for piece in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let range = Self.range(piece), numbers.count + range.count <= Self.limit else {
        return nil
      }
      numbers += range
    }
    self.numbers = numbers
  }

  private static func range(_ text: Substring) -> ClosedRange<Int>? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map {
      digits(in: $0, upTo: limit)
    }
    guard let first = ends.first ?? nil else { return nil }
    if ends.count == 1 { return first...first }
    guard ends.count == 2, let last = ends[1], last >= first else { return nil }
    return first...last
  }
}

/// A number written in the digits 0 to 9, at most so large; nil for anything else.
func digits(in text: Substring, upTo limit: Int) -> Int? {
  guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text),
    number <= limit
  else { return nil }
  return number
}
