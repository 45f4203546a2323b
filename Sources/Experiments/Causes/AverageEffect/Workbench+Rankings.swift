public import Causes
public import Faults
import Laboratory
public import Tensors

/// What the first units of each ranking do together on held-out scenes.
public struct RankingTable: Hashable, Sendable {
  /// One ranking of one layer for one concept.
  public struct Row: Hashable, Sendable {
    /// The concept's number.
    public let concept: Int
    /// The layer.
    public let layer: LayerName
    /// The ranking; nil for the best set that a search has kept.
    public let order: SetOrder?
    /// The units.
    public let units: [Int]
    /// What they do when they are switched off.
    public let answer: SetSearch.Answer
  }

  /// The rows: concepts and layers in the order asked, rankings in theirs.
  public internal(set) var rows: [Row] = []
  /// The seed of the scenes.
  public let seed: UInt32
  /// How many scenes.
  public let scenes: Int
}

extension Workbench {
  /// Switches the first units of every ranking at hand off, on scenes that served none of them.
  ///
  /// - Throws: `Fault` for an unknown layer, or without a segmenter.
  public func rankingTable(
    of concepts: [Int],
    in names: [LayerName]?,
    limit: Int,
    scenes: Int,
    progress: ProgressHandler = ignoreProgress
  ) throws(Fault) -> RankingTable {
    session.claimThread()
    try checkSampleSize(scenes)
    let layers = try layers(names)
    var table = RankingTable(seed: options.seed &+ 2, scenes: scenes)
    let kept = keptSets()
    for layer in layers {
      for concept in concepts {
        var sets: [(SetOrder?, [Int])] = []
        for order in knownOrders(of: layer, for: concept) {
          sets.append(
            (
              order,
              Array(try units(of: layer, orderedBy: order, for: concept).prefix(max(1, limit)))
            )
          )
        }
        let best = kept.first {
          $0.concept == concept && $0.quantile == nil && $0.found.set.layer == layer.name
        }
        if let best { sets.append((nil, best.found.set.units)) }
        let judge = SetJudge(self, layer, concept: concept, seed: table.seed, scenes: scenes)
        for (order, units) in sets {
          var answer = SetSearch.Answer()
          for batch in 0..<judge.batchCount {
            try judge.add(units, batch: batch, to: &answer)
            let report = JobProgress(
              phase: "\(layer.name): rankings on held-out scenes",
              done: min(batch + 1, judge.batchCount - 1),
              total: judge.batchCount,
              secondsLeft: nil
            )
            try progress(report)
          }
          table.rows.append(
            RankingTable.Row(
              concept: concept,
              layer: layer.name,
              order: order,
              units: units,
              answer: answer
            )
          )
        }
      }
    }
    return table
  }
}
