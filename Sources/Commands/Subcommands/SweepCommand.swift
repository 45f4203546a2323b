import ArgumentParser
import Concepts
import Dissection
import Experiments
import Faults
import JSONText
import Tensors

struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Ablate every unit of a layer alone and keep what each one causes."
  )

  @OptionGroup var model: ModelOptions

  @OptionGroup(title: "Shards") var sharing: ShardOptions

  @Option(help: "The layer.", completion: .layers)
  var layer: String

  @Option(help: "How many scenes each unit is tried on.", transform: SampleSize.parse)
  var sampleSize = SampleSize(50)

  @Option(help: ArgumentHelp("Write the effects; - for standard output.", valueName: "file"))
  var json: String?

  @Option(
    help: ArgumentHelp("Ablate only these units, such as 0-127.", valueName: "range"),
    transform: UnitRange.parse
  )
  var units: UnitRange?

  func validate() throws { try refuseOutput(sharing.isPartial || units != nil, [json]) }
}

extension SweepCommand {
  func run() throws {
    let reporter = Reporter(isStored: true)
    let workbench = try model.openWorkbench(withSegmenter: true, store: .writing)
    try sharing.apply(to: workbench)
    if sharing.isPartial || units != nil {
      return try workbench.finishPart(
        [.sweep(LayerName(layer), units: units?.units)],
        sampleSize: sampleSize.count,
        units: units?.units,
        reporter
      )
    }
    let vocabulary = try workbench.vocabulary(for: "sweep a layer")
    let sweep = try workbench.sweep(
      LayerName(layer),
      sampleSize: sampleSize.count,
      progress: reporter.report
    )
    if let json {
      let members = Self.record(of: sweep, vocabulary) + workbench.settingsRecord
      let text = JSONValue.object(members).text() + "\n"
      try Destination.write(Array(text.utf8), to: json, attempt: "write the sweep")
    }
    if json != "-" { try say(lines: Self.summary(of: sweep, vocabulary)) }
  }

  /// The strongest units of each concept that is seen at all.
  private static func summary(of sweep: Sweep, _ vocabulary: ConceptVocabulary) -> [String] {
    var table = Table([
      ("concept", .left), ("category", .left), ("area", .right), ("strongest units", .left),
    ])
    table.rows = seen(in: sweep).map { number in
      let concept = vocabulary[number]
      let units = sweep.ranking(for: number).prefix(3).map { unit in
        let change = sweep.relativeChange(unit: unit, concept: number) ?? 0
        return "\(unit) (\(fixed(change * 100, 0)) %)"
      }
      return [
        concept?.name ?? "\(number)", concept?.category.rawValue ?? "",
        percentText(sweep.baseline[number]), units.joined(separator: ", "),
      ]
    }
    return table.lines
  }

  private static func seen(in sweep: Sweep) -> [Int] {
    sweep.baseline.indices.filter { sweep.baseline[$0] > 0 }
      .sorted { sweep.baseline[$0] > sweep.baseline[$1] }
  }

  private static func record(
    of sweep: Sweep,
    _ vocabulary: ConceptVocabulary
  ) -> [(name: String, value: JSONValue)] {
    let concepts = seen(in: sweep).map { number -> JSONValue in
      .object([
        ("number", .integer(number)), ("name", .string(vocabulary[number]?.name ?? "")),
        ("category", .string(vocabulary[number]?.category.rawValue ?? "")),
        ("area", .double(sweep.baseline[number])),
        (
          "change",
          .array((0..<sweep.measuredUnits).map { .float(sweep.change(unit: $0, concept: number)) })
        ),
      ])
    }
    return [
      ("layer", .string(sweep.layer.name.rawValue)), ("seed", .integer(Int(sweep.seed))),
      ("sample_size", .integer(sweep.scenes)), ("units", .integer(sweep.measuredUnits)),
      ("concepts", .array(concepts)),
    ]
  }
}
