/// Orders drawn by a seed, the same on every machine.
public enum SeededOrder {
  /// The numbers 0..<count in an order that the seed decides, by Fisher and Yates.
  public static func permutation(of count: Int, seed: UInt64) -> [Int] {
    var random = SplitMix64(seed: seed)
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, random.below(last + 1))
    }
    return order
  }
}

/// Steele, Lea and Flood's generator of 64 bits (OOPSLA 2014).
struct SplitMix64 {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }

  /// A whole number from 0 to below a bound, each as likely as the others (Lemire 2019).
  mutating func below(_ bound: Int) -> Int {
    let limit = UInt64(bound)
    while true {
      let product = next().multipliedFullWidth(by: limit)
      if product.low >= limit || product.low >= (0 &- limit) % limit { return Int(product.high) }
    }
  }
}
