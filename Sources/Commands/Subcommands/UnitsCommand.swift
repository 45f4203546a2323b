import ArgumentParser
import Faults

struct UnitsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "units",
    abstract: "List the units of dissected layers."
  )

  @OptionGroup var model: ModelOptions

  @Option(help: "Only this layer; every dissected layer if absent.", completion: .layers)
  var layer: String?

  @Option(help: "Rank the units for one concept; CATEGORY:NAME where several share a name.")
  var concept: String?

  @Option(
    help: ArgumentHelp(
      "Order of the rows: iou, iqr, maxiou, cor, effect (needs a sweep), ace, unit or label.",
      valueName: "ranking"
    ),
    completion: .list(UnitOrder.allCases.map(\.rawValue)),
    transform: Self.order
  )
  var sort = UnitOrder.iou

  @Option(
    help: ArgumentHelp(
      "Show the labels of a finished gandissect folder, or of its dissect.json, beside ours.",
      valueName: "folder"
    )
  )
  var dissection: String?

  @Option(help: "With --dissection: sort by one of its rankings, such as tree-iou.")
  var theirRanking: String?

  @Option(help: "At most so many rows a layer, or in all with --across.")
  var limit: Int?

  @Flag(help: "One list over all layers.")
  var across = false

  @Flag(help: "Write JSON.")
  var json = false

  @Flag(help: "Write comma-separated values, every number in full.")
  var csv = false

  @Flag(help: "Write tab-separated values, every number in full.")
  var tsv = false

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1.") }
    if sort == .effect || sort == .ace, concept == nil {
      throw ValidationError("--sort \(sort.rawValue) goes with --concept NAME: the effect on what?")
    }
    if theirRanking != nil && dissection == nil {
      throw ValidationError("--their-ranking goes with --dissection DIR.")
    }
    if [json, csv, tsv].count(where: { $0 }) > 1 {
      throw ValidationError("--json, --csv and --tsv exclude each other.")
    }
  }

  private static func order(_ text: String) throws -> UnitOrder {
    if let order = UnitOrder(rawValue: text) { return order }
    let names = UnitOrder.allCases.map(\.rawValue)
    let near = nearest(to: text, among: names)
    throw ValidationError(
      near.isEmpty
        ? "the rankings are \(names.joined(separator: ", "))"
        : "did you mean \(alternatives(near))?"
    )
  }
}
