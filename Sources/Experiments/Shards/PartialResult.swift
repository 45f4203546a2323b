import Concepts
import Dissection
import Faults
import Store
import Tensors

/// A result of some of the scenes, to which those of others can be added.
///
/// All sums are whole numbers or order statistics, so that any order and grouping gives the same bits.
protocol PartialResult {
  /// Reads what a store holds.
  ///
  /// - Throws: `Fault` of kind refused for numbers that do not belong together.
  init(_ record: StoreRecord) throws(Fault)

  /// Adds the result of other scenes.
  ///
  /// - Throws: `Fault` if it was made otherwise.
  mutating func merge(_ other: Self) throws(Fault)

  /// What a store holds of it.
  var parts: [String: StoredArray] { get }

  /// What a store holds of it when all scenes are in it.
  var wholeParts: [String: StoredArray] { get }
}

extension PartialResult {
  var wholeParts: [String: StoredArray] { parts }
}

extension StoreRecord {
  /// The vocabulary that went with a part; nil where no segmenter took part.
  func storedVocabulary() throws(Fault) -> ConceptVocabulary? {
    guard let bytes = bytes(PartName.vocabulary) else { return nil }
    return try ConceptVocabulary(decoding: bytes)
  }

  func neededVocabulary() throws(Fault) -> ConceptVocabulary {
    guard let vocabulary = try storedVocabulary() else { throw misfit("no vocabulary") }
    return vocabulary
  }
}

/// Levels on their way.
struct PartialLevels: PartialResult {
  private var sample: LevelSample

  init(_ record: StoreRecord) throws(Fault) {
    guard let rule = LabelRule(storedName: record.key.convention) else {
      throw record.misfit("levels of an unknown rule")
    }
    sample = try LevelSample(decoding: record.needed("state"), rule: rule)
    guard sample.scenes == record.done, sample.sampleSize == record.key.sampleSize,
      sample.layer.name.rawValue == record.key.layer
    else { throw record.misfit("other scenes or another layer") }
  }

  mutating func merge(_ other: PartialLevels) throws(Fault) { try sample.merge(other.sample) }

  var parts: [String: StoredArray] { ["state": .bytes(sample.encoded())] }
  var wholeParts: [String: StoredArray] { LayerLevels(sample).parts }
}

/// Joint counts, or counts with top scenes and intervals.
struct PartialCounts: PartialResult {
  private enum Counter {
    case none
    case fixed(ConceptCounter)
    case all(LevelCounter)
  }

  private var counter = Counter.none
  private var top: TopScenes?
  private var spreads: [String: LabelSpread] = [:]
  private let basis: [Int64]?
  private let isJoint: Bool

  init(_ record: StoreRecord) throws(Fault) {
    isJoint = record.key.kind == .joint
    basis = record.integers(PartName.basis)
    var scenes = record.done
    if let vocabulary = try record.storedVocabulary() {
      let bytes = try record.needed("counts")
      if LabelRule(storedName: record.key.convention)?.usesAllLevels == true {
        let counts = try LevelCounter(decoding: bytes, vocabulary: vocabulary)
        scenes = counts.scenes
        counter = .all(counts)
      } else {
        let counts = try ConceptCounter(decoding: bytes, vocabulary: vocabulary)
        scenes = counts.scenes
        counter = .fixed(counts)
      }
    }
    guard scenes == record.done else { throw record.misfit("counts of other scenes") }
    if !isJoint { top = try TopScenes(decoding: record.needed("top scenes")) }
    for score in [UnitScore.iqr, .maxiou] {
      let name = "\(score.rawValue) spread"
      if let bytes = record.bytes(name) { spreads[name] = try LabelSpread(decoding: bytes) }
    }
  }

