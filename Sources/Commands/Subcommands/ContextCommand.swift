import ArgumentParser
import Causes
import Concepts
import Experiments
import Faults
import JSONText
import Plots
import Tensors

struct ContextCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "context",
    abstract: "Insert units at every place of many scenes and tell where the concept appears.",
    discussion: """
      The units are set to a quantile of their own activations in one cell of the layer's grid at a \
      time. What counts is how much more of the image shows the concept, by what the centre of the \
      cell showed before.
      """
  )

  @OptionGroup var model: ModelOptions

  @OptionGroup(title: "Shards") var sharing: ShardOptions

  @Option(help: "The layer.", completion: .layers)
  var layer: String

  @Option(help: "The concept; CATEGORY:NAME where several share a name.")
  var concept: String

  @Option(
    help: ArgumentHelp("Unit numbers, such as 3,7,11.", valueName: "numbers"),
    transform: NumberList.parse
  )
  var units: NumberList?

  @Option(help: "How many of the best units, where --units are not given.")
  var best = 20

  @Option(help: "What best means: iou, iqr, effect, ace. (default: iou)")
  var by: String?

  @Option(help: ArgumentHelp("The quantile of each unit, 0.5 to 0.999.", valueName: "quantile"))
  var insert = 0.995

  @Option(help: "How many scenes are tried.", transform: SampleSize.parse)
  var sampleSize = SampleSize(20)

  @Option(help: ArgumentHelp("Only this scene: a map of its places instead.", valueName: "number"))
  var scene: Int?

  @OptionGroup(title: "Output") var output: PlotOptions

  func validate() throws {
    try refuseOutput(sharing.isPartial, output.files)
    if sharing.isPartial && scene != nil {
      throw ValidationError("--scene is one scene: there is nothing to share.")
    }
    if best < 1 { throw ValidationError("--best takes a number from 1.") }
    try refuse(insertionAt: insert)
    if let by, OrderList(argument: by)?.orders.count != 1 {
      throw ValidationError("--by takes one of iou, iqr, effect and ace.")
    }
    if let scene, scene < 0 { throw ValidationError("--scene takes a number from 0.") }
    if scene != nil, output.csv != nil || output.svg != nil || output.png != nil {
      throw ValidationError("--scene goes with --json only: its map is a table of cells.")
    }
  }
}

extension ContextCommand {
  func run() throws {
    let reporter = Reporter(isStored: scene == nil)
    let workbench = try model.openWorkbench(withSegmenter: true, store: .writing)
    try sharing.apply(to: workbench)
    let vocabulary = try workbench.vocabulary(for: "try an insertion in every context")
    let concept = try vocabulary.chosenConcept(concept)
    let request = try InsertionChoice(
      layer: layer,
      units: units,
      best: best,
      order: by.flatMap { OrderList(argument: $0)?.orders.first } ?? .iou,
      quantile: insert
    ).request(for: concept, workbench)
    if sharing.isPartial {
      return try workbench.finishPart([.context(request)], sampleSize: sampleSize.count, reporter)
    }
    let name = displayable(vocabulary.title(of: concept))
    if let scene {
      let map = try workbench.contextMap(request, scene: scene, progress: reporter.report)
      return try report(map, concept: concept, name: name, workbench: workbench)
    }
    let result = try workbench.contexts(
      request,
      sampleSize: sampleSize.count,
      progress: reporter.report
    )
    let chart = result.chart(of: name, vocabulary)
    try output.write(
      json: JSONValue.object(
        Self.record(of: result, concept, vocabulary) + workbench.settingsRecord
      ).text() + "\n",
      csv: Self.rows(of: result, vocabulary),
      svg: chart.svg(),
      png: chart.image()
    )
    if !output.takesOutput { try say(lines: chart.cells(width: 78).lines) }
  }

  private static func rows(of result: ContextResult, _ vocabulary: ConceptVocabulary) -> [[String]]
  {
    let heading = ["context", "category", "cells", "scenes", "gain", "gain_half_width_95"]
    return [heading]
      + result.contexts.map { context in
        let concept = vocabulary[context.concept]
        return [
          concept?.name ?? "", concept?.category.rawValue ?? "", "\(context.cells)",
          "\(context.scenes)", "\(context.gain.value)",
          context.gain.halfWidth.map { "\($0)" } ?? "",
        ]
      }
  }

  private static func record(
    of result: ContextResult,
    _ concept: Concept,
    _ vocabulary: ConceptVocabulary
  ) -> [(name: String, value: JSONValue)] {
    let contexts = result.contexts.map { context -> JSONValue in
      let gain: Estimate? = context.gain
      return .object([
        ("context", .string(vocabulary[context.concept]?.query ?? "")),
        ("cells", .integer(context.cells)), ("scenes", .integer(context.scenes)),
        ("gain", gain.json),
      ])
    }
    return [
      ("layer", .string(result.layer.name.rawValue)), ("concept", .string(concept.query)),
      ("units", .array(result.request.units.map { .integer($0) })),
      ("values", .array(result.request.values.map { .float($0) })),
      ("seed", .integer(Int(result.seed))), ("sample_size", .integer(result.scenes)),
      ("contexts", .array(contexts)),
      ("grid", .array([.integer(result.layer.height), .integer(result.layer.width)])),
      ("cells", .array(result.cells.map { .double($0) })),
    ]
  }

  /// The map as digits: 0 nothing, 9 the most of any cell, a minus where it gets less.
  private func report(
    _ map: ContextMap,
    concept: Concept,
    name: String,
    workbench: Workbench
  ) throws(Fault) {
    if let json = output.json {
      let members: [(name: String, value: JSONValue)] = [
        ("layer", .string(map.request.layer.rawValue)), ("concept", .string(concept.query)),
        ("units", .array(map.request.units.map { .integer($0) })),
        ("seed", .integer(Int(map.seed))), ("scene", .integer(map.scene)),
        ("grid", .array([.integer(map.height), .integer(map.width)])),
        ("cells", .array(map.gains.map { $0.map { .double($0) } ?? .null })),
      ]
      let text = JSONValue.object(members + workbench.settingsRecord).text() + "\n"
      try Destination.write(Array(text.utf8), to: json, attempt: "write the map")
    }
    guard !output.takesOutput else { return }
    let most = map.gains.compactMap { $0 }.max() ?? 0
    try say(
      "\(name): what of scene \(map.scene) of seed \(map.seed) shows it when the units are inserted "
        + "in a cell; 9 is \(percentText(most)) more"
    )
    for row in 0..<map.height {
      let line = map.gains[row * map.width..<(row + 1) * map.width].map { gain in
        guard let gain, gain != 0 else { return "." }
        return gain < 0 ? "-" : "\(Int((gain / max(most, .leastNonzeroMagnitude) * 9).rounded()))"
      }
      try say("\(line.joined(separator: " "))")
    }
  }
}
