import Tensors
import Testing

@testable import Causes

@Suite struct AlphaOptimiserTests {
  /// Adam as its paper writes it, by powers instead of running products.
  @Test func `steps are Adam's`() {
    let slopes = [[0.5, -2, 0.01], [0.4, 1, 0.01], [-3, 1, 0.01]]
    var optimiser = AlphaOptimiser(start: [0.5, 0.5, 0.5], rate: 0.01, bounds: .unit)
    for slope in slopes { optimiser.descend(slope) }
    for unit in 0..<3 {
      var (alpha, first, second) = (0.5, 0.0, 0.0)
      for (step, slope) in slopes.enumerated() {
        first = 0.9 * first + 0.1 * slope[unit]
        second = 0.999 * second + 0.001 * slope[unit] * slope[unit]
        var (a, b) = (1.0, 1.0)
        for _ in 0...step { (a, b) = (a * 0.9, b * 0.999) }
        alpha -= 0.01 * (first / (1 - a)) / ((second / (1 - b)).squareRoot() + 1e-8)
      }
      #expect(abs(optimiser.alpha[unit] - alpha) < 1e-12)
    }
    #expect(optimiser.step == 3)
  }

  @Test func `shares stay within their bounds`() {
    var clamped = AlphaOptimiser(start: [0.005, 0.995], rate: 0.01, bounds: .unit)
    clamped.descend([1, -1])
    #expect(clamped.alpha == [0, 1])
    var budget = AlphaOptimiser(start: [0.9, 0.6, 0.5, 0], rate: 0.1, bounds: .sum(2))
    for _ in 0..<50 {
      budget.descend([0.5, 0.5, 0.5, -2])
      #expect(abs(budget.alpha.reduce(0, +) - 2) < 1e-9)
      #expect(budget.alpha.allSatisfy { (0...1).contains($0) })
    }
    #expect(budget.alpha[3] > 0.9 && budget.alpha[2] < budget.alpha[0])
    // More than there are units: all of them.
    let all = AlphaOptimiser(start: [0.2, 0], rate: 0.1, bounds: .sum(20))
    #expect(all.alpha == [1, 1])
    #expect(AlphaOptimiser(start: [0], rate: 0.1, bounds: .sum(1)).alpha == [1])
  }

  @Test func `stored numbers go on to the same bits, damaged ones are refused`() {
    var whole = AlphaOptimiser(start: [0.5, 0.1, 0.7], rate: 0.02, bounds: .sum(1))
    whole.descend([1, -1, 0.3])
    var other = AlphaOptimiser(start: [0.3, 0.3, 0.3], rate: 0.02, bounds: .sum(1))
    let isRestored = other.restore(whole.numbers)
    #expect(isRestored && other == whole)
    whole.descend([0.2, 0.1, -0.3])
    other.descend([0.2, 0.1, -0.3])
    #expect(other == whole)
    var damaged = whole
    let areTaken = [[1, 2, 3], whole.numbers.map { $0 * .nan }].map { damaged.restore($0) }
    #expect(areTaken == [false, false] && damaged == whole)
  }
}

@Suite struct PlaceCorpusTests {
  @Test func `the best scenes are taken in the order of their numbers`() {
    let found = [0.1, 0.9, 0, 0.5, 0.5, 0, 0.7].enumerated().map { (score: $1, cell: $0) }
    let (training, evaluation) = PlaceCorpus.choose(
      found,
      training: 3,
      evaluation: 1,
      keepsEmpty: false
    )
    #expect(training.map(\.scene) == [1, 3, 4] && evaluation.map(\.scene) == [6])
    let few = PlaceCorpus.choose(found, training: 50, evaluation: 20, keepsEmpty: false)
    #expect(few.training.count + few.evaluation.count == 5 && few.training.count >= 3)
    let none = PlaceCorpus.choose([], training: 3, evaluation: 1, keepsEmpty: true)
    #expect(none.training.isEmpty && none.evaluation.isEmpty)
  }

  @Test func `weights are means over cells, of cells that overlap too`() {
    let grid = PlaceGrid(height: 3, width: 3, mapHeight: 4, mapWidth: 4)
    var map = LabelMap(Shape(1, 2, 4, 4), [Int32](repeating: 0, count: 32))
    map[0, 1, 0, 0] = 7
    map[0, 0, 1, 1] = 7
    let shares = grid.shares(of: 7, in: map, scene: 0)
    #expect(shares[0] == 0.5 && shares[4] == 0.25 && shares[8] == 0)
    let values = map.labels.prefix(16).enumerated().map { pixel, label in
      label == 7 || map.labels[16 + pixel] == 7 ? Float(1) : 0
    }
    func sum(_ weights: [Float]) -> Float {
      zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 }
    }
    #expect(sum(grid.weights(of: 4, width: 4, height: 4)) == 0.25)
    let whole = Double(sum(grid.weights(of: nil, width: 4, height: 4)))
    #expect(abs(whole - shares.reduce(0, +)) < 1e-6)
  }

  @Test func `rankings go by share, then by the start, then by number`() {
    #expect(
      AverageEffect.ranking(of: [0, 0.5, 0, 1, 0], start: [0, 0, 0.2, 0, 0]) == [3, 1, 2, 0, 4]
    )
  }
}
