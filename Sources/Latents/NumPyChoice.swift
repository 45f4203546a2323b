import CStatistics

/// Draws as NumPy's `RandomState(seed)` does, one after the other.
public struct NumPyChoice: Sendable {
  private var state: [UInt32]
  private var next = Int(CStatistics_words)

  /// Starts a stream.
  public init(seed: UInt32) {
    state = [UInt32](repeating: 0, count: Int(CStatistics_words))
    CStatistics_seed(&state, seed)
  }

  private mutating func word() -> UInt32 {
    if next >= state.count {
      CStatistics_advance(&state)
      next = 0
    }
    var word = state[next]
    next += 1
    // MT19937's tempering.
    word ^= word >> 11
    word ^= (word << 7) & 0x9d2c_5680
    word ^= (word << 15) & 0xefc6_0000
    return word ^ (word >> 18)
  }

  /// A number from 0 to below 1 of 53 random bits.
  public mutating func uniform() -> Double {
    let (high, low) = (word() >> 5, word() >> 6)
    return (Double(high) * 67_108_864 + Double(low)) / 9_007_199_254_740_992
  }

  /// Different indices, each as likely as its weight: `choice(n, size, replace=False, p=weights)`.
  ///
  /// - Parameters:
  ///   - count: How many; at most as many as weigh something.
  ///   - weights: One an index, not negative.
  /// - Returns: The indices in the order drawn.
  public mutating func indices(_ count: Int, weights: [Double]) -> [Int] {
    var weights = weights
    let wanted = min(count, weights.count { $0 > 0 })
    var found: [Int] = []
    while found.count < wanted {
      let draws = (0..<wanted - found.count).map { _ in uniform() }
      for index in found { weights[index] = 0 }
      var sums: [Double] = []
      var sum = 0.0
      for weight in weights {
        sum += weight
        sums.append(sum)
      }
      for draw in draws {
        let index = sums.firstIndex { $0 / sum > draw } ?? weights.count - 1
        if !found.contains(index) { found.append(index) }
      }
    }
    return found
  }
}
