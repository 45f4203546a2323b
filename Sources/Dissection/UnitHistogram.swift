import CStatistics

/// A fine histogram of every unit's values: 128 bins an octave, so a value is known within 0.8 %.
struct UnitHistogram: Sendable {
  /// Bins of one unit.
  static let binCount = CStatistics_bins
  /// The largest relative error of a quantile: the width of a bin.
  static let relativeError = 1.0 / 128

  /// Counts of all units, `binCount` for each.
  private(set) var bins: [UInt32]

  init(units: Int) { bins = Array(repeating: 0, count: units * Self.binCount) }

  init(bins: [UInt32]) { self.bins = bins }

  mutating func add(_ unit: Int, _ values: UnsafeBufferPointer<Float>) {
    bins.withUnsafeMutableBufferPointer {
      let row = $0.baseAddress.map { $0 + unit * Self.binCount }
      CStatistics_histogram(values.baseAddress, values.count, row)
    }
  }

  mutating func merge(_ other: UnitHistogram) {
    for index in bins.indices {
      let (sum, overflow) = bins[index].addingReportingOverflow(other.bins[index])
      bins[index] = overflow ? .max : sum
    }
  }

  /// A unit's values of rising ranks, 0 being the lowest; a bin's values are taken as even.
  func statistics(_ ranks: [Int], unit: Int) -> [Float] {
    let row = bins[unit * Self.binCount..<(unit + 1) * Self.binCount]
    var found: [Float] = []
    var below = 0
    for (bin, count) in row.enumerated() where count > 0 {
      while found.count < ranks.count, ranks[found.count] < below + Int(count) {
        let place = Double(ranks[found.count] - below) + 0.5
        found.append(value(in: bin, share: place / Double(count)))
      }
      if found.count == ranks.count { return found }
      below += Int(count)
    }
    return found + Array(repeating: found.last ?? 0, count: ranks.count - found.count)
  }

  private func value(in bin: Int, share: Double) -> Float {
    let steps = bin - CStatistics_side_bins
    let sign: Float = steps < 0 ? -1 : 1
    guard steps != 0 else { return 0 }
    let (near, far) = (edge(abs(steps)), edge(abs(steps) + 1))
    let outward = steps < 0 ? 1 - share : share
    return sign * (near + (far - near) * Float(min(max(outward, 0), 1)))
  }

  /// Where a bin starts on the positive side: bfloat16 numbers from 2^-16 on.
  private func edge(_ step: Int) -> Float {
    Float(bitPattern: UInt32((127 - 16) * 128 + step - 1) << 16)
  }
}
