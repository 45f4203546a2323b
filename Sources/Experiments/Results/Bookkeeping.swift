import Concepts
public import Dissection
import Faults
import Foundation
import Laboratory
import Store
import Tensors

/// Where results of some networks and choices go: their keys, the records under them, and which of
/// a sample's scenes are worked on here.
struct Bookkeeping {
  let keys: ResultKeys
  let results: Results
  /// The segmenter's concepts; nil without one.
  let vocabulary: ConceptVocabulary?
  /// The share of the scenes that runs work on; nil for all.
  let share: SceneShare?
  /// How many scenes a batch has.
  let batchSize: Int

  /// The scenes of a sample that are worked on here: all, or those of the share.
  ///
  /// - Throws: `Fault` of kind usage if there are more shares than batches.
  func batches(seed: UInt32? = nil, sampleSize: Int) throws(Fault) -> SceneBatches {
    let scenes = try share?.scenes(ofSample: sampleSize, batchSize: batchSize)
    return SceneBatches(
      seed: seed ?? keys.seed,
      scenes: scenes ?? 0..<sampleSize,
      size: batchSize
    )
  }

  /// The entry of a result over some scenes: that of the whole, or of the part that is made here.
  func entry(
    _ key: StoreKey,
    over batches: SceneBatches,
    units: Range<Int>? = nil
  ) -> ResultEntry {
    var key = key
    if share != nil || units != nil {
      key.part = StorePart(scenes: RangeSet(batches.scenes), units: units)
    }
    return entry(key)
  }

  /// The entry of a whole result.
  func entry(_ key: StoreKey) -> ResultEntry { ResultEntry(key, in: results, vocabulary) }

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

/// The names of what goes with a result, or with a part of one.
enum PartName {
  static let maker = "made by"
  static let vocabulary = "vocabulary"
  /// What was chosen by earlier phases and must be the same for all parts.
  static let basis = "basis"
  /// What is done of the batch or unit at hand, where that takes long.
  static let atHand = "at hand"
  /// What was asked for.
  static let request = "request"
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

/// The entry of one result among the results: what a run takes up when it begins, and what it keeps
/// as it goes.
struct ResultEntry {
  /// Tells of a part which scenes and units it is of.
  let key: StoreKey
  private let results: Results
  /// Goes with a part, which is merged without the networks.
  private let vocabulary: ConceptVocabulary?

  init(_ key: StoreKey, in results: Results, _ vocabulary: ConceptVocabulary? = nil) {
    self.key = key
    self.results = results
    self.vocabulary = vocabulary
  }

  /// Whether only some of the scenes or units are worked on, so that nothing is a result yet.
  var isPart: Bool { key.part != nil }

  /// When what is done is saved.
  var pace: Pace { Pace(isAlwaysDue: results.savesAlways) }

  /// What is kept, read; nil for nothing, or for what cannot be read, which is reported.
  func recalled<Value>(_ read: (StoreRecord) throws(Fault) -> Value?) -> Value? {
    results.recalled(key, read)
  }

  /// Keeps a state of the result.
  ///
  /// - Parameters:
  ///   - done: How much of it is done.
  ///   - total: How much it is in all.
  ///   - parts: Its numbers.
  func keep(done: Int, of total: Int, _ parts: [String: StoredArray]) {
    results.keep(StoreRecord(key: key, done: done, total: total, parts: parts), vocabulary)
  }
}

extension StoredArray {
  /// What was asked for, as a part of a record.
  static func request(_ request: some Encodable) -> StoredArray? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return (try? encoder.encode(request)).map { .bytes(Array($0)) }
  }
}

extension StoreRecord {
  /// What was asked for; nil in records of earlier versions.
  func request<Request: Decodable>(_ type: Request.Type) -> Request? {
    bytes(PartName.request).flatMap { try? JSONDecoder().decode(type, from: Data($0)) }
  }
}
