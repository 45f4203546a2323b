import CStatistics

/// The largest values of every unit's stream, kept exactly in bounded memory.
struct UpperTail: Sendable {
  /// How many values of each unit are kept.
  let capacity: Int
  /// The kept values of all units, `stride` for each.
  private var values: [Float]
  /// How many values of each unit lie there now.
  private var counts: [Int]
  /// Every dropped value was at most this.
  private(set) var thresholds: [Float]
  private let stride: Int

  /// Room for new values beside the kept ones, as a share of these; less room, more selections.
  private static let slack = 8

  /// Whether some value of every unit was dropped.
  var isFull: Bool { thresholds.allSatisfy { $0 > -.infinity } }

  init(units: Int, capacity: Int) {
    self.capacity = max(1, capacity)
    stride = self.capacity + max(64, self.capacity / Self.slack)
    values = Array(repeating: 0, count: units * stride)
    counts = Array(repeating: 0, count: units)
    thresholds = Array(repeating: -.infinity, count: units)
  }

  /// A tail with these values; all that were kept of each unit, in any order.
  init(capacity: Int, kept: [[Float]]) {
    self.init(units: kept.count, capacity: capacity)
    for (unit, values) in kept.enumerated() {
      values.withUnsafeBufferPointer { add(unit, $0) }
      // What was dropped is not known, but it cannot have been more than the least kept value.
      if values.count >= self.capacity { thresholds[unit] = values.min() ?? -.infinity }
    }
  }

  /// The tail of some of the units, with numbers of their own from 0.
  func part(_ units: Range<Int>) -> UpperTail {
    var part = self
    part.values = Array(values[units.lowerBound * stride..<units.upperBound * stride])
    part.counts = Array(counts[units])
    part.thresholds = Array(thresholds[units])
    return part
  }

  /// Bytes that a tail of this size takes.
  static func bytes(units: Int, capacity: Int) -> Int {
    units * (capacity + capacity / slack + 64) * MemoryLayout<Float>.stride
  }

  mutating func add(_ unit: Int, _ new: UnsafeBufferPointer<Float>) {
    withC { CStatistics_tail_add($0, unit, new.baseAddress, new.count) }
  }

  /// Calls `body` with the tail as C code takes it; different units may be added to at once.
  mutating func withC(_ body: (CStatistics_Tail) -> Void) {
    let (stride, capacity) = (stride, capacity)
    values.withUnsafeMutableBufferPointer { values in
      counts.withUnsafeMutableBufferPointer { counts in
        thresholds.withUnsafeMutableBufferPointer { thresholds in
          body(
            CStatistics_Tail(
              kept: values.baseAddress,
              stride: stride,
              capacity: capacity,
              counts: counts.baseAddress,
              thresholds: thresholds.baseAddress
            )
          )
        }
      }
    }
  }

  mutating func merge(_ other: UpperTail) {
    for unit in counts.indices {
      other.kept(unit) { add(unit, $0) }
    }
  }

  /// Drops everything but the kept values and sorts them, largest first.
  mutating func settle() {
    let (units, words) = (counts.count, CStatistics_settling_words(capacity))
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: words) { scratch in
      withC { CStatistics_tail_settle($0, units, scratch.baseAddress) }
    }
  }

  /// A unit's values at falling places of its order, 0 being the largest; nil beyond the kept.
  mutating func statistics(_ places: [Int], unit: Int) -> [Float?] {
    var known = min(capacity, counts[unit])
    select(unit)
    return places.map { place in
      guard place < known else { return nil }
      // Each selection leaves the larger values in front: the next place lies among them.
      defer { known = place + 1 }
      return withKept(unit) {
        CStatistics_select_largest($0.baseAddress, known, place + 1)
      }
    }
  }

  /// How many of a unit's kept values lie in each of some equal bins between two bounds.
  func counts(unit: Int, from lowest: Float, to highest: Float, bins: Int) -> [UInt64] {
    var counts = [UInt64](repeating: 0, count: bins)
    let width = (highest - lowest) / Float(bins)
    kept(unit) { values in
      for value in values {
        let place = width > 0 ? (value - lowest) / width : 0
        counts[Int(min(max(place, 0), Float(bins - 1)))] += 1
      }
    }
    return counts
  }

  /// The kept values of a unit, largest first; call `settle` before.
  func largest(_ unit: Int) -> ArraySlice<Float> {
    values[unit * stride..<unit * stride + min(capacity, counts[unit])]
  }

  private mutating func select(_ unit: Int) {
    guard counts[unit] > capacity else { return }
    let capacity = capacity
    thresholds[unit] = withKept(unit) {
      CStatistics_select_largest($0.baseAddress, $0.count, capacity)
    }
    counts[unit] = capacity
  }

  private mutating func withKept<Result>(
    _ unit: Int,
    _ body: (UnsafeMutableBufferPointer<Float>) -> Result
  ) -> Result {
    let range = unit * stride..<unit * stride + counts[unit]
    return values.withUnsafeMutableBufferPointer {
      body(UnsafeMutableBufferPointer(rebasing: $0[range]))
    }
  }

  private func kept(_ unit: Int, _ body: (UnsafeBufferPointer<Float>) -> Void) {
    values.withUnsafeBufferPointer {
      body(UnsafeBufferPointer(rebasing: $0[unit * stride..<unit * stride + counts[unit]]))
    }
  }
}
