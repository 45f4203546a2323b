import ArgumentParser
import Checkpoints
import Faults
import Generators
import Glibc

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Say what files are: format, architecture, tensors, what is missing."
  )

  @Argument(help: "Checkpoints, segmenter directories, PNG files, EDIT.json, .npz, .npy.")
  var files: [String]
}

extension InspectCommand {
  func run() throws {
    var worst: Fault?
    for (index, file) in files.enumerated() {
      let lines: [String]
      if index > 0 { try say() }
      do throws(Fault) {
        lines = [displayable(file)] + (try FileInspection.lines(of: file))
      } catch {
        complain(error)
        worst = worst ?? error
        continue
      }
      try say(lines: lines)
    }
    if let worst { throw ExitCode(worst.exitCode) }
  }
}
