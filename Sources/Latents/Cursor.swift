import CStatistics

/// A place in a stream: one block of the Mersenne Twister and the pairs of normals before it.
struct Cursor: Sendable {
  private var state: [UInt32]
  /// The block's number, from 0.
  private(set) var block: UInt64 = 0
  /// The number of the first pair of normals that the block yields.
  private(set) var firstPair: UInt64 = 0

  /// The first block of a seed.
  init(seed: UInt32) {
    state = [UInt32](repeating: 0, count: CStatistics_words)
    CStatistics_seed(&state, seed)
    CStatistics_advance(&state)
  }

  /// Walks to the block that holds a pair; returns some places on the way, evenly spaced.
  mutating func walk(to pair: UInt64) -> [Cursor] {
    // A pair takes 4 / pi attempts; 64 stops divide the way.
    let distance = Double(pair - firstPair) * 1.2733 / Double(CStatistics_attempts)
    let stride = max(1, Int(distance / 64))
    var passed: [Cursor] = []
    while true {
      let advanced = CStatistics_skip(&state, &firstPair, pair, stride)
      block += UInt64(advanced)
      guard advanced == stride else { return passed }
      passed.append(self)
    }
  }

  /// The normals in a range of positions; the first must lie in this block or later.
  func values(in range: Range<Int>) -> [Float] {
    var cursor = self
    var position = 2 * Int(firstPair)
    var normals = [Double](repeating: 0, count: 2 * CStatistics_attempts)
    var values: [Float] = []
    values.reserveCapacity(range.count)
    while position < range.upperBound {
      let count = CStatistics_normals(cursor.state, &normals)
      let wanted = range.clamped(to: position..<position + count)
      for index in wanted { values.append(Float(normals[index - position])) }
      position += count
      CStatistics_advance(&cursor.state)
    }
    return values
  }
}
