import Faults

/// Writes a line to standard output, at once.
///
/// - Throws: `Fault` of kind inputOutput where `print` would lose the line: a full disk, say.
func say(_ text: SafeText = "") throws(Fault) {
  try Destination.write(Array("\(text)\n".utf8), to: "-", attempt: "write to")
}

/// Writes lines to standard output, at once; what they hold is escaped.
func say(lines: [String]) throws(Fault) { try say(SafeText(lines: lines)) }

/// "1 unit", "3 units".
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
