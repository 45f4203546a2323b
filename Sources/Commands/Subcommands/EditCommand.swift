import ArgumentParser
import Causes
import Concepts
import Dissection
import Experiments
import Faults
import Interventions
import Tensors

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
    help: "The layer whose units are edited; of a StyleGAN2 also LAYER.style, its channels.",
    completion: .layers
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
      "Insert at this quantile of each unit, 0.5 to 0.999, instead of ablating.",
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

  @Option(
    help: ArgumentHelp(
      "The file to write; - for standard output. (default: EDIT.json, unless it is there)",
      valueName: "file"
    )
  )
  var output: String?

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
    try refuse(insertionAt: insert)
  }
}

extension EditCommand {
  func run() throws {
    let output = try NewFile.path(self.output, orUsual: "EDIT.json", attempt: "write the edit")
    let workbench = try model.openWorkbench(
      withSegmenter: concept != nil,
      store: concept == nil && insert == nil ? .none : .reading
    )
    let description: LayerDescription
    if let known = workbench.editableLayers.first(where: { $0.name.rawValue == layer }) {
      description = known
    } else {
      description = try workbench.layer(LayerName(layer))
    }
    let chosen = try chosenUnits(of: description, workbench)
    let values = try values(of: chosen, in: description, workbench)
    let intervention = Intervention(
      zip(chosen, values).map { UnitEdit(layer: description.name, unit: $0, value: $1) },
      mask: try mask(on: description)
    )
    let edit = Edit([intervention])
    _ = try edit.layerEdits(for: workbench.editableLayers)
    try Destination.write(Array(try edit.json().utf8), to: output, attempt: "write the edit")
    if output != "-" {
      let verb = insert == nil && (value ?? 0) == 0 ? "ablated" : "inserted"
      let chosenBy = order + shortfall(chosen.count)
      complain(
        "\(counted(chosen.count, "unit")) of \(layer) \(verb) by \(output)\(chosenBy)"
      )
    }
  }

  /// By what the units are the best: other orders choose others.
  private var order: String {
    guard best != nil, let concept else { return "" }
    let others = Ranking.allCases.filter { $0 != by }.map(\.rawValue).joined(separator: ", ")
    return ", the first for \(displayable(concept)) by \(by.rawValue) (--by: \(others))"
  }

  /// Why there are fewer units than were asked for.
  private func shortfall(_ count: Int) -> String {
    guard let best, let concept, count < best else { return "" }
    if by == .iqr || by == .ace { return ", not \(best): the layer has no more" }
    let reason = by == .iou ? "overlaps" : "removes any"
    return ", not \(best): no other \(reason) \(displayable(concept))"
  }

  private func chosenUnits(
    of layer: LayerDescription,
    _ workbench: Workbench
  ) throws(Fault) -> [Int] {
    if let units {
      try check(units.numbers, of: layer)
      return units.numbers
    }
    let vocabulary = try workbench.vocabulary(for: "choose units for a concept")
    let number = try vocabulary.chosenConcept(concept ?? "").number
    if let best {
      switch by {
      case .iou, .effect:
        return try workbench.bestUnits(
          for: number,
          in: layer.name,
          count: best,
          by: by == .iou ? .iou : .effect
        )
      case .iqr, .ace:
        let order = try workbench.units(
          of: layer,
          orderedBy: by == .iqr ? .iqr : .ace,
          for: number
        )
        return Array(order.prefix(best))
      }
    }
    let dissection = try dissection(of: layer, workbench, to: "choose units of")
    let labelled = dissection.matching(number)
    if !labelled.isEmpty { return labelled }
    throw Fault(
      .missing,
      "choose units of \(layer.name) for",
      on: concept,
      found: "no unit is labelled with it",
      advice: "--best N takes those that come nearest"
    )
  }

  private func dissection(
    of layer: LayerDescription,
    _ workbench: Workbench,
    to attempt: String
  ) throws(Fault) -> LayerDissection {
    if let dissection = try workbench.storedDissection(of: layer.name) { return dissection }
    throw try workbench.undissected(layer.name, attempt)
  }

  private func check(_ units: [Int], of layer: LayerDescription) throws(Fault) {
    for unit in units where !(0..<layer.units).contains(unit) {
      throw Fault(
        .usage,
        "find the unit",
        on: "\(layer.name) unit \(unit)",
        expected: "a unit from 0 to \(layer.units - 1)",
        found: "\(unit)"
      )
    }
  }

  /// 0 for each unit that is ablated, else the value given or the unit's own quantile.
  private func values(
    of units: [Int],
    in layer: LayerDescription,
    _ workbench: Workbench
  ) throws(Fault) -> [Float] {
    guard let insert else { return units.map { _ in value ?? 0 } }
    let quantiles = try dissection(of: layer, workbench, to: "find the quantiles of").quantiles
    return units.map { quantiles.value(unit: $0, quantile: insert) }
  }

  private func mask(on layer: LayerDescription) throws(Fault) -> Mask? {
    guard let cells else { return nil }
    for cell in cells.cells where cell.row >= layer.height || cell.column >= layer.width {
      throw Fault(
        .usage,
        "edit the cell",
        on: "\(cell.row):\(cell.column)",
        expected:
          "rows 0 to \(layer.height - 1) and columns 0 to \(layer.width - 1) of \(layer.name)",
        found: "a cell outside"
      )
    }
    return Mask(height: layer.height, width: layer.width, set: cells.cells)
  }
}
