import ArgumentParser

struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Ablate every unit of a layer alone and keep what each one causes."
  )

  @OptionGroup var model: ModelOptions

  @Option(help: "The layer.")
  var layer: String

  @Option(help: "How many scenes each unit is tried on.", transform: SampleSize.parse)
  var sampleSize = SampleSize(50)

  @Option(help: ArgumentHelp("Write the effects; - for standard output.", valueName: "file"))
  var json: String?
}
