import ArgumentParser
import Experiments
import Faults
import Store

/// Which share of the work a process does.
struct ShardOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Do only this share of the scenes, 1/64 to 64/64, into a store of its own ('ganscope help "
        + "shards').",
      valueName: "share"
    ),
    transform: ShareNumber.parse
  )
  var shard: ShareNumber?

  @Option(
    help: ArgumentHelp(
      "Store with merged results that this work builds on; it is only read.",
      valueName: "path"
    )
  )
  var base: String?

  /// Whether only a part of the work is done.
  var isPartial: Bool { shard != nil }

  /// Tells the workbench its share and what it builds on.
  func apply(to workbench: Workbench) throws(Fault) {
    workbench.share = shard?.share
    workbench.results.base = try base.map { (path) throws(Fault) in try StoreReader(path: path) }
  }
}

/// "3/64".
struct ShareNumber: FormedArgument, Equatable {
  static let form = "a share such as 3/64, of at most 100000"

  let share: SceneShare

  init?(argument: String) {
    let numbers = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let number = numbers[0], let count = numbers[1],
      let share = SceneShare(number: number, of: count)
    else { return nil }
    self.share = share
  }

  var description: String { "\(share)" }
}

/// "0-127".
struct UnitRange: FormedArgument, Equatable {
  static let form = "a range of units such as 0-127"

  let units: Range<Int>

  init?(argument: String) {
    let ends = argument.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...2).contains(ends.count), let first = ends.first ?? nil, let last = ends.last ?? nil,
      0 <= first, first <= last, last < 1 << 20
    else { return nil }
    units = first..<last + 1
  }

  var description: String { "\(units.lowerBound)-\(units.upperBound - 1)" }
}

extension Workbench {
  /// Does a part of some work and says that it is one.
  func finishPart(
    _ works: [SharedWork],
    sampleSize: Int,
    units: Range<Int>? = nil,
    _ reporter: Reporter
  ) throws(Fault) {
    for work in works {
      try doShare(of: work, sampleSize: sampleSize, progress: reporter.report)
    }
    // What could not be kept is told at the end; then nothing is done.
    guard results.store.settle() == nil else { return }
    let scenes = share.map { "share \($0) of the scenes" }
    let only = units.map { "units \($0.lowerBound) to \($0.upperBound - 1)" }
    let what = [scenes, only].compactMap { $0 }.joined(separator: ", ")
    try say(
      "\(what.isEmpty ? "all scenes" : displayable(what)) done; "
        + "'ganscope store merge INTO \(displayable(results.store.path)) ...' merges the parts"
    )
  }
}

/// Refuses outputs of a part of the work: they would look like those of the whole.
func refuseOutput(_ isPartial: Bool, _ outputs: [String?]) throws {
  guard isPartial, outputs.contains(where: { $0 != nil }) else { return }
  throw ValidationError(
    "A part of the work has no figures to write: merge the parts, then run the same command "
      + "without --shard."
  )
}
