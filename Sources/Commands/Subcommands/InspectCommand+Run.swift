import ArgumentParser
import Checkpoints
import Faults
import Generators
import Glibc

extension InspectCommand {
  func run() throws {
    var worst: Fault?
    for (index, file) in files.enumerated() {
      if index > 0 { print() }
      do throws(Fault) {
        try inspect(file)
      } catch {
        fflush(nil)
        complain(error.description)
        worst = worst ?? error
      }
    }
    if let worst { throw ExitCode(worst.exitCode) }
  }

  private func inspect(_ path: String) throws(Fault) {
    let lines = try FileInspection.lines(of: path)
    print(displayable(path))
    for line in lines { print(line) }
  }
}
