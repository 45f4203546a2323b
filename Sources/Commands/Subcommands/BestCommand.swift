import ArgumentParser
import Causes
import Concepts
import Dissection
import Experiments
import Faults
import Interventions
import JSONText
import Tensors

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

  @Option(
    help: "The layers, with commas between; all that have an order if absent.",
    completion: .layers
  )
  var layers: String?

  @Option(help: "How many units the set has at most.")
  var limit = 20

  @Option(
    help: ArgumentHelp(
      "Insert at this quantile of each unit, 0.5 to 0.999, in one cell of 8x8.",
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

  @Option(
    help: ArgumentHelp("Write the best set as an edit.", valueName: "EDIT.json"),
    completion: .edits
  )
  var edit: String?

  func validate() throws {
    if !(1...512).contains(limit) { throw ValidationError("--limit takes a number from 1 to 512.") }
    try refuse(insertionAt: insert)
    if !(damage >= 0 && damage <= 100) {
      throw ValidationError("--damage takes a number from 0 to 100.")
    }
  }
}

extension BestCommand {
  func run() throws {
    let reporter = Reporter(isStored: true)
    let workbench = try model.openWorkbench(withSegmenter: true, store: .writing)
    let vocabulary = try workbench.vocabulary(for: "search the best set of units")
    let concept = try vocabulary.chosenConcept(concept)
    let names = layers?.split(separator: ",").map { LayerName(String($0)) }
    let known = try workbench.layers(names).map(\.name)
    let request = SearchRequest(
      concept: concept.number,
      action: insert.map { .insertion(quantile: $0) } ?? .ablation,
      layers: known,
      limit: limit,
      damageWeight: damage,
      searchScenes: searchSize.count,
      validationScenes: validationSize.count,
      heldOutScenes: sampleSize.count
    )
    if try !workbench.isSearched(request) {
      tellMissing(workbench, request)
      tellKept(workbench, request)
    }
    let result = try workbench.searchSet(request, progress: reporter.report)
    if let json {
      let members = Self.record(of: result, concept) + workbench.settingsRecord
      let text = JSONValue.object(members).text() + "\n"
      try Destination.write(Array(text.utf8), to: json, attempt: "write the sets")
    }
    if let edit, let best = result.best {
      try Destination.write(
        Array(try self.edit(of: best, workbench).json().utf8),
        to: edit,
        attempt: "write the edit"
      )
    }
    guard json != "-" else { return }
    try say(lines: summary(of: result, vocabulary.title(of: concept)))
  }

  /// Layers of which less is known than there could be are named: the best set may lie there.
  private func tellMissing(_ workbench: Workbench, _ request: SearchRequest) {
    let unswept = workbench.layers.filter { layer in
      request.layers.contains(layer.name)
        && !workbench.knownOrders(of: layer, for: request.concept).contains(.effect)
    }
    guard !unswept.isEmpty else { return }
    let names = unswept.map(\.name.rawValue).joined(separator: ", ")
    complain(
      "not swept, so searched without the order by effect or not at all: \(names); "
        + "'ganscope sweep --layer NAME' adds it"
    )
  }

  /// What an earlier search with other choices found: this one takes long, and that may do.
  private func tellKept(_ workbench: Workbench, _ request: SearchRequest) {
    let kept = workbench.keptSets().first {
      $0.concept == request.concept && $0.quantile == insert
    }
    guard let kept, let effect = kept.found.effect else { return }
    complain(
      "a search among other layers or scenes found \(counted(kept.found.set.units.count, "unit")) "
        + "of \(kept.found.set.layer), \(percentText(effect.value)) \(verb); "
        + "A in the explorer offers it"
    )
  }

  private func edit(of best: MeasuredSet, _ workbench: Workbench) throws(Fault) -> Edit {
    let layer = try workbench.layer(best.set.layer)
    var values = best.set.units.map { _ in Float(0) }
    if let insert {
      let table = try workbench.unitQuantiles(of: layer)
      values = best.set.units.map { table.value(unit: $0, quantile: insert) }
    }
    return Edit([
      Intervention(
        zip(best.set.units, values).map { UnitEdit(layer: layer.name, unit: $0, value: $1) }
      )
    ])
  }

  /// What a set's effect is.
  private var verb: String { insert == nil ? "gone" : "of the cell shows it" }

  private func summary(of result: SetSearchResult, _ name: String) -> [String] {
    guard let best = result.best, let effect = best.effect else {
      return [
        "\(name) never appeared in \(counted(sampleSize.count, "held-out scene")): no set can be "
          + "judged; take more scenes with --sample-size"
      ]
    }
    let rest = best.rest.map { ", \(percentText($0.value)) of the rest changed" } ?? ""
    var table = Table([
      ("layer", .left), ("found", .left), ("units", .right),
      (insert == nil ? "removed" : "inserted", .right), ("95 %", .right),
      ("rest changed", .right), ("95 %", .right),
    ])
    table.rows = result.contestants.map { set in
      [set.set.layer.rawValue, set.origin.title, "\(set.set.units.count)"] + set.effect.cells
        + set.rest.cells
    }
    return [
      "\(name): \(counted(best.set.units.count, "unit")) of \(best.set.layer), "
        + "\(percentText(effect.value)) \(verb)\(rest)",
      "units \(best.set.units.map(String.init).joined(separator: ","))",
      "searched with seed \(result.searchSeed), \(result.trials) trials; "
        + "measured on \(counted(sampleSize.count, "scene")) of seed \(result.heldOutSeed)", "",
    ] + table.lines
  }

  private static func record(
    of result: SetSearchResult,
    _ concept: Concept
  ) -> [(name: String, value: JSONValue)] {
    let sets = result.contestants.map { set -> JSONValue in
      .object([
        ("layer", .string(set.set.layer.rawValue)), ("found", .string(set.origin.key)),
        ("units", .array(set.set.units.map { .integer($0) })), ("effect", set.effect.json),
        ("rest", set.rest.json),
      ])
    }
    let action: JSONValue =
      switch result.request.action {
      case .ablation: .string("ablation")
      case .insertion(let quantile): .object([("insertion", .double(quantile))])
      }
    return [
      ("concept", .string(concept.query)), ("action", action),
      ("limit", .integer(result.request.limit)), ("damage", .double(result.request.damageWeight)),
      ("search_seed", .integer(Int(result.searchSeed))),
      ("search_scenes", .integer(result.request.searchScenes)),
      ("validation_seed", .integer(Int(result.searchSeed &+ 1))),
      ("validation_scenes", .integer(result.request.validationScenes)),
      ("held_out_seed", .integer(Int(result.heldOutSeed))),
      ("held_out_scenes", .integer(result.request.heldOutScenes)),
      ("trials", .integer(result.trials)), ("sets", .array(sets)),
    ]
  }
}

extension SetOrigin {
  /// How it was found, in words.
  fileprivate var title: String {
    switch self {
    case .order(let order): "first by \(order.rawValue)"
    case .additions: "units added"
    case .swaps: "units exchanged"
    }
  }
}
