import ArgumentParser

struct MeasureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measure",
    abstract: "Measure what an edit causes, concept by concept, over many scenes."
  )

  @OptionGroup var model: ModelOptions

  @OptionGroup(title: "Shards") var sharing: ShardOptions

  @Option(help: ArgumentHelp("The edit.", valueName: "EDIT.json"))
  var edit: String

  @Option(
    help: ArgumentHelp(
      "Compare with this edit instead of the scenes as they are.",
      valueName: "EDIT.json"
    )
  )
  var against: String?

  @Option(help: "How many scenes are measured.", transform: SampleSize.parse)
  var sampleSize = SampleSize(200)

  @Option(help: ArgumentHelp("Write the effects; - for standard output.", valueName: "file"))
  var json: String?

  func validate() throws {
    try refuseOutput(sharing.isPartial, [json])
    if against != nil, sharing.isPartial {
      throw ValidationError("--against goes without --shard: two edits are compared at once.")
    }
  }
}
