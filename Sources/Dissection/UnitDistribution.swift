import CStatistics

/// Every unit's distribution of values: the upper tail exactly, all of it in a fine histogram.
///
/// NaN counts as the lowest value and infinities as the largest finite ones, so that quantiles are
/// always finite numbers.
struct UnitDistribution: Sendable {
  var tail: UpperTail
  /// Absent where the exact tail is all that is asked for.
  var histogram: UnitHistogram?
  /// How many values of each unit were seen.
  private(set) var count = 0
  let units: Int

  /// Keeps enough of each unit for exact quantiles from the first fraction on that fits `budget`.
  ///
  /// `expectedCount` values of each unit will come; more would make quantiles inexact. The exact
  /// tail takes no more than `budget` bytes; below it a histogram stands in, which is left out where
  /// the first fraction fits and it is not needed.
  init(
    units: Int,
    expectedCount: Int,
    exactFrom fractions: [Double],
    budget: Int,
    resolution: UnitHistogram.Resolution,
    needsHistogram: Bool
  ) {
    let capacities = fractions.map { Self.capacity(for: $0, of: expectedCount) }
    let fitting = capacities.first { UpperTail.bytes(units: units, capacity: $0) <= budget }
    let largest = max(1, budget / max(1, UpperTail.bytes(units: units, capacity: 1)))
    self.units = units
    tail = UpperTail(units: units, capacity: fitting ?? largest)
    histogram =
      needsHistogram || fitting == nil
      ? UnitHistogram(units: units, resolution: resolution) : nil
  }

  /// How many of the largest of `count` values a quantile depends on.
  private static func capacity(for fraction: Double, of count: Int) -> Int {
    Int(((1 - fraction) * Double(count)).rounded(.up)) + 2
  }

  /// Tells that so many values of each unit were added to the tail and the histogram.
  mutating func counted(_ values: Int) { count += values }

  mutating func add(_ unit: Int, _ values: UnsafeBufferPointer<Float>) {
    tail.add(unit, values)
    histogram?.add(unit, values)
  }

  /// Adds one scene's maps, upsampled.
  mutating func add(_ activations: UnsafeBufferPointer<Float>, _ upsampling: Upsampling) {
    // The only copy, so that it is changed in place.
    var bins = histogram
    histogram = nil
    upsampling.withMaps(of: activations, units: units) { maps in
      var work = CStatistics_Distribution()
      work.maps = maps
      // An exact tail needs only values above what it has dropped.
      work.is_tail_alone = bins == nil && tail.isFull ? 1 : 0
      let room = CStatistics_distribution_floats(&work.maps)
      withUnsafeTemporaryAllocation(of: Float.self, capacity: room) { scratch in
        work.scratch = scratch.baseAddress
        tail.withC { tail in
          work.tail = tail
          guard bins != nil else { return CStatistics_distribute(&work) }
          bins?.withC {
            (work.bits, work.bins) = ($0, $1)
            CStatistics_distribute(&work)
          }
        }
      }
    }
    histogram = bins
    count += upsampling.targetCount
  }

  mutating func merge(_ other: UnitDistribution) {
    count += other.count
    tail.merge(other.tail)
    if let added = other.histogram { histogram?.merge(added) }
  }

  /// Whether a quantile is exact.
  private func isExact(_ fraction: Double) -> Bool { count - 1 - lowerIndex(fraction) < depth }

  /// Quantiles of every unit, unit by unit: linear between order statistics, as NumPy's default.
  func quantiles(_ fractions: [Double]) -> [Float] {
    guard count > 0 else { return Array(repeating: 0, count: units * fractions.count) }
    var tail = tail
    let places = fractions.map { $0 * Double(count - 1) }
    // Each once, rising; several fractions may lie between the same two values.
    let ranks = Set(places.flatMap { [Int($0), min(Int($0) + 1, count - 1)] }).sorted()
    let order = Dictionary(uniqueKeysWithValues: ranks.enumerated().map { ($1, $0) })
    let ends = places.map { place in
      (order[Int(place)] ?? 0, order[min(Int(place) + 1, count - 1)] ?? 0)
    }
    return (0..<units).flatMap { unit in
      let values = statistics(ranks, unit: unit, tail: &tail)
      return places.indices.map { index in
        let (low, high) = (Double(values[ends[index].0]), Double(values[ends[index].1]))
        return Float(low + (high - low) * places[index].truncatingRemainder(dividingBy: 1))
      }
    }
  }

  /// Every unit's values in so many equal bins between its lowest and its highest.
  func histograms(bins: Int) -> [ActivationHistogram] {
    let ends = quantiles([0, 1])
    return (0..<units).map { unit in
      let (lowest, highest) = (ends[2 * unit], ends[2 * unit + 1])
      let counts =
        histogram?.counts(unit: unit, from: lowest, to: highest, bins: bins)
        ?? tail.counts(unit: unit, from: lowest, to: highest, bins: bins)
      return ActivationHistogram(lowest: lowest, highest: highest, counts: counts)
    }
  }

  /// Whether values from the lowest to the highest are known, not only the largest.
  var knowsAll: Bool { histogram != nil || count <= tail.capacity }

  /// The largest relative error of a quantile; 0 where it is exact.
  func error(at fraction: Double) -> Double {
    isExact(fraction) ? 0 : histogram?.relativeError ?? 1
  }

  /// How many of the largest values are known: all if nothing was dropped.
  private var depth: Int { count <= tail.capacity ? count : tail.capacity }

  private func lowerIndex(_ fraction: Double) -> Int { Int(fraction * Double(max(0, count - 1))) }

  /// A unit's values of rising ranks, 0 being the lowest: from the tail where it reaches.
  private func statistics(_ ranks: [Int], unit: Int, tail: inout UpperTail) -> [Float] {
    let deep = ranks.filter { count - 1 - $0 >= depth }
    let coarse = histogram?.statistics(deep, unit: unit) ?? deep.map { _ in 0 }
    let fine = tail.statistics(ranks[deep.count...].map { count - 1 - $0 }, unit: unit)
    // What was never kept was NaN.
    return coarse + fine.map { $0 ?? -.greatestFiniteMagnitude }
  }
}
