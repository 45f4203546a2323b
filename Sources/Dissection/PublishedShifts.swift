import Concepts
import Faults

/// Sums of each scene, from which the published program's mistaken correlation follows.
///
/// It takes scenes in batches of five. The part of a covariance or a variance that lies between the
/// means of batches is scaled by the batch's share of all pixels twice too often
/// (runningstats.py, RunningCrossCovariance), so that it nearly vanishes: what is left is nearly the
/// correlation within batches. It depends on the order of the scenes, so that parts do not merge.
struct PublishedShifts: Hashable, Sendable {
  private static let batch = 5

  /// Of each scene its pixels, the sums of its units' activations, and the pixels of each concept.
  private var pixels: [UInt64] = []
  private var sums: [[Int64]] = []
  private var labels: [[Int: UInt64]] = []

  mutating func add(pixels count: UInt64, sums added: [Int64], labels held: [Int: UInt64]) {
    pixels.append(count)
    sums.append(added)
    labels.append(held)
  }

  /// Correlations as published: [concept * units + unit].
  ///
  /// - Parameters:
  ///   - counter: The exact sums of the same scenes.
  ///   - concepts: The concepts that were seen.
  /// - Returns: What the published program takes for correlations.
  func correlations(_ counter: LevelCounter, _ concepts: [Int]) -> [Float] {
    let units = counter.grid.units
    var means = (units: [Double](repeating: 0, count: units), concepts: concepts.map { _ in 0.0 })
    var spreads = (
      units: counter.totals.squares.map(Double.init),
      concepts: concepts.map { Double(counter.labelPixels[$0]) }
    )
    var common = concepts.map { counter.totals.labelSums[$0].map(Double.init) }
    var before = 0.0
    for first in stride(from: 0, to: pixels.count, by: Self.batch) {
      let scenes = first..<min(first + Self.batch, pixels.count)
      let count = scenes.reduce(0) { $0 + Double(pixels[$1]) }
      let own = (
        units: (0..<units).map { unit in Double(scenes.reduce(0) { $0 + sums[$1][unit] }) / count },
        concepts: concepts.map { concept in
          scenes.reduce(0) { $0 + Double(labels[$1][concept] ?? 0) } / count
        }
      )
      let share = count / (before + count)
      let weight = before * share
      // The shifts of the means, scaled as the means move: where they are squared they should not be.
      let shifts = (
        units: zip(own.units, means.units).map { share * ($0 - $1) },
        concepts: zip(own.concepts, means.concepts).map { share * ($0 - $1) }
      )
      for unit in 0..<units {
        spreads.units[unit] +=
          weight * shifts.units[unit] * shifts.units[unit]
          - count * own.units[unit] * own.units[unit]
        means.units[unit] = before == 0 ? own.units[unit] : means.units[unit] + shifts.units[unit]
      }
      for place in concepts.indices {
        spreads.concepts[place] +=
          weight * shifts.concepts[place] * shifts.concepts[place]
          - count * own.concepts[place] * own.concepts[place]
        for unit in 0..<units {
          common[place][unit] +=
            weight * shifts.units[unit] * shifts.concepts[place]
            - count * own.units[unit] * own.concepts[place]
        }
        means.concepts[place] =
          before == 0 ? own.concepts[place] : means.concepts[place] + shifts.concepts[place]
      }
      before += count
    }
    var table = [Float](repeating: 0, count: counter.vocabulary.count * units)
    for (place, concept) in concepts.enumerated() {
      for unit in 0..<units {
        let spread = spreads.concepts[place] * spreads.units[unit]
        guard spread > 0 else { continue }
        table[concept * units + unit] = Float(common[place][unit] / spread.squareRoot())
      }
    }
    return table
  }
}

extension PublishedShifts {
  func write(to writer: inout ByteWriter) {
    writer.write(pixels.count)
    for scene in pixels.indices {
      writer.write(pixels[scene])
      for sum in sums[scene] { writer.write(signed: sum) }
      writer.write(labels[scene].count)
      for (concept, count) in labels[scene].sorted(by: { $0.key < $1.key }) {
        writer.write(concept)
        writer.write(count)
      }
    }
  }

  init(from reader: inout ByteReader, units: Int, concepts: Int) throws(Fault) {
    let scenes = try reader.count(limit: 1 << 24)
    for _ in 0..<scenes {
      let count = try reader.number()
      var added: [Int64] = []
      for _ in 0..<units { added.append(try reader.signed()) }
      var held: [Int: UInt64] = [:]
      for _ in 0..<(try reader.count(limit: concepts)) {
        held[try reader.count(limit: concepts - 1)] = try reader.number()
      }
      guard count > 0, count < 1 << 30, held.values.allSatisfy({ $0 <= count }) else {
        throw reader.fault("impossible counts")
      }
      add(pixels: count, sums: added, labels: held)
    }
  }
}
