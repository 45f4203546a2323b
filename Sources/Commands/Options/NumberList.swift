/// Numbers given as "0-7,12": single ones and inclusive ranges, in the order written.
public struct NumberList: Hashable, Sendable, FormedArgument {
  /// What was expected.
  public static let form = "numbers such as 0-7,12, at most a million"

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
      guard let range = Self.range(piece), numbers.count + range.count <= 1_000_000 else {
        return nil
      }
      numbers += range
    }
    self.numbers = numbers
  }

  private static func range(_ text: Substring) -> ClosedRange<Int>? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map {
      $0.allSatisfy(\.isWholeNumber) ? Int($0) : nil
    }
    guard let first = ends.first ?? nil else { return nil }
    if ends.count == 1 { return first...first }
    guard ends.count == 2, let last = ends[1], last >= first else { return nil }
    return first...last
  }
}
