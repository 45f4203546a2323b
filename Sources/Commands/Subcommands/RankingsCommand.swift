import ArgumentParser
import Causes
import Concepts
import Experiments
import Faults
import JSONText
import Tensors

/// All rankings side by side, on scenes that served none of them.
struct RankingsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rankings",
    abstract: "Compare rankings of units: what the first of each remove on held-out scenes.",
    discussion: """
      For each concept and layer the first units by every ranking that the store holds (iou and iqr \
      after 'dissect', effect after 'sweep', ace after 'ace'), and the set that 'best' has kept, are \
      switched off on scenes that served none of them: those of the seed after the next.
      """
  )

  @OptionGroup var model: ModelOptions

  @Option(help: "The concepts, with commas between.")
  var concepts: String

  @Option(help: "The layers, with commas between; all that have a ranking if absent.")
  var layers: String?

  @Option(help: "How many units of each ranking.")
  var limit = 20

  @Option(help: "How many held-out scenes.", transform: SampleSize.parse)
  var sampleSize = SampleSize(200)

  @Option(help: ArgumentHelp("Write the table; - for standard output.", valueName: "file"))
  var json: String?

  func validate() throws {
    if limit < 1 { throw ValidationError("--limit takes a number from 1.") }
  }

  func run() throws {
    let reporter = Reporter(isStored: false)
    let workbench = try model.openWorkbench(withSegmenter: true, store: .reading)
    let vocabulary = try workbench.vocabulary(for: "compare rankings")
    var chosen: [Int] = []
    for name in concepts.split(separator: ",") {
      chosen.append(try vocabulary.chosenConcept(String(name)).number)
    }
    let table = try workbench.rankingTable(
      of: chosen,
      in: layers?.split(separator: ",").map { LayerName(String($0)) },
      limit: limit,
      scenes: sampleSize.count,
      progress: reporter.hear
    )
    guard !table.rows.isEmpty else {
      throw Fault(
        .missing,
        "compare rankings",
        expected: "a dissection, a sweep or an optimisation in the store",
        found: "none for these concepts and layers",
        advice: "Run 'ganscope dissect', 'ganscope sweep' or 'ganscope ace' first"
      )
    }
    func name(_ number: Int) -> String {
      vocabulary[number].map { vocabulary.title(of: $0) } ?? "\(number)"
    }
    if let json {
      let rows = table.rows.map { row -> JSONValue in
        .object([
          ("concept", .string(name(row.concept))), ("layer", .string(row.layer.rawValue)),
          ("ranking", .string(row.order?.rawValue ?? "best")),
          ("units", .array(row.units.map { .integer($0) })),
          ("effect", row.answer.effect.ratio.json), ("rest", row.answer.rest.ratio.json),
        ])
      }
      let members: [(name: String, value: JSONValue)] = [
        ("seed", .integer(Int(table.seed))), ("scenes", .integer(table.scenes)),
        ("limit", .integer(limit)), ("rows", .array(rows)),
      ]
      let text = JSONValue.object(members + workbench.settingsRecord).text() + "\n"
      try Destination.write(Array(text.utf8), to: json, attempt: "write the table")
    }
    guard json != "-" else { return }
    var text = Table([
      ("concept", .left), ("layer", .left), ("first by", .left), ("units", .right),
      ("removed", .right), ("95 %", .right), ("rest changed", .right), ("95 %", .right),
    ])
    text.rows = table.rows.map { row in
      [
        name(row.concept), row.layer.rawValue, row.order?.rawValue ?? "best set kept",
        "\(row.units.count)",
      ] + row.answer.effect.ratio.cells + row.answer.rest.ratio.cells
    }
    try say(
      lines: text.lines + ["measured on \(counted(table.scenes, "scene")) of seed \(table.seed)"]
    )
  }
}
