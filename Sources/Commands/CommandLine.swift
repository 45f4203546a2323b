import ArgumentParser
import Faults
import Glibc
import Terminal

/// Parses the command line, runs the command, and leaves with a meaningful exit code.
///
/// 0 done, 64 wrong usage, 65 a refused or damaged file, 66 missing, 74 input or output failed,
/// 130 interrupted.
public func runCommandLine() -> Never {
  holdStandardStreams()
  // A file over the size limit is then an error to report, not the end.
  signal(SIGXFSZ, SIG_IGN)
  // Whoever presses Ctrl-\ means to end the program: Swift's backtracer would ask what to do next.
  signal(SIGQUIT, SIG_DFL)
  Signals.tellCrashesBriefly()
  let arguments = Array(CommandLine.arguments.dropFirst())
  do {
    if let topic = try HelpTopic.asked(by: arguments) {
      try say(SafeText(paragraphs: topic.text))
      exit(0)
    }
    if let misuse = Misuse(carelessIn: arguments) { leave(telling: misuse) }
    var command = try Ganscope.parseAsRoot()
    try command.run()
    exit(OpenStores.settle(after: 0))
  } catch let fault as Fault {
    complain(fault)
    exit(OpenStores.settle(after: fault.exitCode))
  } catch let code as ExitCode {
    exit(OpenStores.settle(after: code.rawValue))
  } catch {
    if let misuse = Misuse(error, arguments: arguments) { leave(telling: misuse) }
    leave(saying: Ganscope.fullMessage(for: error), Ganscope.exitCode(for: error).rawValue)
  }
}

/// Takes the places of standard streams that whoever started us has closed.
///
/// A file opened there would be what messages are written to. Reading and writing still fail.
private func holdStandardStreams() {
  for (descriptor, mode) in [
    (STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY),
  ]
  where fcntl(descriptor, F_GETFD) < 0 {
    _ = open("/dev/null", mode)
  }
}

/// Says what makes no sense in the command line, and ends.
private func leave(telling misuse: Misuse) -> Never {
  complain("\(misuse.text)")
  exit(Fault.Kind.usage.rawValue)
}

/// Prints help or the version, if there is any, and ends.
private func leave(saying text: String, _ exitCode: Int32) -> Never {
  do throws(Fault) {
    if !text.isEmpty { try say(SafeText(paragraphs: text)) }
    exit(exitCode)
  } catch {
    complain(error)
    exit(error.exitCode)
  }
}

/// Writes one line to standard error, under the program's name.
func complain(_ text: SafeText) { writeError("ganscope: \(text)\n") }

/// Writes what went wrong to standard error.
func complain(_ fault: Fault) { complain("\(fault)") }

/// Writes text to standard error as it is.
func writeError(_ safe: SafeText) {
  var text = safe.description
  text.withUTF8 { bytes in
    _ = write(STDERR_FILENO, bytes.baseAddress, bytes.count)
  }
}
