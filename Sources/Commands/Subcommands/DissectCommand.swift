import ArgumentParser

struct DissectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dissect",
    abstract: "Match units to concepts by IoU; what the store holds is continued."
  )

  @OptionGroup var model: ModelOptions

  @OptionGroup(title: "Shards") var sharing: ShardOptions

  @Option(help: ArgumentHelp("Layers such as layer4,layer7, or all.", valueName: "names"))
  var layers = "all"

  @Option(help: "How many scenes are counted.", transform: SampleSize.parse)
  var sampleSize = SampleSize(1000)

  @Option(
    help: ArgumentHelp(
      "Write the published dissect.json; - for standard output.",
      valueName: "file"
    )
  )
  var json: String?

  @Option(
    help: ArgumentHelp(
      "Do only this phase: levels, joint or counts. A share is always of one phase.",
      valueName: "phase"
    )
  )
  var phase: Phase?

  enum Phase: String, ExpressibleByArgument, CaseIterable {
    case levels, joint, counts
  }

  func validate() throws {
    if sharing.isPartial && phase == nil {
      throw ValidationError(
        "--shard goes with --phase levels, joint or counts: each needs the merged one before it."
      )
    }
    try refuseOutput(phase != nil, [json])
  }
}
