import Faults
import Foundation
import Glibc

/// Runs a command of the scheduler.
enum ShellCommand {
  /// How many seconds a question may take, and an order: schedulers under load take long.
  static let (patience, orderPatience) = (30, 120)

  /// Runs a line in a shell and waits for it.
  ///
  /// - Parameters:
  ///   - line: The line.
  ///   - seconds: After so many it is ended, with all that it has started.
  /// - Returns: Its exit code and what it wrote.
  /// - Throws: `Fault` of kind inputOutput if there is no shell, or no end in time.
  static func run(
    _ line: String,
    within seconds: Int = patience
  ) throws(Fault) -> (code: Int32, output: String, errors: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["timeout", "--kill-after=5", "\(seconds)", "/bin/sh", "-c", line]
    let (output, errors) = (Pipe(), Pipe())
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    // What is started with signals blocked, as threads of the system's have them, neither comes back
    // from 'wait' nor ends when it is told to.
    var (none, before) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    do { try process.run() } catch {
      throw Fault(.inputOutput, "run", on: line, found: "\(error.localizedDescription)")
    }
    let said = output.fileHandleForReading.readDataToEndOfFile()
    let complained = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    // Of 'timeout': it was the time; the second where the line would not end.
    guard ![124, 137].contains(process.terminationStatus) else {
      throw Fault(
        .inputOutput,
        "run",
        on: line,
        found: "no end within \(seconds) s",
        advice: "The scheduler may be busy: try again"
      )
    }
    return (
      process.terminationStatus, String(decoding: said, as: UTF8.self),
      String(decoding: complained, as: UTF8.self)
    )
  }
}
