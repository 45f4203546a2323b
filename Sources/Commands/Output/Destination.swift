import Faults
import Files
import Glibc

/// Where a command writes a text or an array: a file, or standard output for "-".
enum Destination {
  static func write(_ bytes: [UInt8], to path: String, attempt: String) throws(Fault) {
    guard path == "-" else { return try FinishedFile.write(bytes, to: path, attempt: attempt) }
    try writeOut(bytes, attempt)
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
