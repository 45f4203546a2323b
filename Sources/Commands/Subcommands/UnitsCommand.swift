import ArgumentParser

struct UnitsCommand: ParsableCommand {
  enum Order: String, ExpressibleByArgument, CaseIterable {
    case iou, effect, unit, label
  }

  static let configuration = CommandConfiguration(
    commandName: "units",
    abstract: "List the units of dissected layers."
  )

  @OptionGroup var model: ModelOptions

  @Option(help: "Only this layer; every dissected layer if absent.")
  var layer: String?

  @Option(help: "Rank the units for one concept; CATEGORY:NAME where several share a name.")
  var concept: String?

  @Option(help: "Order of the rows; effect needs a sweep of the layer.")
  var sort: Order = .iou

  @Option(help: "At most so many rows a layer.")
  var limit: Int?

  @Flag(help: "Write JSON.")
  var json = false

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1.") }
    if sort == .effect && concept == nil {
      throw ValidationError("--sort effect goes with --concept NAME: the effect on what?")
    }
  }
}
