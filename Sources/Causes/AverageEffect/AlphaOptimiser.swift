/// The shares alpha of a layer's units, moved by Adam within bounds.
///
/// Kingma and Ba 2015, with bias correction, betas .9 and .999, epsilon 1e-8; then the shares are
/// put back into their bounds.
public struct AlphaOptimiser: Hashable, Sendable {
  /// What shares may be.
  public enum Bounds: Hashable, Sendable {
    /// Each from 0 to 1, as published.
    case unit
    /// Each from 0 to 1 and so many in all: how many units may be off.
    case sum(Double)
  }

  /// The shares, one a unit.
  public private(set) var alpha: [Double]
  /// How many steps were taken.
  public private(set) var step = 0
  private let rate: Double
  private let bounds: Bounds
  private var first: [Double]
  private var second: [Double]
  private var firstPower = 1.0
  private var secondPower = 1.0

  private static let firstBeta = 0.9
  private static let secondBeta = 0.999
  private static let epsilon = 1e-8

  /// Starts with some shares, which are put into the bounds.
  public init(start: [Double], rate: Double, bounds: Bounds) {
    self.rate = rate
    self.bounds = bounds
    alpha = bounds.nearest(to: start)
    first = start.map { _ in 0 }
    second = first
  }

  /// Takes a step against a loss's gradient.
  public mutating func descend(_ gradient: [Double]) {
    precondition(gradient.count == alpha.count)
    step += 1
    firstPower *= Self.firstBeta
    secondPower *= Self.secondBeta
    for unit in alpha.indices {
      let slope = gradient[unit]
      first[unit] = Self.firstBeta * first[unit] + (1 - Self.firstBeta) * slope
      second[unit] = Self.secondBeta * second[unit] + (1 - Self.secondBeta) * slope * slope
      let spread = (second[unit] / (1 - secondPower)).squareRoot() + Self.epsilon
      alpha[unit] -= rate * first[unit] / (1 - firstPower) / spread
    }
    alpha = bounds.nearest(to: alpha)
  }

  /// All there is to go on from, as numbers to store.
  public var numbers: [Double] {
    [Double(step), firstPower, secondPower] + alpha + first + second
  }

  /// Takes up stored numbers.
  ///
  /// - Returns: Whether they are such numbers for as many units; else nothing is changed.
  public mutating func restore(_ numbers: [Double]) -> Bool {
    let count = alpha.count
    guard numbers.count == 3 + 3 * count, numbers.allSatisfy(\.isFinite), numbers[0] >= 0,
      numbers[0] < 1e9, (0...1).contains(numbers[1]), (0...1).contains(numbers[2])
    else { return false }
    step = Int(numbers[0])
    (firstPower, secondPower) = (numbers[1], numbers[2])
    alpha = Array(numbers[3..<3 + count])
    first = Array(numbers[3 + count..<3 + 2 * count])
    second = Array(numbers[3 + 2 * count..<3 + 3 * count])
    return alpha.allSatisfy { (0...1).contains($0) }
  }
}

extension AlphaOptimiser.Bounds {
  /// The point within the bounds that lies nearest.
  func nearest(to alpha: [Double]) -> [Double] {
    switch self {
    case .unit: return alpha.map { min(1, max(0, $0)) }
    case .sum(let sum):
      guard sum < Double(alpha.count) else { return alpha.map { _ in 1 } }
      // All are moved by the same amount and cut off; the amount is found by halving.
      func moved(_ shift: Double) -> [Double] { alpha.map { min(1, max(0, $0 - shift)) } }
      var low = (alpha.min() ?? 0) - 1
      var high = alpha.max() ?? 0
      for _ in 0..<60 {
        let middle = (low + high) / 2
        if moved(middle).reduce(0, +) > sum { low = middle } else { high = middle }
      }
      return moved((low + high) / 2)
    }
  }
}
