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

  /// Makes ready to add others to it.
  ///
  /// - Throws: `Fault` of kind refused for damage that only shows then.
  mutating func begin() throws(Fault)

  /// Adds the result of other scenes.
  ///
  /// - Throws: `Fault` if it was made otherwise; then this one is of no use.
  mutating func merge(_ other: Self) throws(Fault)

  /// Adds several.
  ///
  /// - Throws: What is wrong with one of them.
  mutating func merge(all others: [Self]) throws(PartFault)

  /// How many bytes it takes until it is merged, where it pays to merge many at once; nil where
  /// each is better merged when it is read.
  var waitingByteCount: Int? { get }

  /// What a store holds of it.
  var parts: [String: StoredArray] { get }

  /// How much work all scenes are, where that is measured in other than scenes.
  var total: Int? { get }

  /// What a store holds of it when all scenes are in it.
  var wholeParts: [String: StoredArray] { get }
}

extension PartialResult {
  var waitingByteCount: Int? { nil }
  var total: Int? { nil }
  var wholeParts: [String: StoredArray] { parts }

  mutating func begin() throws(Fault) {}

  mutating func merge(all others: [Self]) throws(PartFault) {
    for (place, other) in others.enumerated() {
      do throws(Fault) { try merge(other) } catch { throw PartFault(place, error) }
    }
  }
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
    request = record.parts[PartName.request]
  }

  mutating func merge(_ other: PartialSums) throws(Fault) {
    try sums.addSums(other.sums)
  }

  var parts: [String: StoredArray] {
    var parts: [String: StoredArray] = ["sums": .integers(sums)]
    parts[PartName.request] = request
    return parts
  }
}

/// What of each unit's activation goes with each earlier unit, summed over scenes.
struct PartialFlows: PartialResult {
  private var flows: [Int64]
  /// How many earlier units there are.
  private let units: Int

  init(_ record: StoreRecord) throws(Fault) {
    guard let flows = record.integers("flows"), record.total > 0, record.done == record.total,
      flows.count.isMultiple(of: record.total)
    else { throw record.misfit("other units") }
    (self.flows, units) = (flows, record.total)
  }

  mutating func merge(_ other: PartialFlows) throws(Fault) {
    guard units == other.units else {
      throw Fault(
        .refused,
        "merge sums",
        expected: "sums of \(units) units",
        found: "\(other.units)"
      )
    }
    try flows.addSums(other.flows)
  }

  var total: Int? { units }
  var parts: [String: StoredArray] { ["flows": .integers(flows)] }
}

extension [Int64] {
  fileprivate mutating func addSums(_ added: [Int64]) throws(Fault) {
    guard count == added.count else {
      throw Fault(.refused, "merge sums", expected: "\(count) numbers", found: "\(added.count)")
    }
    for index in indices {
      let (sum, overflow) = self[index].addingReportingOverflow(added[index])
      guard !overflow else {
        throw Fault(.refused, "merge sums", found: "sums larger than any measurement makes")
      }
      self[index] = sum
    }
  }
}
