import ArgumentParser
import Experiments
import Faults
import Store

struct StoreMergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Merge what was measured in parts.",
    discussion: """
      Parts of one result that are made with --shard or --units add up to what one process would \
      have stored, to the bit, in any order and grouping. All is merged or nothing: a part that is \
      missing, that overlaps another, or that was made otherwise is named. Whole results are taken \
      over.
      """
  )

  @Argument(help: ArgumentHelp("The store that is merged into.", valueName: "into"))
  var target: String

  @Argument(
    help: ArgumentHelp("The stores that are merged; they stay as they are.", valueName: "from")
  )
  var sources: [String]

  @Flag(help: "Keep parts that make no whole yet; others can be merged later.")
  var partial = false

  @Flag(help: "Take parts from different processors or versions, which differ in the last bits.")
  var mixed = false

  func run() throws {
    Interruption.listen()
    let store = OpenStores.open(target, waiting: 10)
    let merge = try ShardMerge(
      into: store,
      from: sources,
      allowsMissing: partial,
      allowsMixed: mixed
    )
    var line = ProgressLine()
    let outcomes = try merge.run { (done, total) throws(Fault) in
      if Interruption.isRequested {
        line.clear()
        throw Fault(
          .interrupted,
          "merge into",
          on: target,
          found: "an interruption; nothing was changed"
        )
      }
      line.show(phase: "parts read", done: done, total: total, secondsLeft: nil)
    }
    line.clear()
    var table = Table([
      ("result", .left), ("layer", .left), ("seed", .right), ("scenes", .right),
      ("parts", .right), ("merged", .left),
    ])
    table.rows = outcomes.map { outcome in
      let key = outcome.key
      return [
        key.kind.rawValue, key.layer, "\(key.seed)", "\(key.sampleSize)",
        outcome.parts == 0 ? "–" : "\(outcome.parts)",
        outcome.missing.isEmpty
          ? "whole" : "not whole yet, without \(outcome.missing.joined(separator: "; "))",
      ]
    }
    try say(lines: table.lines)
  }
}
