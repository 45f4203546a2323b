public import Concepts
public import Faults
import Interventions
public import Tensors

/// The effect of ablating units of a layer alone, unit after unit over the same scenes.
///
/// All sums are of whole pixels, so that parts of the scenes and of the units make the whole, bit for
/// bit.
public struct SweepAccumulator: Sendable {
  /// The layer.
  public let layer: LayerDescription
  /// The seed of the scenes.
  public let seed: UInt32
  /// The units that are measured, in order.
  public private(set) var units: Range<Int>
  /// How many scenes each unit is measured on.
  public private(set) var sampleSize: Int
  /// How many of these units are done.
  public private(set) var measuredUnits = 0
  /// Concept areas of the scenes without an edit.
  private var baseline: ConceptAreas
  /// Pixels of each concept with each measured unit ablated: [place * concepts + concept].
  private var counts: [Int] = []

  /// Starts with what the scenes hold without an edit.
  ///
  /// - Parameters:
  ///   - layer: The layer.
  ///   - units: The units that are measured; nil for all.
  ///   - seed: The seed of the scenes.
  ///   - baseline: Concept areas without an edit.
  public init(
    layer: LayerDescription,
    units: Range<Int>? = nil,
    seed: UInt32,
    baseline: ConceptAreas
  ) {
    self.layer = layer
    self.units = units ?? 0..<layer.units
    self.seed = seed
    self.baseline = baseline
    sampleSize = baseline.scenes
  }

  /// Whether all of its units are done.
  public var isComplete: Bool { measuredUnits == units.count }

  /// The unit that comes next.
  public var nextUnit: Int { units.lowerBound + measuredUnits }

  /// Adds the same units measured on other scenes.
  ///
  /// - Throws: `Fault` of kind defect for another layer, seed or vocabulary, or units on their way.
  public mutating func merge(scenes other: SweepAccumulator) throws(Fault) {
    guard layer == other.layer, seed == other.seed, units == other.units, isComplete,
      other.isComplete, counts.count == other.counts.count
    else { throw misfit("the same units on other scenes") }
    try baseline.merge(other.baseline)
    sampleSize += other.sampleSize
    for index in counts.indices { counts[index] += other.counts[index] }
  }

  /// Adds the units that follow, measured on the same scenes.
  ///
  /// - Throws: `Fault` of kind defect for another layer, other scenes, or units on their way.
  public mutating func append(units other: SweepAccumulator) throws(Fault) {
    guard layer == other.layer, seed == other.seed, sampleSize == other.sampleSize,
      baseline == other.baseline, units.upperBound == other.units.lowerBound, isComplete,
      other.isComplete
    else { throw misfit("the units that follow on the same scenes") }
    units = units.lowerBound..<other.units.upperBound
    measuredUnits += other.measuredUnits
    counts += other.counts
  }

  private func misfit(_ expected: String) -> Fault {
    Fault(
      .defect,
      "merge sweeps of",
      on: layer.name.rawValue,
      expected: expected,
      found: "others"
    )
  }

  /// Adds the next unit: the same scenes with that unit alone ablated.
  ///
  /// - Throws: `Fault` of kind defect if other scenes were measured or all units are done.
  public mutating func addNextUnit(_ areas: ConceptAreas) throws(Fault) {
    guard
      !isComplete, areas.scenes == sampleSize, areas.pixels == baseline.pixels,
      areas.counts.count == baseline.counts.count
    else {
      throw Fault(
        .defect,
        "add unit \(nextUnit) to the sweep of",
        on: layer.name.rawValue,
        expected: "\(sampleSize) scenes of one of \(layer.units) units",
        found: "\(areas.scenes) scenes"
      )
    }
    counts.append(contentsOf: areas.counts)
    measuredUnits += 1
  }

  /// The sweep of all units so far; those that are not measured yet hold zeros.
  ///
  /// Of a part of the units there is none, since a sweep says that the first so many are measured.
  public var sweep: Sweep? {
    guard units.lowerBound == 0 else { return nil }
    let concepts = baseline.counts.count
    var change = [Float](repeating: 0, count: concepts * layer.units)
    for unit in 0..<measuredUnits {
      for concept in 0..<concepts {
        let pixels = counts[unit * concepts + concept] - baseline.counts[concept]
        guard pixels != 0 else { continue }
        change[concept * layer.units + unit] = Float(Double(pixels) / Double(baseline.pixels))
      }
    }
    return Sweep(
      layer: layer,
      seed: seed,
      scenes: sampleSize,
      measuredUnits: measuredUnits,
      baseline: baseline.shares,
      change: change
    )
  }
}

extension SweepAccumulator {
  private static let mark = "ganscope sweep 2\n"
  /// Always of all units.
  private static let earlierMark = "ganscope sweep 1\n"

  /// The pixels as bytes.
  public func encoded() -> [UInt8] {
    var writer = ByteWriter(mark: Self.mark)
    let head = [
      layer.units, layer.height, layer.width, Int(seed), baseline.counts.count, sampleSize,
      baseline.pixels, units.lowerBound, units.count, measuredUnits,
    ]
    writer.write(layer.name.rawValue)
    for number in head { writer.write(number) }
    writer.write(counts: baseline.counts.lazy.map(UInt64.init))
    writer.write(counts: counts.lazy.map(UInt64.init))
    return writer.bytes
  }

  /// Restores a sweep to go on with.
  ///
  /// - Throws: `Fault` of kind refused for damaged bytes or another vocabulary.
  public init(decoding bytes: [UInt8], vocabulary: ConceptVocabulary) throws(Fault) {
    let isEarlier = bytes.starts(with: Self.earlierMark.utf8)
    var reader = try ByteReader(
      bytes,
      mark: isEarlier ? Self.earlierMark : Self.mark,
      subject: "sweep"
    )
    let name = LayerName(rawValue: try reader.text())
    layer = LayerDescription(
      name: name,
      units: try reader.count(limit: 1 << 16),
      height: try reader.count(limit: 1 << 13),
      width: try reader.count(limit: 1 << 13)
    )
    seed = UInt32(try reader.count(limit: Int(UInt32.max)))
    guard try reader.count() == vocabulary.count else { throw reader.fault("another vocabulary") }
    sampleSize = try reader.count(limit: 1 << 24)
    let pixels = try reader.count(limit: 1 << 50)
    let first = isEarlier ? 0 : try reader.count(limit: layer.units)
    let count = isEarlier ? layer.units : try reader.count(limit: layer.units - first)
    units = first..<first + count
    measuredUnits = try reader.count(limit: count)
    baseline = ConceptAreas(vocabulary: vocabulary)
    try baseline.restore(from: &reader, scenes: sampleSize, pixels: pixels)
    counts = try reader.wholes(expecting: measuredUnits * vocabulary.count, limit: pixels)
    try reader.finish()
  }
}
