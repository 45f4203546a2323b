import ArgumentParser
import Dissection
import Experiments
import Faults
import Files
import JSONText
import Laboratory
import Tensors

/// Labels of several layers, networks or recipes beside each other.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Set what units of several layers, networks or dissections stand for side by side.",
    discussion: """
      Each MODEL is a generator's file, the name of a demo world, 'this' for the generator of \
      --generator or --demo, or a dissect.json of ganscope or of gandissect; MODEL@LAYER names the layer, \
      else it is the one with the largest share of units that match a concept. Layers of a \
      generator have to be dissected; labels compare only where one segmenter gave them.

      Layers of two generators of the same shapes, such as two checkpoints of one training, are \
      matched unit by unit by how their activations correlate on the same latents.
      """
  )

  @Argument(help: ArgumentHelp("Two or more.", valueName: "MODEL[@LAYER]"))
  var sides: [String] = []

  @OptionGroup var model: ModelOptions

  @Flag(
    inversion: .prefixedNo,
    help: ArgumentHelp(
      "Match the units of two generators' layers; with --tsv the pairs are written. (default: "
        + "where shapes agree)"
    )
  )
  var match: Bool?

  @Option(help: "How many scenes units are matched on.", transform: SampleSize.parse)
  var sampleSize = SampleSize(MatchRequest.usualScenes)

  @Flag(help: "Write JSON.")
  var json = false

  @Flag(help: "Write tab-separated values.")
  var tsv = false

  func validate() throws {
    if sides.count < 2 { throw ValidationError("Comparing takes two or more, as layer to layer.") }
    if sides.count > 16 { throw ValidationError("At most 16 are compared at once.") }
    if json && tsv { throw ValidationError("--json and --tsv exclude each other.") }
  }

  func run() throws {
    let layers = try sides.map { side throws(Fault) in try ComparedName(side).layer(model) }
    var comparison = LabelComparison(layers.map(\.labels))
    comparison.matched = try matchedLayers(layers)
    if json { return try say(SafeText(paragraphs: comparison.record.text())) }
    let table = ComparisonTable(comparison, choices: layers.map(\.choices))
    let lines = tsv ? match == true ? table.separatedPairs : table.separated : table.lines
    try say(SafeText(paragraphs: lines.joined(separator: "\n")))
  }

  /// Each two layers of two generators, as far as their shapes allow, or all must be matched.
  private func matchedLayers(_ layers: [ComparedName.Layer]) throws(Fault) -> [MatchedLayers] {
    guard match != false else { return [] }
    let reporter = Reporter(isStored: false)
    var found: [MatchedLayers] = []
    for (place, first) in layers.enumerated() {
      for (other, second) in layers.enumerated().dropFirst(place + 1) {
        guard let one = first.network, let two = second.network else { continue }
        guard match == true || one.layer.hasShape(of: two.layer) else { continue }
        let benches = [try one.open(), try two.open()]
        guard match == true || benches[0].canMatch(one.layer, with: benches[1], two.layer) else {
          continue
        }
        let matching = try benches[0].matching(
          of: one.layer.name,
          with: benches[1],
          two.layer.name,
          sampleSize: sampleSize.count,
          progress: reporter.report
        )
        found.append(
          MatchedLayers(
            matching,
            of: first.labels,
            and: second.labels,
            places: [place, other],
            seed: benches[0].options.seed
          )
        )
      }
    }
    guard found.isEmpty, match == true else { return found }
    throw Fault(
      .usage,
      "match units",
      expected: "layers of two generators",
      found: "files of labels, which cannot be drawn"
    )
  }
}

extension ComparedName.Network {
  /// The generator alone, to draw its scenes.
  fileprivate func open() throws(Fault) -> Workbench {
    try options.openWorkbench(withSegmenter: false, store: .none)
  }
}

extension LayerDescription {
  /// Whether another layer has as many units on as many cells.
  fileprivate func hasShape(of other: LayerDescription) -> Bool {
    (units, height, width) == (other.units, other.height, other.width)
  }
}
