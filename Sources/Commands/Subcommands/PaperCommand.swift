import ArgumentParser

struct PaperCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "paper",
    abstract: "Make the paper's figures for a generator: a folder that any browser opens.",
    discussion: """
      Layers, single units, successive ablation beside controls, contexts, propagation and \
      artifacts. It says what it costs before it starts; stopped, the same command goes on.
      """
  )

  @OptionGroup var model: ModelOptions

  @Option(help: ArgumentHelp("The folder; made if absent.", valueName: "folder"))
  var output: String

  @Option(help: "The layer of the interventions. (default: that with most matching units)")
  var layer: String?

  @Option(help: "Concepts, with commas between. (default: the three most units stand for)")
  var concepts: String?

  @Option(help: "How many scenes are dissected.", transform: SampleSize.parse)
  var sampleSize = SampleSize(200)

  @Option(help: "How many scenes each intervention is tried on.", transform: SampleSize.parse)
  var trials = SampleSize(32)

  @Flag(help: "Only say what it costs.")
  var estimate = false
}
