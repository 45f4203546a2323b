/// Something that went wrong, worded for the person at the prompt.
///
/// A fault says what was attempted, on what, what was expected and found, and what to do next.
public struct Fault: Error, Hashable, Sendable {
  /// What kind of thing went wrong; it decides the exit code.
  public enum Kind: Int32, Hashable, Sendable {
    /// The command line or a request makes no sense.
    case usage = 64
    /// A file is damaged, hostile or not what was expected.
    case refused = 65
    /// A file, a concept or a result is not there.
    case missing = 66
    /// The program itself is at fault.
    case defect = 70
    /// Reading, writing or the terminal failed.
    case inputOutput = 74
    /// The user interrupted the work.
    case interrupted = 130
  }

  /// What kind of thing went wrong.
  public var kind: Kind
  /// What was attempted, as an infinitive: "read the generator".
  public var attempt: String
  /// On what: a path, a layer, an option; escaped when shown.
  public var subject: String?
  /// What was expected.
  public var expected: String?
  /// What was found instead; the reason.
  public var found: String
  /// What to do next.
  public var advice: String?

  /// Makes a fault: `Fault(.refused, "read the generator", on: path, found: "an HTML page")`.
  public init(
    _ kind: Kind,
    _ attempt: String,
    on subject: String? = nil,
    expected: String? = nil,
    found: String,
    advice: String? = nil
  ) {
    self.kind = kind
    self.attempt = attempt
    self.subject = subject
    self.expected = expected
    self.found = found
    self.advice = advice
  }

  /// The process exit code of sysexits.h, or 130 after an interruption.
  public var exitCode: Int32 { kind.rawValue }
}

extension Fault: CustomStringConvertible {
  /// One or two sentences, safe to print: "cannot read the generator 'x.pth': expected …, found …".
  public var description: String {
    var text = "cannot \(displayable(attempt))"
    if let subject { text += " '\(displayable(subject))'" }
    text += ": "
    if let expected { text += "expected \(displayable(expected)), found " }
    text += displayable(found)
    if let advice { text += ". \(displayable(advice))" }
    return text
  }
}
