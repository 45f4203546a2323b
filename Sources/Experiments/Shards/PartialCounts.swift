import Dissection
import Faults
import Store

/// Joint counts, or counts with top scenes and intervals.
struct PartialCounts: PartialResult {
  private enum Counter {
    case none
    case fixed(ConceptCounter)
    case packed(PackedLevelCounts)
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
        let counts = try PackedLevelCounts(bytes, vocabulary: vocabulary)
        scenes = counts.scenes
        counter = .packed(counts)
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

  var waitingByteCount: Int? {
    if case .packed(let counts) = counter { counts.memoryByteCount } else { nil }
  }

  mutating func begin() throws(Fault) {
    if case .packed(let counts) = counter { counter = .all(try LevelCounter(counts)) }
  }

  mutating func merge(_ other: PartialCounts) throws(Fault) {
    do throws(PartFault) { try merge(all: [other]) } catch { throw error.fault }
  }

  mutating func merge(all others: [PartialCounts]) throws(PartFault) {
    for (place, other) in others.enumerated() {
      do throws(Fault) { try mergeCompanions(of: other) } catch { throw PartFault(place, error) }
    }
    guard case .all(var own) = counter else { return }
    counter = .none  // so that the copy is the only one and is changed in place
    try own.merge(
      others.compactMap { if case .packed(let counts) = $0.counter { counts } else { nil } }
    )
    counter = .all(own)
  }

  /// Adds what goes with counts, and counts at fixed levels.
  private mutating func mergeCompanions(of other: PartialCounts) throws(Fault) {
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
    if case .fixed(var own) = counter, case .fixed(let added) = other.counter {
      counter = .none
      try own.merge(added)
      counter = .fixed(own)
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
    case .packed(let counts): parts["counts"] = .bytes(counts.bytes)
    case .all(let counter): parts["counts"] = .bytes(counter.encoded())
    }
    if let top { parts["top scenes"] = .bytes(top.encoded()) }
    for (name, spread) in spreads { parts[name] = .bytes(spread.encoded()) }
    return parts
  }
}
