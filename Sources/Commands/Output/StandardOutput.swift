import Faults
import Files
import Glibc

/// Writes a line to standard output, at once.
///
/// - Throws: `Fault` of kind inputOutput where `print` would lose the line: a full disk, say.
func say(_ text: SafeText = "") throws(Fault) {
  try Destination.write(Array("\(text)\n".utf8), to: "-", attempt: "write to")
}

/// Writes lines to standard output, at once; what they hold is escaped.
func say(lines: [String]) throws(Fault) { try say(SafeText(lines: lines)) }

/// Where a command writes a text or an array: a file, or standard output for "-".
enum Destination {
  static func write(_ bytes: [UInt8], to path: String, attempt: String) throws(Fault) {
    guard path == "-" else { return try FinishedFile.write(bytes, to: path, attempt: attempt) }
    try writeOut(bytes, attempt)
  }

  /// The same piece by piece, for what need not be in memory at once.
  ///
  /// - Parameters:
  ///   - path: The file, or "-".
  ///   - attempt: What is written, as an infinitive.
  ///   - make: Calls `append` for each piece.
  /// - Throws: `Fault` of kind inputOutput, or what `make` throws.
  static func write(
    to path: String,
    attempt: String,
    _ make: (_ append: FinishedFile.Append) throws(Fault) -> Void
  ) throws(Fault) {
    guard path == "-" else { return try FinishedFile.write(to: path, attempt: attempt, make) }
    try make { (bytes) throws(Fault) in try writeOut(bytes, attempt) }
  }

  /// Refuses what the disk has no room for, and says the size of what is large.
  static func checkRoom(for count: Int, at path: String, attempt: String) throws(Fault) {
    guard path != "-" else { return }
    try FinishedFile.checkRoom(for: count, at: path, attempt: attempt)
    if count >= 1_000_000_000 { complain("\(path) takes \(byteText(count))") }
  }

  private static func writeOut(_ bytes: [UInt8], _ attempt: String) throws(Fault) {
    var written = 0
    while written < bytes.count {
      let step = bytes[written...].withUnsafeBytes {
        Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count)
      }
      if step < 0, errno == EINTR { continue }
      guard step > 0 else {
        throw Fault(
          .inputOutput,
          attempt,
          on: "standard output",
          found: String(cString: strerror(errno))
        )
      }
      written += step
    }
  }
}
