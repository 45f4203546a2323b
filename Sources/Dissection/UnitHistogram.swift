import CStatistics
import Faults

/// A fine histogram of every unit's values.
struct UnitHistogram: Sendable {
  /// How finely values are told apart.
  enum Resolution: Int, Sendable {
    /// 128 bins an octave: a value is known within 0.8 %.
    case coarse = 7
    /// 1,024 bins an octave: a value is known within 0.1 %, and in practice, values lying evenly in
    /// a bin, ten times better.
    case fine = 10
  }

  let resolution: Resolution
  /// Counts of all units, `binCount` for each.
  private(set) var bins: [UInt32]

  init(units: Int, resolution: Resolution) {
    self.resolution = resolution
    bins = Array(repeating: 0, count: units * Self.binCount(resolution))
  }

  /// Bins of one unit: as many for each sign, and one around 0.
  var binCount: Int { Self.binCount(resolution) }

  private static func binCount(_ resolution: Resolution) -> Int {
    2 * (CStatistics_octaves << resolution.rawValue) + 1
  }

  /// Bytes of a histogram.
  static func bytes(units: Int, resolution: Resolution) -> Int {
    units * binCount(resolution) * MemoryLayout<UInt32>.stride
  }

  /// The largest relative error of a quantile: the width of a bin.
  var relativeError: Double { 1 / Double(1 << resolution.rawValue) }

  mutating func add(_ unit: Int, _ values: UnsafeBufferPointer<Float>) {
    let (count, bits) = (binCount, UInt32(resolution.rawValue))
    bins.withUnsafeMutableBufferPointer {
      let row = $0.baseAddress.map { $0 + unit * count }
      CStatistics_histogram(values.baseAddress, values.count, bits, row)
    }
  }

  /// Calls `body` with the bits and bins as C code takes them.
  mutating func withC(_ body: (UInt32, UnsafeMutablePointer<UInt32>?) -> Void) {
    let bits = UInt32(resolution.rawValue)
    bins.withUnsafeMutableBufferPointer { body(bits, $0.baseAddress) }
  }

  mutating func merge(_ other: UnitHistogram) {
    for index in bins.indices {
      let (sum, overflow) = bins[index].addingReportingOverflow(other.bins[index])
      bins[index] = overflow ? .max : sum
    }
  }

  /// A unit's values of rising ranks, 0 being the lowest; a bin's values are taken as even.
  func statistics(_ ranks: [Int], unit: Int) -> [Float] {
    guard !ranks.isEmpty else { return [] }
    let row = bins[unit * binCount..<(unit + 1) * binCount]
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

  /// How many of a unit's values lie in each of some equal bins between two bounds; values are
  /// taken to lie in the middle of theirs.
  func counts(unit: Int, from lowest: Float, to highest: Float, bins wanted: Int) -> [UInt64] {
    var counts = [UInt64](repeating: 0, count: wanted)
    let width = (highest - lowest) / Float(wanted)
    for (bin, count) in bins[unit * binCount..<(unit + 1) * binCount].enumerated() where count > 0 {
      let place = width > 0 ? (value(in: bin, share: 0.5) - lowest) / width : 0
      counts[Int(min(max(place, 0), Float(wanted - 1)))] += UInt64(count)
    }
    return counts
  }

  private func value(in bin: Int, share: Double) -> Float {
    let steps = bin - binCount / 2
    let sign: Float = steps < 0 ? -1 : 1
    guard steps != 0 else { return 0 }
    let (near, far) = (edge(abs(steps)), edge(abs(steps) + 1))
    let outward = steps < 0 ? 1 - share : share
    return sign * (near + (far - near) * Float(min(max(outward, 0), 1)))
  }

  /// Where a bin starts on the positive side: numbers of so many bits from 2^-16 on.
  private func edge(_ step: Int) -> Float {
    let bits = resolution.rawValue
    return Float(bitPattern: UInt32((127 - 16) << bits + step - 1) << UInt32(23 - bits))
  }
}

extension UnitHistogram {
  func write(to writer: inout ByteWriter) { writer.write(counts: bins) }

  mutating func read(from reader: inout ByteReader) throws(Fault) {
    try reader.readCounts(into: &bins)
  }
}
