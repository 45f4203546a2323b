public import Faults
public import Store

/// Merges parts of results that were made apart.
///
/// A merged whole is the record that one process would have stored, to the bit, in any order and
/// grouping. Everything is merged or nothing.
public struct ShardMerge {
  /// What became of one result.
  public struct Outcome: Hashable, Sendable {
    /// The key of the whole.
    public let key: StoreKey
    /// How many parts went into it; 0 for a whole that was taken over.
    public let parts: Int
    /// What is missing, in words; empty for a whole.
    public let missing: [String]
  }

  private let target: Store
  private let plans: [ShardPlan]
  private let allowsMissing: Bool
  private let allowsMixed: Bool

  /// Finds out from the keys what is to be merged.
  ///
  /// - Parameters:
  ///   - target: The store that is merged into.
  ///   - paths: The stores that are merged.
  ///   - allowsMissing: Whether parts may be kept that make no whole yet.
  ///   - allowsMixed: Whether parts of different processors or versions may go together.
  /// - Throws: `Fault` that names the store and what is wrong with it.
  public init(
    into target: Store,
    from paths: [String],
    allowsMissing: Bool = false,
    allowsMixed: Bool = false
  ) throws(Fault) {
    self.target = target
    self.allowsMissing = allowsMissing
    self.allowsMixed = allowsMixed
    if let trouble = target.condition.trouble { throw trouble }
    var plans: [StoreKey: ShardPlan] = [:]
    var order: [StoreKey] = []
    var seen: [String: String] = [:]
    for path in paths {
      let reader = try StoreReader(path: path)
      if let first = seen.updateValue(path, forKey: reader.identity) {
        throw Fault(
          .usage,
          "merge",
          on: path,
          found: first == path ? "the same store twice" : "the same file as '\(first)'"
        )
      }
      for summary in try Self.finished(in: reader) {
        let whole = summary.key.whole
        if plans[whole] == nil { order.append(whole) }
        try plans[whole, default: ShardPlan(whole)].add(summary.key, from: .shard(reader))
      }
    }
    if seen[StoreReader.identity(of: target.path)] != nil {
      throw Fault(
        .usage,
        "merge into",
        on: target.path,
        found: "the same store among those that are merged"
      )
    }
    for summary in try target.summaries() where summary.done >= summary.total {
      try plans[summary.key.whole]?.add(summary.key, from: .target(target.path))
    }
    self.plans = order.compactMap { plans[$0] }
    try checkFit()
  }

  private static func finished(in reader: StoreReader) throws(Fault) -> [StoreSummary] {
    let summaries = try reader.summaries()
    guard !summaries.isEmpty else {
      throw Fault(.refused, "merge from", on: reader.path, found: "a store without results")
    }
    for summary in summaries where summary.done < summary.total {
      let part = summary.key.part.map { ", \($0)" } ?? ""
      throw Fault(
        .refused,
        "merge the \(summary.key.title)\(part) from",
        on: reader.path,
        expected: "finished work",
        found: "\(summary.done) of \(summary.total) done",
        advice: "Run its command again, which goes on from there"
      )
    }
    return summaries
  }

  /// Refuses what cannot make a whole, before anything is read or written.
  private func checkFit() throws(Fault) {
    for plan in plans {
      let (pieces, wholes) = (plan.pieces, plan.wholes)
      if let whole = wholes.first, let piece = pieces.first {
        throw Fault(
          .refused,
          "merge the \(plan.key.title) from",
          on: piece.source.path,
          expected: "no part of what '\(whole.path)' holds whole",
          found: "\(piece.part)"
        )
      }
      let missing = plan.missing(unitCount: nil)
      guard wholes.isEmpty, !missing.isEmpty else { continue }
      if plan.isInTarget, let piece = pieces.first(where: { !$0.source.isTarget }) {
        throw Fault(
          .refused,
          "merge the \(plan.key.title) from",
          on: piece.source.path,
          expected: "no part of what '\(target.path)' holds whole",
          found: "\(piece.part)"
        )
      }
      if !allowsMissing { throw incomplete(plan, missing) }
    }
  }

  /// Names what is missing and which of the stores were made otherwise.
  private func incomplete(_ plan: ShardPlan, _ missing: [String]) -> Fault {
    let paths = Set(plan.pieces.map(\.source.path))
    var strangers: [String] = []
    for other in plans where other.key != plan.key {
      guard let difference = other.key.difference(to: plan.key) else { continue }
      strangers += other.pieces.map(\.source.path).filter { !paths.contains($0) }.map {
        "'\($0)' has \(difference)"
      }
    }
    let listed = strangers.prefix(3).joined(separator: ", ")
    return Fault(
      strangers.isEmpty ? .missing : .refused,
      "merge the \(plan.key.title) into",
      on: target.path,
      expected: "all \(plan.key.sampleSize) scenes",
      found: "none of \(missing.joined(separator: "; "))"
        + (strangers.isEmpty ? "" : ": \(listed)")
        + (strangers.count > 3 ? " and \(strangers.count - 3) more" : ""),
      advice: "Name the missing shards too, or keep what there is for later with --partial"
    )
  }

  /// Merges.
  ///
  /// - Parameter progress: Called for each part that was read: how many, of how many.
  /// - Returns: What became of each result.
  /// - Throws: `Fault` that names the store; then nothing was changed.
  public func run(
    progress: (_ done: Int, _ total: Int) throws(Fault) -> Void = { (_, _) throws(Fault) in }
  ) throws(Fault) -> [Outcome] {
    let total = plans.reduce(0) { $0 + max(1, $1.pieces.count) }
    var done = 0
    var outcomes: [Outcome] = []
    try target.change { (change) throws(Fault) in
      for plan in plans {
        let merger = PlanMerger(
          plan: plan,
          target: target.path,
          change: change,
          allowsMixed: allowsMixed,
          allowsMissing: allowsMissing
        )
        outcomes.append(
          try merger.run { () throws(Fault) in
            done += 1
            try progress(min(done, total), total)
          }
        )
      }
    }
    for plan in plans { rememberModels(of: plan) }
    return outcomes
  }

  private func rememberModels(of plan: ShardPlan) {
    let sources = plan.wholes + plan.pieces.map(\.source)
    guard case .shard(let reader)? = sources.first(where: { !$0.isTarget }) else { return }
    for hash in [plan.key.generator, plan.key.segmenter] where !hash.isEmpty {
      if let name = reader.modelName(hash: hash) { target.rememberModel(hash: hash, name: name) }
    }
  }
}
