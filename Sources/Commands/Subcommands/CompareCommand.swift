import ArgumentParser
import Dissection
import Faults
import Files
import JSONText

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
      """
  )

  @Argument(help: ArgumentHelp("Two or more.", valueName: "MODEL[@LAYER]"))
  var sides: [String] = []

  @OptionGroup var model: ModelOptions

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
    let layers = try sides.map { side throws(Fault) in
      try ComparedSide(side).labelledLayer(model)
    }
    let comparison = LabelComparison(layers)
    if json { return try say(SafeText(paragraphs: comparison.record.text())) }
    let table = ComparisonTable(comparison)
    try say(SafeText(paragraphs: (tsv ? table.separated : table.lines).joined(separator: "\n")))
  }
}
