import ArgumentParser
import Causes
import Experiments
import Faults
import JSONText
import Tensors

struct LineageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lineage",
    abstract: "Tell which units of an earlier layer feed a unit.",
    discussion: """
      Measured: how much of the unit's mean activation goes when the earlier unit is silenced, over \
      some scenes. Through a convolution alone that is the weight times the mean activation.
      """
  )

  @OptionGroup var model: ModelOptions

  @OptionGroup(title: "Shards") var sharing: ShardOptions

  @Option(help: "The unit's layer.", completion: .layers)
  var layer: String

  @Option(help: "The unit; all if absent, which goes with --json.")
  var unit: Int?

  @Option(name: .customLong("from"), help: "The earlier layer. (default: the one before)")
  var source: String?

  @Option(help: "How many earlier units are listed.")
  var limit = 20

  @Option(help: "How many scenes are looked at.", transform: SampleSize.parse)
  var sampleSize = SampleSize(16)

  @Option(help: ArgumentHelp("Write the figures; - for standard output.", valueName: "file"))
  var json: String?

  func validate() throws {
    if limit < 1 { throw ValidationError("--limit takes a number from 1.") }
    try refuseOutput(sharing.isPartial, [json])
    if unit == nil && json == nil && !sharing.isPartial {
      throw ValidationError("Say which unit: --unit NUMBER, or --json FILE for all.")
    }
  }

  func run() throws {
    let reporter = Reporter(isStored: true)
    let workbench = try model.openWorkbench(withSegmenter: false, store: .writing)
    try sharing.apply(to: workbench)
    let target = try workbench.layer(LayerName(layer))
    if let unit, !(0..<target.units).contains(unit) {
      throw Fault(
        .usage,
        "find the unit",
        on: "\(layer) unit \(unit)",
        expected: "a unit from 0 to \(target.units - 1)",
        found: "\(unit)"
      )
    }
    let source = try earlier(than: target, workbench)
    if sharing.isPartial {
      return try workbench.finishPart(
        [.lineage(target.name, from: source)],
        sampleSize: sampleSize.count,
        reporter
      )
    }
    let lineage = try workbench.lineage(
      of: target.name,
      from: source,
      sampleSize: sampleSize.count,
      progress: reporter.report
    )
    if let json {
      let text = JSONValue.object(record(of: lineage) + workbench.settingsRecord).text() + "\n"
      try Destination.write(Array(text.utf8), to: json, attempt: "write the lineage")
    }
    guard json != "-", let unit else { return }
    var table = Table([
      ("unit of \(lineage.source.name)", .right), ("gives", .right), ("of the mean", .right),
    ])
    let mean = lineage.means[unit]
    table.rows = lineage.feeds(of: unit, limit: limit).map { feed in
      [
        "\(feed.unit)", fixed(feed.flow, 4),
        mean == 0 ? "–" : percentText(feed.flow / abs(mean)),
      ]
    }
    let heading =
      "\(layer) unit \(unit): mean activation \(fixed(mean, 4)) over "
      + "\(counted(lineage.scenes, "scene")) of seed \(lineage.seed)"
    try say(lines: [heading] + table.lines)
  }

  private func earlier(
    than target: LayerDescription,
    _ workbench: Workbench
  ) throws(Fault) -> LayerName {
    if let source { return LayerName(source) }
    guard let place = workbench.layers.firstIndex(of: target), place > 0 else {
      throw Fault(
        .usage,
        "trace the units of",
        on: layer,
        expected: "a layer with another before it",
        found: "the first layer"
      )
    }
    return workbench.layers[place - 1].name
  }

  private func record(of lineage: Lineage) -> [(name: String, value: JSONValue)] {
    let units = unit.map { [$0] } ?? Array(0..<lineage.target.units)
    let records = units.map { unit -> JSONValue in
      let feeds = lineage.feeds(of: unit, limit: limit).map { feed -> JSONValue in
        .object([("unit", .integer(feed.unit)), ("flow", .double(feed.flow))])
      }
      return .object([
        ("unit", .integer(unit)), ("mean", .double(lineage.means[unit])),
        ("feeds", .array(feeds)),
      ])
    }
    return [
      ("layer", .string(lineage.target.name.rawValue)),
      ("from", .string(lineage.source.name.rawValue)), ("seed", .integer(Int(lineage.seed))),
      ("sample_size", .integer(lineage.scenes)), ("units", .array(records)),
    ]
  }
}
