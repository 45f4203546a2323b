import ArgumentParser

struct BestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "best",
    abstract: "Search the set of units that removes a concept best, or makes it appear.",
    discussion: """
      Over all layers that were dissected or swept: the first units of each order, then units added \
      one at a time, then exchanged, each by what the whole set does on scenes that show the \
      concept. The better sets are compared on scenes of another seed, and what is told was \
      measured on those of a third one. The best set is kept; in the explorer A offers it first.
      """
  )

  @OptionGroup var model: ModelOptions

  @Option(help: "The concept; CATEGORY:NAME where several share a name.")
  var concept: String

  @Option(help: "The layers, with commas between; all that have an order if absent.")
  var layers: String?

  @Option(help: "How many units the set has at most.")
  var limit = 20

  @Option(
    help: ArgumentHelp(
      "Insert at this quantile of each unit, in one cell of 8x8, instead of ablating.",
      valueName: "quantile"
    )
  )
  var insert: Double?

  @Option(help: "What damage costs: shares of the concept for a share of the rest that changes.")
  var damage = 1.0

  @Option(help: "How many scenes sets are tried on.", transform: SampleSize.parse)
  var searchSize = SampleSize(24)

  @Option(help: "How many scenes the better sets are compared on.", transform: SampleSize.parse)
  var validationSize = SampleSize(48)

  @Option(help: "How many held-out scenes the result is measured on.", transform: SampleSize.parse)
  var sampleSize = SampleSize(200)

  @Option(help: ArgumentHelp("Write all sets; - for standard output.", valueName: "file"))
  var json: String?

  @Option(help: ArgumentHelp("Write the best set as an edit.", valueName: "EDIT.json"))
  var edit: String?

  func validate() throws {
    if !(1...512).contains(limit) { throw ValidationError("--limit takes a number from 1 to 512.") }
    if let insert, !(insert > 0 && insert < 1) {
      throw ValidationError("--insert takes a quantile between 0 and 1, such as 0.99.")
    }
    if !(damage >= 0 && damage <= 100) {
      throw ValidationError("--damage takes a number from 0 to 100.")
    }
  }
}
