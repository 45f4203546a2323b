public import Dissection
import Faults
import Laboratory
import OneDNN
import Store

extension Workbench {
  /// The scenes of a sample that are worked on here: all, or those of the share.
  func batches(seed: UInt32, sampleSize: Int) throws(Fault) -> SceneBatches {
    let scenes = try share?.scenes(ofSample: sampleSize, batchSize: batchSize)
    return SceneBatches(seed: seed, scenes: scenes ?? 0..<sampleSize, size: batchSize)
  }

  /// The key under which what is worked on here is kept: that of the whole, or of a part of it.
  func own(_ key: StoreKey, _ batches: SceneBatches, units: Range<Int>? = nil) -> StoreKey {
    guard share != nil || units != nil else { return key }
    var key = key
    key.part = StorePart(scenes: RangeSet(batches.scenes), units: units)
    return key
  }

  /// Keeps a result; with a part of one goes the vocabulary of its counts.
  func keep(_ record: StoreRecord) { results.keep(record, segmenterFacts?.vocabulary) }

  /// What to say where a phase needs results of an earlier one.
  ///
  /// - Parameters:
  ///   - key: The key of the whole result that is needed.
  ///   - phase: The phase that makes it.
  /// - Returns: A fault that tells what there is and what is missing.
  func unfinished(_ key: StoreKey, _ phase: DissectionPhase) -> Fault {
    var scenes = RangeSet<Int>()
    for summary in results.summaries where summary.key.whole == key && summary.done >= summary.total
    {
      if let part = summary.key.part { scenes.formUnion(part.scenes) }
    }
    let missing = RangeSet(0..<key.sampleSize).subtracting(scenes)
    let isDivided = !scenes.isEmpty
    return Fault(
      .missing,
      "count units of",
      on: key.layer,
      expected: "the whole \(key.kind.rawValue) of \(key.sampleSize) scenes of seed \(key.seed)",
      found: isDivided
        ? missing.isEmpty
          ? "parts that are not merged" : "parts without scenes \(missing.rangeText)"
        : "none",
      advice: "Run the phase '\(phase.flag)' first, merge its shards with 'ganscope store merge', "
        + "and name the merged store with --base"
    )
  }
}

/// The names of what goes with a part of a result.
enum PartName {
  static let maker = "made by"
  static let vocabulary = "vocabulary"
  /// What was chosen by earlier phases and must be the same for all parts.
  static let basis = "basis"
  /// What is done of the batch or unit at hand, where that takes long.
  static let atHand = "at hand"
}

extension DissectionPhase {
  /// The word on the command line.
  public var flag: String {
    switch self {
    case .levels: "levels"
    case .jointCounts: "joint"
    case .counts: "counts"
    }
  }
}
