import ArgumentParser

struct EditCommand: ParsableCommand {
  enum Ranking: String, ExpressibleByArgument, CaseIterable {
    case iou, iqr, effect, ace
  }

  static let configuration = CommandConfiguration(
    commandName: "edit",
    abstract: "Write an edit: units ablated, or inserted at a level."
  )

  @OptionGroup var model: ModelOptions

  @Option(
    help: "The layer whose units are edited; of a StyleGAN2 also LAYER.style, its channels."
  )
  var layer: String

  @Option(
    help: ArgumentHelp("Unit numbers, such as 3,7,11.", valueName: "numbers"),
    transform: NumberList.parse
  )
  var units: NumberList?

  @Option(help: "Choose units for this concept; CATEGORY:NAME where several share a name.")
  var concept: String?

  @Option(help: "How many units for the concept; all that are labelled with it if absent.")
  var best: Int?

  @Option(help: "What best means; effect needs a sweep of the layer, ace 'ganscope ace'.")
  var by: Ranking = .iou

  @Option(
    help: ArgumentHelp(
      "Insert at this quantile of each unit instead of ablating.",
      valueName: "quantile"
    )
  )
  var insert: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Set the units to this value instead of ablating.", valueName: "number")
  )
  var value: Float?

  @Option(
    help: ArgumentHelp(
      "Only these cells of the layer's grid, row:column from 0.",
      valueName: "cells"
    ),
    transform: CellList.parse
  )
  var cells: CellList?

  @Option(help: ArgumentHelp("The file to write; - for standard output.", valueName: "file"))
  var output = "EDIT.json"

  func validate() throws {
    if units != nil && concept != nil {
      throw ValidationError("--units and --concept exclude each other: either tells the units.")
    }
    if units == nil && concept == nil {
      throw ValidationError("Say which units: --units 3,7,11 or --concept NAME.")
    }
    if best != nil && concept == nil { throw ValidationError("--best goes with --concept NAME.") }
    if let best, best < 1 { throw ValidationError("--best takes a number from 1.") }
    if insert != nil && value != nil {
      throw ValidationError("--insert and --value exclude each other.")
    }
    if let value, !value.isFinite {
      throw ValidationError("--value takes a number that float32 can hold.")
    }
    if let insert, !(insert > 0 && insert < 1) {
      throw ValidationError("--insert takes a quantile between 0 and 1, such as 0.99.")
    }
  }
}
