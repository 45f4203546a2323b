import ArgumentParser

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Say what files are: format, architecture, tensors, what is missing."
  )

  @Argument(help: "Checkpoints, segmenter directories, PNG files, EDIT.json.")
  var files: [String]
}
