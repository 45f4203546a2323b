import ArgumentParser
import Dissection
import Faults
import Glibc
import JSONText
import Laboratory
import Store

struct StoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store",
    abstract: "List, remove or merge stored results.",
    subcommands: [List.self, Remove.self, StoreMergeCommand.self],
    defaultSubcommand: List.self
  )
}

/// Where the results are.
struct StoreOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Database of results.", valueName: "path"))
  var store: String?

  @Option(
    help: ArgumentHelp(
      "Configuration instead of ~/.config/ganscope/config.toml.",
      valueName: "file"
    )
  )
  var config: String?

  /// Where the store lies.
  func path() throws(Fault) -> String {
    if let store { return store }
    return try Configuration.load(config).store ?? Store.defaultPath()
  }

  /// The store; an empty one in memory where nothing was kept yet.
  func openExisting() throws(Fault) -> Store {
    try OpenStores.openExisting(path(), isWanted: store != nil, waiting: 2)
  }
}

extension StoreCommand {
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List stored results.")

    @OptionGroup var options: StoreOptions

    @Option(help: ArgumentHelp("Write the list; - for standard output.", valueName: "file"))
    var json: String?

    func run() throws {
      let (store, path) = (try options.openExisting(), try options.path())
      let summaries = try store.summaries(checked: true)
      if let trouble = store.condition.trouble { complain(trouble) }
      if let json {
        let members: [(name: String, value: JSONValue)] = [
          ("store", .string(path)), ("results", .array(summaries.map(\.record))),
        ]
        let text = JSONValue.object(members).text() + "\n"
        try Destination.write(Array(text.utf8), to: json, attempt: "write the list of results")
        if json == "-" { return }
      }
      var table = Table([
        ("id", .left), ("kind", .left), ("generator", .left), ("segmenter", .left),
        ("layer", .left), ("seed", .right), ("scenes", .right), ("done", .right),
        ("size", .right), ("saved (UTC)", .left), ("how", .left),
      ])
      table.rows = summaries.map { summary in
        [
          summary.identifier, summary.key.kind.rawValue, summary.generatorName,
          summary.segmenterName, summary.key.layer, "\(summary.key.seed)",
          summary.scenes, summary.progress,
          "\((summary.byteCount + 1023) / 1024) KiB", summary.savedAt, summary.key.choices,
        ]
      }
      try say("\(path)")
      try say(lines: summaries.isEmpty ? ["no results yet"] : table.lines)
    }
  }

  struct Remove: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Remove results by the ids that 'store list' shows, or all of them."
    )

    @OptionGroup var options: StoreOptions

    @Argument(help: "Ids as 'store list' shows them.")
    var ids: [String] = []

    @Flag(help: "Remove every result, after a question.")
    var all = false

    @Flag(help: "With --all: remove them unasked, as scripts have to.")
    var yes = false

    func validate() throws {
      if ids.isEmpty != all {
        throw ValidationError("Say what to remove: ids from 'ganscope store list', or --all.")
      }
      if yes && !all { throw ValidationError("--yes goes with --all.") }
    }

    func run() throws {
      let (store, path) = (try options.openExisting(), try options.path())
      let summaries = try store.summaries()
      if all, !summaries.isEmpty, !yes, try !isAgreed(summaries.count, path) {
        return try say("nothing was removed")
      }
      let chosen = try ids.flatMap { try Self.find($0, in: summaries) }
      let count = try store.remove(all ? nil : Array(Set(chosen.map(\.key))))
      try say("removed \(counted(count, "result"))")
    }

    /// Asks whether all results shall go.
    private func isAgreed(_ count: Int, _ path: String) throws(Fault) -> Bool {
      let what = "\(counted(count, "result")) of \(displayable(path))"
      guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else {
        throw Fault(
          .usage,
          "remove all results from",
          on: path,
          expected: "--yes, as nobody can be asked here",
          found: counted(count, "result"),
          advice: "'ganscope store list' shows them"
        )
      }
      writeError("Remove \(what)? y/N ")
      let answer = readLine()?.trimmingPrefix(while: \.isWhitespace).lowercased() ?? ""
      return ["y", "yes"].contains(answer)
    }

    private static func find(_ id: String, in summaries: [StoreSummary]) throws -> [StoreSummary] {
      let matches = summaries.filter { $0.identifier == id }
      guard !matches.isEmpty else {
        throw Fault(
          .usage,
          "remove the result",
          on: id,
          found: "no result of this id",
          advice: "'ganscope store list' shows the ids"
        )
      }
      return matches
    }
  }
}

extension StoreKey {
  /// The convention and the segmentation, which tell results of the same scenes apart.
  var choices: String {
    let rule = LabelRule(storedName: convention)
    let counted = rule?.usesAllLevels == true ? "gandissect, iqr and maxiou" : convention
    return [counted, segmentation].filter { !$0.isEmpty }.joined(separator: ": ")
  }
}

extension StoreSummary {
  /// How many scenes, and of a part which.
  var scenes: String {
    let of = key.part.map { part in
      part.scenes.rangeText + (part.units.map { " (units \(RangeSet($0).rangeText))" } ?? "")
        + " of "
    }
    return "\(of ?? "")\(key.sampleSize)"
  }

  /// How much of the work is in it, or that its numbers are damaged.
  var progress: String {
    if isDamaged { return "damaged" }
    return (key.part == nil ? "" : "part, ") + percentage(done, of: total)
  }

  var record: JSONValue {
    .object([
      ("id", .string(identifier)), ("kind", .string(key.kind.rawValue)),
      ("generator", .string(generatorName)), ("generator_hash", .string(key.generator)),
      ("segmenter", .string(segmenterName)), ("segmenter_hash", .string(key.segmenter)),
      ("layer", .string(key.layer)), ("seed", .integer(Int(key.seed))),
      ("sample_size", .integer(key.sampleSize)),
      ("part", key.part == nil ? .null : .string(scenes)), ("done", .integer(done)),
      ("total", .integer(total)), ("damaged", .bool(isDamaged)), ("bytes", .integer(byteCount)),
      ("saved", .string(savedAt)), ("convention", .string(key.convention)),
      ("segmentation", .string(key.segmentation)), ("detail", .string(key.detail)),
    ])
  }

  /// A short name for a result that stays the same while the result is continued.
  var identifier: String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    let parts = [
      key.kind.rawValue, key.generator, key.segmenter, key.segmentation, key.convention, key.layer,
      "\(key.seed)", "\(key.sampleSize)", key.detail + (key.part.map { "\($0)" } ?? ""),
    ]
    for byte in parts.joined(separator: "\u{0}").utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    let digits = String(hash >> 32, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}

/// "57 %", rounded down so that only finished work is 100 %.
func percentage(_ done: Int, of total: Int) -> String {
  "\(total > 0 ? done * 100 / total : 100) %"
}
