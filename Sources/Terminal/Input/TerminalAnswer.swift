/// What a terminal answers to a question.
package enum TerminalAnswer: Hashable, Sendable {
  /// `ESC [ parameters letter`.
  case control(Unicode.Scalar, String)
  /// A string that `ESC` and a letter begin.
  case string(Unicode.Scalar, String)
}
