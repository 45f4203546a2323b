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
