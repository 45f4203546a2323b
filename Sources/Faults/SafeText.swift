/// Text that is safe to show on a terminal: the program's own words as they are, everything else
/// escaped.
///
/// Commands print nothing but this. A string gets into it only by interpolation or by lines, which
/// escape it, so that the compiler finds whoever would print a name from a file as it is.
public struct SafeText: Hashable, Sendable {
  private var text: String

  /// Lines from anywhere, one below the other; a line break inside one is escaped.
  public init(lines: some Sequence<String>) {
    text = lines.map { displayable($0, limit: .max) }.joined(separator: "\n")
  }

  /// Text from anywhere in which only line breaks and tabs stay what they are.
  public init(paragraphs: String) {
    let lines = paragraphs.split(separator: "\n", omittingEmptySubsequences: false)
    text = lines.map { line in
      line.split(separator: "\t", omittingEmptySubsequences: false)
        .map { displayable(String($0), limit: .max) }.joined(separator: "\t")
    }.joined(separator: "\n")
  }

  /// One text after another.
  public static func + (first: SafeText, second: SafeText) -> SafeText { "\(first)\(second)" }

  /// Whether there is nothing in it.
  public var isEmpty: Bool { text.isEmpty }
}

extension SafeText: ExpressibleByStringInterpolation, CustomStringConvertible {
  /// Takes the program's own words.
  public init(stringLiteral value: String) { text = value }

  /// Takes words with values between them.
  public init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

  /// The text itself.
  public var description: String { text }

  /// Collects words, which stay, and values, which are escaped.
  public struct Interpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    /// Starts with nothing.
    public init(literalCapacity: Int, interpolationCount: Int) {}

    /// Takes words.
    public mutating func appendLiteral(_ literal: String) { text += literal }

    /// Takes what is safe already.
    public mutating func appendInterpolation(_ safe: SafeText) { text += safe.text }

    /// Takes a value, escaped.
    public mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      text += displayable(value.description, limit: .max)
    }
  }
}
