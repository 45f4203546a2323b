import ArgumentParser

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
