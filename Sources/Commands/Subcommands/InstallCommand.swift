import ArgumentParser
import Faults
import Files
import Glibc

/// Puts the one file of the program where the shell finds it, with its page and completions.
struct InstallCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install",
    abstract: "Copy the program, its manual page and shell completions into a folder.",
    discussion: """
      PREFIX/bin/ganscope, PREFIX/share/man/man1/ganscope.1, and completions for bash, zsh and \
      fish below PREFIX/share.
      """
  )

  @Option(help: ArgumentHelp("Where to. (default: ~/.local)", valueName: "folder"))
  var prefix: String?

  func run() throws {
    let folder = try target()
    for file in try files() {
      let path = folder + "/" + file.path
      try FinishedFile.write(file.contents, to: path, attempt: "install the file")
      if file.isProgram, chmod(path, 0o755) != 0 {
        throw Fault(
          .inputOutput,
          "make the program executable",
          on: path,
          found: String(cString: strerror(errno))
        )
      }
      try say("\(path)")
    }
    let paths = (environment("PATH") ?? "").split(separator: ":").map(String.init)
    if !paths.contains(folder + "/bin") {
      complain(
        "\(displayable(folder))/bin is not in PATH: add it there, or give the program's path"
      )
    }
  }

  private func target() throws(Fault) -> String {
    if let prefix, !prefix.isEmpty {
      return prefix.count > 1 && prefix.hasSuffix("/") ? String(prefix.dropLast()) : prefix
    }
    if let home = environment("HOME") { return home + "/.local" }
    throw Fault(
      .usage,
      "install the program",
      expected: "a folder",
      found: "neither --prefix nor HOME",
      advice: "Give --prefix FOLDER"
    )
  }

  private typealias File = (path: String, contents: [UInt8], isProgram: Bool)

  private func files() throws(Fault) -> [File] {
    let program = try RegularFile.read("/proc/self/exe", to: "copy the program")
    let texts = [
      ("share/man/man1/ganscope.1", ManualPage.text),
      (
        "share/bash-completion/completions/ganscope",
        CompletionScript.text(for: .bash)
      ),
      ("share/zsh/site-functions/_ganscope", CompletionScript.text(for: .zsh)),
      ("share/fish/vendor_completions.d/ganscope.fish", CompletionScript.text(for: .fish)),
    ]
    return [("bin/ganscope", program, true)]
      + texts.map { ($0.0, Array($0.1.utf8), false) }
  }
}
