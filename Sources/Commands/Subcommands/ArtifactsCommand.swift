import ArgumentParser
import Experiments
import Faults
import Interventions
import JSONText
import Laboratory
import Tensors

struct ArtifactsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "artifacts",
    abstract: "Tell which units were judged by hand, and make an edit of the bad ones.",
    discussion: """
      Units are judged in the explorer: R shows the scenes that activate a unit most, g calls them \
      good and b bad. The judgements are kept in the store, for each generator and seed.
      """
  )

  @OptionGroup var model: ModelOptions

  @Option(help: "Only this layer. (default: all)", completion: .layers)
  var layer: String?

  @Option(help: ArgumentHelp("Write the judgements; - for standard output.", valueName: "file"))
  var json: String?

  @Option(
    help: ArgumentHelp("Write an EDIT.json that switches the bad units off.", valueName: "file")
  )
  var edit: String?

  func validate() throws {
    if json == "-" && edit == "-" {
      throw ValidationError("--json - and --edit - would be mixed: give one of them a file.")
    }
  }

  func run() throws {
    let workbench = try model.openWorkbench(withSegmenter: false, store: .reading)
    let names = try layer.map { name throws(Fault) in [try workbench.layer(LayerName(name)).name] }
    let all = try (names ?? workbench.layers.map(\.name)).map { name throws(Fault) in
      try workbench.judgements(of: name)
    }
    if let json {
      let text = JSONValue.object(
        [("layers", .array(all.map(record)))] + workbench.settingsRecord
      ).text()
      try Destination.write(Array((text + "\n").utf8), to: json, attempt: "write the judgements")
    }
    if let edit { try write(all, to: edit) }
    guard json != "-", edit != "-" else { return }
    var table = Table([("layer", .left), ("judged", .right), ("bad", .right), ("bad units", .left)])
    for judgements in all where !judgements.isGood.isEmpty {
      let units = try workbench.layer(judgements.layer).units
      table.rows.append([
        judgements.layer.rawValue, "\(judgements.isGood.count) of \(units)",
        "\(judgements.flagged.count)",
        judgements.flagged.map(String.init).joined(separator: " "),
      ])
    }
    guard !table.rows.isEmpty else {
      return try say("no unit is judged yet; R in the explorer shows their scenes")
    }
    try say(lines: table.lines)
  }

  private func record(of judgements: UnitJudgements) -> JSONValue {
    func units(_ isGood: Bool) -> JSONValue {
      .array(
        judgements.isGood.filter { $0.value == isGood }.keys.sorted().map { .integer($0) }
      )
    }
    return .object([
      ("layer", .string(judgements.layer.rawValue)), ("good", units(true)), ("bad", units(false)),
    ])
  }

  private func write(_ all: [UnitJudgements], to path: String) throws(Fault) {
    let units = all.flatMap { judgements in
      judgements.flagged.map { UnitEdit(layer: judgements.layer, unit: $0) }
    }
    guard !units.isEmpty else {
      throw Fault(
        .missing,
        "write an edit of the units judged bad to",
        on: path,
        found: "no unit is judged bad",
        advice: "Judge units in the explorer (R) first"
      )
    }
    let text = try Edit([Intervention(units)]).json()
    try Destination.write(Array(text.utf8), to: path, attempt: "write the edit")
  }
}
