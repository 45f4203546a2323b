public import Faults

/// How the IoU of each unit with its label varies from scene to scene.
///
/// Sums of whole numbers, so that merging the parts of any split gives the whole, bit for bit.
public struct LabelSpread: Hashable, Sendable {
  /// What was chosen for each unit; empty where sums are only merged.
  public let choices: [LevelChoice]
  private(set) var scenes = 0
  /// Sums over scenes for each unit: common pixels, the union's, their squares and product.
  private var sums: [Sums]

  private struct Sums: Hashable, Sendable {
    var common: UInt64 = 0
    var union: UInt64 = 0
    var commonSquares: UInt64 = 0
    var unionSquares: UInt64 = 0
    var products: UInt64 = 0

    static var all: [WritableKeyPath<Sums, UInt64>] {
      [\.common, \.union, \.commonSquares, \.unionSquares, \.products]
    }
  }

  /// Starts without scenes.
  public init(_ choices: [LevelChoice]) {
    self.choices = choices
    sums = choices.map { _ in Sums() }
  }

  /// Adds one scene.
  mutating func add(_ counts: SceneCounts, of scene: SceneLabels.Scene, columns: [Int]) {
    scenes += 1
    func above(_ row: Int, _ unit: Int) -> UInt64 {
      counts.above(row, unit: unit, bins: choices[unit].index + 1)
    }
    for (unit, choice) in choices.enumerated() {
      guard let concept = choice.concept else { continue }
      let row = scene.concepts.firstIndex(of: concept)
      let isCounted = scene.categories.contains(columns[concept])
      let common = row.map { above($0, unit) } ?? 0
      let active = isCounted ? above(scene.concepts.count, unit) : 0
      let union = active + (row.map { UInt64(scene.pixels[$0]) } ?? 0) - common
      sums[unit].common += common
      sums[unit].union += union
      sums[unit].commonSquares += common * common
      sums[unit].unionSquares += union * union
      sums[unit].products += common * union
    }
  }

  /// Adds what was seen in other scenes with the same choices.
  ///
  /// - Throws: `Fault` of kind defect for other units, refused for impossible sums.
  public mutating func merge(_ other: LabelSpread) throws(Fault) {
    guard sums.count == other.sums.count else {
      throw Fault(
        .defect,
        "merge intervals",
        expected: "\(sums.count) units",
        found: "\(other.sums.count)"
      )
    }
    scenes += other.scenes
    for unit in sums.indices {
      for part in Sums.all {
        let (sum, overflow) = sums[unit][keyPath: part]
          .addingReportingOverflow(other.sums[unit][keyPath: part])
        guard !overflow else {
          throw Fault(.refused, "merge intervals", found: "sums larger than any dissection makes")
        }
        sums[unit][keyPath: part] = sum
      }
    }
  }

  /// Half the width of the 95 % confidence interval of a unit's IoU, scenes being drawn at random:
  /// that of a ratio of means, by its linearisation and Student's t; nil for one scene.
  public func halfWidth(unit: Int) -> Float? {
    let sums = sums[unit]
    guard scenes > 1, sums.union > 0 else { return nil }
    let (ratio, count) = (Double(sums.common) / Double(sums.union), Double(scenes))
    let residue =
      Double(sums.commonSquares) - 2 * ratio * Double(sums.products)
      + ratio * ratio * Double(sums.unionSquares)
    let variance = max(0, residue) / (count - 1) * count / Double(sums.union) / Double(sums.union)
    return Float(StudentT.critical95(degreesOfFreedom: scenes - 1) * variance.squareRoot())
  }
}

extension LabelSpread {
  private static let mark = "ganscope spread 1\n"

  /// The sums as bytes.
  public func encoded() -> [UInt8] {
    var writer = ByteWriter(mark: Self.mark)
    writer.write(sums.count)
    writer.write(scenes)
    for sum in sums {
      for part in Sums.all { writer.write(sum[keyPath: part]) }
    }
    return writer.bytes
  }

  /// Restores sums to merge them.
  ///
  /// - Throws: `Fault` of kind refused for damaged bytes.
  public init(decoding bytes: [UInt8]) throws(Fault) {
    var reader = try ByteReader(bytes, mark: Self.mark, subject: "intervals")
    choices = []
    sums = Array(repeating: Sums(), count: try reader.count(limit: 1 << 16))
    try restore(bytes)
  }

  /// Takes up sums that were made with the same choices.
  ///
  /// - Throws: `Fault` of kind refused for damaged bytes or other units.
  public mutating func restore(_ bytes: [UInt8]) throws(Fault) {
    var reader = try ByteReader(bytes, mark: Self.mark, subject: "intervals")
    guard try reader.count() == sums.count else { throw reader.fault("other units") }
    scenes = try reader.count(limit: 1 << 24)
    for unit in sums.indices {
      for part in Sums.all { sums[unit][keyPath: part] = try reader.number() }
    }
    try reader.finish()
  }
}
