import ArgumentParser

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a folder that any browser opens: dissected layers, their units and scenes."
  )

  @OptionGroup var model: ModelOptions

  @Argument(help: ArgumentHelp("The folder to write.", valueName: "directory"))
  var directory: String

  @Option(help: ArgumentHelp("Layers such as layer4,layer7, or all dissected.", valueName: "names"))
  var layers = "all"

  @Option(help: "How many top scenes of each unit are drawn, 0 to 20.")
  var examples = 5

  @Flag(help: "Replace an older report in the folder.")
  var replace = false

  func validate() throws {
    if !(0...20).contains(examples) {
      throw ValidationError("--examples takes a number from 0 to 20.")
    }
  }
}
