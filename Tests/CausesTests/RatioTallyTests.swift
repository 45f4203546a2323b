import Testing

@testable import Causes

@Suite struct RatioTallyTests {
  private let counts = [(40, 30), (0, 0), (100, 12), (7, 7), (55, 41)]

  @Test func `a ratio and its interval are those of the textbook`() throws {
    var tally = RatioTally()
    for (x, y) in counts { tally.add(x: x, y: y) }
    let estimate = try #require(tally.ratio)
    let ratio = 90.0 / 202
    let residuals = counts.map { Double($0.1) - ratio * Double($0.0) }
    let variance = residuals.reduce(0) { $0 + $1 * $1 } / 4
    // t(0.975, 4) = 2.7764
    let half = 2.776_445 * (variance / 5).squareRoot() / (202.0 / 5)
    #expect(abs(estimate.value - ratio) < 1e-12)
    #expect(abs((estimate.halfWidth ?? 0) - half) < 1e-6)
  }

  @Test func `parts merge to the whole bit by bit`() {
    var (whole, first, second) = (RatioTally(), RatioTally(), RatioTally())
    for (index, (x, y)) in counts.enumerated() {
      whole.add(x: x, y: y)
      if index < 2 { first.add(x: x, y: y) } else { second.add(x: x, y: y) }
    }
    first.merge(second)
    #expect(first == whole && first.ratio == whole.ratio)
    #expect(RatioTally(whole.numbers) == whole)
    #expect(RatioTally(whole.numbers.dropLast()) == nil)
    #expect(RatioTally([1, .max, 0, 0, 0, 0]) == nil)
  }

  @Test func `what never appears has no ratio, and one scene no interval`() {
    var tally = RatioTally()
    #expect(tally.ratio == nil)
    tally.add(x: 0, y: 0)
    #expect(tally.ratio == nil)
    tally = RatioTally()
    tally.add(x: 4, y: 1)
    #expect(tally.ratio == Estimate(0.25))
  }

  @Test func `a seed decides the order, and every order is as likely as another`() {
    #expect(SeededOrder.permutation(of: 9, seed: 3) == SeededOrder.permutation(of: 9, seed: 3))
    var seen: [[Int]: Int] = [:]
    for seed in 0..<6000 {
      seen[SeededOrder.permutation(of: 3, seed: UInt64(seed)), default: 0] += 1
    }
    #expect(seen.count == 6)
    #expect(seen.values.allSatisfy { (850...1150).contains($0) })
    #expect(SeededOrder.permutation(of: 1, seed: 0) == [0])
    #expect(SeededOrder.permutation(of: 0, seed: 0).isEmpty)
  }
}
