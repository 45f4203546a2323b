import ArgumentParser
import Causes
import Concepts
import Dissection
import Experiments
import Faults
import JSONText
import Plots
import Tensors

struct RankingsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rankings",
    abstract: "Hold all rankings of a layer's units against each other on held-out scenes.",
    discussion: """
      The first units by IoU, by information quality, by single-unit effect, by the published \
      optimisation of the average causal effect, by our own, and as many at random are switched off \
      together; what goes of each concept and what else changes is measured on scenes of a seed \
      that no ranking was made on. Rankings that the store lacks, and optimisations that were \
      stopped before their end, are left out, or made first with --complete. In the explorer A \
      offers the ranking that won.
      """
  )

  @OptionGroup var model: ModelOptions

  @Option(help: "The layer.", completion: .layers)
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

extension RankingsCommand {
  func run() throws {
    let reporter = Reporter(isStored: true)
    let workbench = try model.openWorkbench(withSegmenter: true, store: .writing)
    let vocabulary = try workbench.vocabulary(for: "compare rankings")
    let layer = try workbench.layer(LayerName(layer))
    let concepts = try chosenConcepts(in: layer, workbench, vocabulary)
    if complete {
      let makers = RankingMakers(workbench: workbench, layer: layer, concepts: concepts)
      complain("the rankings take at most about \(duration(try makers.seconds())) here")
      try makers.make(progress: reporter.report)
    }
    let table = try workbench.rankings(
      RankingRequest(
        layer: layer.name,
        concepts: concepts.map(\.number),
        limit: min(limit, layer.units),
        randomSets: random,
        damageWeight: damage
      ),
      sampleSize: sampleSize.count,
      progress: reporter.report
    )
    let words = RankingWords(table: table, vocabulary: vocabulary)
    if let json {
      let text = JSONValue.object(words.record + workbench.settingsRecord).text() + "\n"
      try Destination.write(Array(text.utf8), to: json, attempt: "write the rankings")
    }
    if let csv {
      let text = CSVText.lines(words.rows)
      try Destination.write(Array(text.utf8), to: csv, attempt: "write the rankings")
    }
    if json != "-" && csv != "-" { try say(lines: words.lines) }
  }

  /// Those named, or those that most units match.
  private func chosenConcepts(
    in layer: LayerDescription,
    _ workbench: Workbench,
    _ vocabulary: ConceptVocabulary
  ) throws(Fault) -> [Concept] {
    if let names = concepts {
      var found: [Concept] = []
      for name in names.split(separator: ",") {
        found.append(try vocabulary.chosenConcept(String(name)))
      }
      return found
    }
    guard let dissection = try workbench.storedDissection(of: layer.name) else {
      throw try workbench.undissected(layer.name, "choose concepts of")
    }
    return dissection.frequentConcepts(6, vocabulary)
  }
}

extension LayerDissection {
  /// The concepts that most units match, the most frequent first.
  func frequentConcepts(_ count: Int, _ vocabulary: ConceptVocabulary) -> [Concept] {
    let matching = labels.filter(\.isInterpretable)
    let counts = Dictionary(grouping: matching, by: \.concept).mapValues(\.count)
    let order = counts.keys.sorted { (-(counts[$0] ?? 0), $0) < (-(counts[$1] ?? 0), $1) }
    return order.prefix(count).compactMap { vocabulary[$0] }
  }
}
