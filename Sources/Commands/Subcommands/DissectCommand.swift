import ArgumentParser

struct DissectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dissect",
    abstract: "Match units to concepts by IoU; what the store holds is continued."
  )

  @OptionGroup var model: ModelOptions

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
}
