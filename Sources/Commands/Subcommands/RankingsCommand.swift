import ArgumentParser

struct RankingsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rankings",
    abstract: "Hold all rankings of a layer's units against each other on held-out scenes.",
    discussion: """
      The first units by IoU, by information quality, by single-unit effect, by the published \
      optimisation of the average causal effect, by our own, and as many at random are switched off \
      together; what goes of each concept and what else changes is measured on scenes of a seed \
      that no ranking was made on. Rankings that the store lacks are left out, or made first with \
      --complete. In the explorer A offers the ranking that won.
      """
  )

  @OptionGroup var model: ModelOptions

  @Option(help: "The layer.")
  var layer: String

  @Option(
    help: ArgumentHelp(
      "Concepts, with commas between. (default: the six that most units of the layer match)",
      valueName: "names"
    )
  )
  var concepts: String?

  @Option(help: "How many first units of each ranking are switched off.")
  var limit = 20

  @Option(help: "How many random sets stand beside them.")
  var random = 5

  @Option(
    help: "What damage costs where a ranking wins: shares of the concept for one of the rest."
  )
  var damage = 1.0

  @Flag(help: "Make the rankings that the store lacks first.")
  var complete = false

  @Option(help: "How many held-out scenes are measured.", transform: SampleSize.parse)
  var sampleSize = SampleSize(200)

  @Option(help: ArgumentHelp("Write the table as JSON; - for standard output.", valueName: "file"))
  var json: String?

  @Option(
    help: ArgumentHelp(
      "Write the table as comma-separated values; - for standard output.",
      valueName: "file"
    )
  )
  var csv: String?

  func validate() throws {
    if !(1...4096).contains(limit) {
      throw ValidationError("--limit takes a number from 1 to 4096.")
    }
    if !(0...100).contains(random) {
      throw ValidationError("--random takes a number from 0 to 100.")
    }
    if !(damage >= 0 && damage <= 100) {
      throw ValidationError("--damage takes a number from 0 to 100.")
    }
    if json == "-" && csv == "-" {
      throw ValidationError("--json and --csv cannot both go to standard output.")
    }
  }
}
