public import Concepts
public import Faults
import Interventions
public import Tensors

/// The effect of ablating every unit of a layer alone, unit after unit over the same scenes.
public struct SweepAccumulator: Sendable {
  /// The layer.
  public let layer: LayerDescription
  /// The seed of the scenes.
  public let seed: UInt32
  /// How many scenes each unit is measured on.
  public let sampleSize: Int
  /// How many units are done.
  public private(set) var measuredUnits = 0
  /// Concept areas of the scenes without an edit.
  private var baseline: ConceptAreas
  /// Pixels of each concept with each measured unit ablated: [unit * concepts + concept].
  private var counts: [Int] = []

  /// Starts with what the scenes hold without an edit.
  public init(layer: LayerDescription, seed: UInt32, baseline: ConceptAreas) {
    self.layer = layer
    self.seed = seed
    self.baseline = baseline
    sampleSize = baseline.scenes
  }

  /// Whether every unit is done.
  public var isComplete: Bool { measuredUnits == layer.units }

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
        "add unit \(measuredUnits) to the sweep of",
        on: layer.name.rawValue,
        expected: "\(sampleSize) scenes of one of \(layer.units) units",
        found: "\(areas.scenes) scenes"
      )
    }
    counts.append(contentsOf: areas.counts)
    measuredUnits += 1
  }

  /// The sweep so far; units that are not measured yet hold zeros.
  public var sweep: Sweep {
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
  private static let mark = "ganscope sweep 1\n"

  /// The pixels as bytes.
  public func encoded() -> [UInt8] {
    var writer = ByteWriter(mark: Self.mark)
    let head = [
      layer.units, layer.height, layer.width, Int(seed), baseline.counts.count, sampleSize,
      baseline.pixels, measuredUnits,
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
    var reader = try ByteReader(bytes, mark: Self.mark, subject: "sweep")
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
    measuredUnits = try reader.count(limit: layer.units)
    baseline = ConceptAreas(vocabulary: vocabulary)
    try baseline.restore(from: &reader, scenes: sampleSize, pixels: pixels)
    counts = try reader.wholes(expecting: measuredUnits * vocabulary.count, limit: pixels)
    try reader.finish()
  }
}
