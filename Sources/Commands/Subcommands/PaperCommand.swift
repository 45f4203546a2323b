import ArgumentParser

struct PaperCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "paper",
    abstract: "Make the paper's figures for a generator: a folder that any browser opens.",
    discussion: """
      Layers, single units, successive ablation beside controls and all rankings, contexts, \
      propagation, artifacts and comparison, with the report of the layer. It says what it costs \
      before it starts; stopped, the same command goes on.
      """
  )

  @OptionGroup var model: ModelOptions

  @Option(help: ArgumentHelp("The folder; made if absent.", valueName: "folder"))
  var output: String

  @Option(help: "The layer of the interventions. (default: that with most matching units)")
  var layer: String?

  @Option(help: "Concepts, with commas between. (default: the three most units stand for)")
  var concepts: String?

  @Option(
    help: ArgumentHelp(
      "Real pictures, PNGs of the generator's size: artifacts are judged by them.",
      valueName: "folder"
    )
  )
  var real: String?

  @Option(
    help: ArgumentHelp(
      "Another generator's file: it is dissected too, and both are compared.",
      valueName: "file"
    )
  )
  var against: String?

  @Option(help: "How many scenes are dissected.", transform: SampleSize.parse)
  var sampleSize = SampleSize(200)

  @Option(help: "How many scenes each intervention is tried on.", transform: SampleSize.parse)
  var trials = SampleSize(32)

  @Flag(help: "Only say what it costs.")
  var estimate = false

  /// On how many scenes insertions are tried, each of them at every cell.
  var contextScenes: Int { min(12, trials.count) }
  /// On how many scenes units are judged by how far their top scenes lie.
  var artifactScenes: Int { max(4, min(200, sampleSize.count)) }
}