  mutating func merge(_ other: PartialCounts) throws(Fault) {
    guard basis == other.basis, spreads.keys == other.spreads.keys,
      (top == nil) == (other.top == nil)
    else {
      throw Fault(
        .refused,
        "merge counts",
        expected: "counts for the same labels",
        found: "labels that were chosen otherwise",
        advice: "Count all shards with the same --base"
      )
    }
    let own = counter
    counter = .none  // so that the copy is the only one and is changed in place
    switch (own, other.counter) {
    case (.fixed(var own), .fixed(let other)):
      try own.merge(other)
      counter = .fixed(own)
    case (.all(var own), .all(let other)):
      try own.merge(other)
      counter = .all(own)
    default: counter = own
    }
    if let added = other.top { try top?.merge(added) }
    for (name, added) in other.spreads { try spreads[name]?.merge(added) }
  }

  var parts: [String: StoredArray] {
    var parts = wholeCounts
    if let basis { parts[PartName.basis] = .integers(basis) }
    return parts
  }

  var wholeParts: [String: StoredArray] {
    var parts = wholeCounts
    if isJoint, case .all(let counter) = counter {
      parts["scores"] = .bytes(counter.scores().encoded())
    }
    return parts
  }

  private var wholeCounts: [String: StoredArray] {
    var parts: [String: StoredArray] = [:]
    switch counter {
    case .none: break
    case .fixed(let counter): parts["counts"] = .bytes(counter.encoded())
    case .all(let counter): parts["counts"] = .bytes(counter.encoded())
    }
    if let top { parts["top scenes"] = .bytes(top.encoded()) }
    for (name, spread) in spreads { parts[name] = .bytes(spread.encoded()) }
    return parts
  }
}

/// The effect of an edit.
struct PartialMeasurement: PartialResult {
  private var effects: EffectAccumulator

  init(_ record: StoreRecord) throws(Fault) {
    effects = try EffectAccumulator(
      decoding: record.needed("effects"),
      vocabulary: record.neededVocabulary()
    )
    guard effects.scenes == record.done else { throw record.misfit("other scenes") }
  }

  mutating func merge(_ other: PartialMeasurement) throws(Fault) {
    try effects.merge(other.effects)
  }

  var parts: [String: StoredArray] { ["effects": .bytes(effects.encoded())] }
}

/// The effects of single units; over all scenes, those of other units can be added too.
struct PartialSweep: PartialResult {
  private(set) var tally: SweepAccumulator

  init(_ record: StoreRecord) throws(Fault) {
    tally = try SweepAccumulator(
      decoding: record.needed("units"),
      vocabulary: record.neededVocabulary()
    )
    let part = record.key.part
    guard tally.measuredUnits == record.done, tally.layer.name.rawValue == record.key.layer,
      tally.sampleSize == part?.scenes.numberCount ?? record.key.sampleSize,
      tally.units == part?.units ?? 0..<tally.layer.units
    else { throw record.misfit("other scenes or units") }
  }

  mutating func merge(_ other: PartialSweep) throws(Fault) { try tally.merge(scenes: other.tally) }

  mutating func append(_ other: PartialSweep) throws(Fault) { try tally.append(units: other.tally) }

  var parts: [String: StoredArray] { ["units": .bytes(tally.encoded())] }
}

/// Sums of whole numbers, each of which adds up by itself: curves and contexts.
struct PartialSums: PartialResult {
  private var sums: [Int64]
  /// What was asked, which the key tells too; results of earlier versions do not hold it.
  private let request: StoredArray?

  init(_ record: StoreRecord) throws(Fault) {
    guard let sums = record.integers("sums"), sums.first == Int64(record.done) else {
      throw record.misfit("other scenes")
    }
    self.sums = sums
    request = record.parts[Workbench.requestPart]
  }

  mutating func merge(_ other: PartialSums) throws(Fault) {
    guard sums.count == other.sums.count else {
      throw Fault(
        .refused,
        "merge sums",
        expected: "\(sums.count) numbers",
        found: "\(other.sums.count)"
      )
    }
    for index in sums.indices {
      let (sum, overflow) = sums[index].addingReportingOverflow(other.sums[index])
      guard !overflow else {
        throw Fault(.refused, "merge sums", found: "sums larger than any measurement makes")
      }
      sums[index] = sum
    }
  }

  var parts: [String: StoredArray] {
    var parts: [String: StoredArray] = ["sums": .integers(sums)]
    parts[Workbench.requestPart] = request
    return parts
  }
}
