import ArgumentParser
import Concepts
import Dissection
import Experiments
import Faults
import Interventions
import JSONText

struct MeasureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measure",
    abstract: "Measure what an edit causes, concept by concept, over many scenes."
  )

  @OptionGroup var model: ModelOptions

  @OptionGroup(title: "Shards") var sharing: ShardOptions

  @Option(help: ArgumentHelp("The edit.", valueName: "EDIT.json"), completion: .edits)
  var edit: String

  @Option(
    help: ArgumentHelp(
      "Compare with this edit instead of the scenes as they are.",
      valueName: "EDIT.json"
    )
  )
  var against: String?

  @Option(help: "How many scenes are measured.", transform: SampleSize.parse)
  var sampleSize = SampleSize(200)

  @Option(help: ArgumentHelp("Write the effects; - for standard output.", valueName: "file"))
  var json: String?

  func validate() throws {
    try refuseOutput(sharing.isPartial, [json])
    if against != nil, sharing.isPartial {
      throw ValidationError("--against goes without --shard: two edits are compared at once.")
    }
  }
}

extension MeasureCommand {
  func run() throws {
    let reporter = Reporter(isStored: true)
    let edit = try EditFile.read(edit)
    let workbench = try model.openWorkbench(withSegmenter: true, store: .writing)
    try sharing.apply(to: workbench)
    if sharing.isPartial {
      return try workbench.finishPart([.measurement(edit)], sampleSize: sampleSize.count, reporter)
    }
    let vocabulary = try workbench.vocabulary(for: "measure an edit")
    let measurement = try workbench.measure(
      edit,
      against: try EditFile.read(against),
      sampleSize: sampleSize.count,
      progress: reporter.report
    )
    if let json {
      let members = Self.record(of: measurement, vocabulary) + workbench.settingsRecord
      let text = JSONValue.object(members).text() + "\n"
      try Destination.write(Array(text.utf8), to: json, attempt: "write the measurement")
    }
    if json != "-" { try say(lines: Self.table(of: measurement, vocabulary)) }
  }

  /// Largest areas first.
  private static func sorted(_ effects: [ConceptEffect]) -> [ConceptEffect] {
    effects.sorted { max($0.before, $0.after) > max($1.before, $1.after) }
  }

  static func table(
    of measurement: Measurement,
    _ vocabulary: ConceptVocabulary
  ) -> [String] {
    let isPlain = measurement.baseline.isEmpty
    var table = Table([
      ("concept", .left), ("category", .left), (isPlain ? "before" : "against", .right),
      (isPlain ? "after" : "edit", .right), (isPlain ? "change" : "difference", .right),
      ("95 %", .right), ("relative", .right),
    ])
    table.rows = sorted(measurement.effects).map { effect in
      let concept = vocabulary[effect.concept]
      return [
        concept?.name ?? "\(effect.concept)", concept?.category.rawValue ?? "",
        percentText(effect.before), percentText(effect.after), percentText(effect.change),
        effect.halfWidth.map { "± " + percentText($0) } ?? "–",
        effect.relativeChange.map { fixed($0 * 100, 1) + " %" } ?? "–",
      ]
    }
    return ["mean area over \(counted(measurement.scenes, "scene")) of seed \(measurement.seed)"]
      + table.lines
  }

  static func record(
    of measurement: Measurement,
    _ vocabulary: ConceptVocabulary
  ) -> [(name: String, value: JSONValue)] {
    let effects = sorted(measurement.effects).map { effect -> JSONValue in
      .object([
        ("number", .integer(effect.concept)),
        ("name", .string(vocabulary[effect.concept]?.name ?? "")),
        ("category", .string(vocabulary[effect.concept]?.category.rawValue ?? "")),
        ("before", .double(effect.before)), ("after", .double(effect.after)),
        ("change", .double(effect.change)),
        ("half_width_95", effect.halfWidth.map { .double($0) } ?? .null),
        ("relative", effect.relativeChange.map { .double($0) } ?? .null),
      ])
    }
    return [
      ("seed", .integer(Int(measurement.seed))), ("sample_size", .integer(measurement.scenes)),
      ("concepts", .array(effects)),
    ]
  }
}
