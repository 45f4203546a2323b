import ArgumentParser

struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Ablate every unit of a layer alone and keep what each one causes."
  )

  @OptionGroup var model: ModelOptions

  @OptionGroup(title: "Shards") var sharing: ShardOptions

  @Option(help: "The layer.")
  var layer: String

  @Option(help: "How many scenes each unit is tried on.", transform: SampleSize.parse)
  var sampleSize = SampleSize(50)

  @Option(help: ArgumentHelp("Write the effects; - for standard output.", valueName: "file"))
  var json: String?

  @Option(
    help: ArgumentHelp("Ablate only these units, such as 0-127.", valueName: "range"),
    transform: UnitRange.parse
  )
  var units: UnitRange?

  func validate() throws { try refuseOutput(sharing.isPartial || units != nil, [json]) }
}
