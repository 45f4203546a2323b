import ArgumentParser

struct ContextCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "context",
    abstract: "Insert units at every place of many scenes and tell where the concept appears.",
    discussion: """
      The units are set to a quantile of their own activations in one cell of the layer's grid at a \
      time. What counts is how much more of the image shows the concept, by what the centre of the \
      cell showed before.
      """
  )

  @OptionGroup var model: ModelOptions

  @OptionGroup(title: "Shards") var sharing: ShardOptions

  @Option(help: "The layer.")
  var layer: String

  @Option(help: "The concept; CATEGORY:NAME where several share a name.")
  var concept: String

  @Option(
    help: ArgumentHelp("Unit numbers, such as 3,7,11.", valueName: "numbers"),
    transform: NumberList.parse
  )
  var units: NumberList?

  @Option(help: "How many of the best units, where --units are not given.")
  var best = 20

  @Option(help: "What best means: iou, iqr, effect, ace. (default: iou)")
  var by: String?

  @Option(help: ArgumentHelp("The quantile that each unit is set to.", valueName: "quantile"))
  var insert = 0.995

  @Option(help: "How many scenes are tried.", transform: SampleSize.parse)
  var sampleSize = SampleSize(20)

  @Option(help: ArgumentHelp("Only this scene: a map of its places instead.", valueName: "number"))
  var scene: Int?

  @OptionGroup(title: "Output") var output: PlotOptions

  func validate() throws {
    try refuseOutput(sharing.isPartial, output.files)
    if sharing.isPartial && scene != nil {
      throw ValidationError("--scene is one scene: there is nothing to share.")
    }
    if best < 1 { throw ValidationError("--best takes a number from 1.") }
    if !(insert > 0 && insert < 1) {
      throw ValidationError("--insert takes a quantile between 0 and 1, such as 0.99.")
    }
    if let by, OrderList(argument: by)?.orders.count != 1 {
      throw ValidationError("--by takes one of iou, iqr, effect and ace.")
    }
    if let scene, scene < 0 { throw ValidationError("--scene takes a number from 0.") }
    if scene != nil, output.csv != nil || output.svg != nil || output.png != nil {
      throw ValidationError("--scene goes with --json only: its map is a table of cells.")
    }
  }
}
