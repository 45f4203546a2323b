import Faults
import Foundation
import Glibc

/// Runs a command of the scheduler.
enum ShellCommand {
  /// Runs a line in a shell and waits for it.
  ///
  /// - Throws: `Fault` of kind inputOutput if there is no shell.
  static func run(_ line: String) throws(Fault) -> (code: Int32, output: String, errors: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", line]
    let (output, errors) = (Pipe(), Pipe())
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    // A shell that is started with this signal blocked never comes back from 'wait'.
    var (ended, before) = (sigset_t(), sigset_t())
    sigemptyset(&ended)
    sigaddset(&ended, SIGCHLD)
    pthread_sigmask(SIG_UNBLOCK, &ended, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    do { try process.run() } catch {
      throw Fault(.inputOutput, "run", on: line, found: "\(error.localizedDescription)")
    }
    let said = output.fileHandleForReading.readDataToEndOfFile()
    let complained = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (
      process.terminationStatus, String(decoding: said, as: UTF8.self),
      String(decoding: complained, as: UTF8.self)
    )
  }
}
