import ArgumentParser

struct CurveCommand: ParsableCommand {
  enum Place: String, ExpressibleByArgument, CaseIterable {
    case image, cells
  }

  static let configuration = CommandConfiguration(
    commandName: "curve",
    abstract: "Measure how effect and damage grow with a set of units, beside controls.",
    discussion: """
      Each order's first units are tried together on every scene, and beside them as many random \
      units, and the first order's units with their activations exchanged among themselves. What \
      counts as damage is the share of pixels that did not show the concept and show another thing \
      now. With --in cells one cell of the layer's grid is edited at a time, one that shows the \
      concept (for an insertion: one that does not), and the effect is measured there.
      """
  )

  @OptionGroup var model: ModelOptions

  @OptionGroup(title: "Shards") var sharing: ShardOptions

  @Option(help: "The layer.", completion: .layers)
  var layer: String

  @Option(help: "The concept; CATEGORY:NAME where several share a name.")
  var concept: String

  @Option(
    help: "Orders of the units: iou, iqr, effect, ace. (default: those the store holds)",
    transform: OrderList.parse
  )
  var by: OrderList?

  @Option(
    help: "Numbers of units, such as 0-30. (default: 1,2,4,8,12,16,20,30)",
    transform: NumberList.parse
  )
  var units: NumberList?

  @Option(
    help: ArgumentHelp(
      "Insert at this quantile of each unit, 0.5 to 0.999, instead of ablating.",
      valueName: "quantile"
    )
  )
  var insert: Double?

  @Option(
    help: "Insert at each of these quantiles; --units tells how many units. (default: off)",
    transform: QuantileList.parse
  )
  var levels: QuantileList?

  @Option(name: .customLong("in"), help: "Edit the whole image, or one cell at a time.")
  var place = Place.image

  @Option(help: "With --in cells: how many cells of a scene are tried at most.")
  var cellsPerScene = 8

  @Option(help: "How many random sets stand beside each set.")
  var random = 5

  @Option(help: "How many times activations are exchanged among the first order's units.")
  var permutations = 10

  @Option(help: "How many scenes are measured.", transform: SampleSize.parse)
  var sampleSize = SampleSize(48)

  @OptionGroup(title: "Output") var output: PlotOptions

  func validate() throws {
    try refuseOutput(sharing.isPartial, output.files)
    if insert != nil && levels != nil {
      throw ValidationError("--insert and --levels exclude each other.")
    }
    try refuse(insertionAt: insert)
    if levels != nil, (units?.numbers.count ?? 1) != 1 {
      throw ValidationError("--levels goes with one number of --units, such as 20.")
    }
    for (name, value) in [("--random", random), ("--permutations", permutations)]
    where !(0...100).contains(value) {
      throw ValidationError("\(name) takes a number from 0 to 100.")
    }
    if !(1...4096).contains(cellsPerScene) {
      throw ValidationError("--cells-per-scene takes a number from 1 to 4096.")
    }
  }
}
