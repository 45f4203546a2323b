import Tensors
import Testing

@testable import Dissection

@Suite("Units of two layers matched by correlation") struct UnitMatchingTests {
  private let units = 6

  /// Maps that are the same on every run, each unit another.
  private func maps(scenes: Int, seed: UInt64) -> Tensor {
    var state = seed
    let shape = Shape(scenes, units, 3, 4)
    return Tensor(
      shape,
      (0..<shape.count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Float(Int32(truncatingIfNeeded: state >> 33)) / Float(1 << 30) - 1
      }
    )
  }

  /// The definition, pixel by pixel.
  private func plain(_ first: Tensor, _ second: Tensor, _ one: Int, _ other: Int) -> Double {
    func values(_ maps: Tensor, _ unit: Int) -> [Double] {
      (0..<maps.shape.batch).flatMap { maps.featureMap(sample: $0, unit: unit).map(Double.init) }
    }
    let (a, b) = (values(first, one), values(second, other))
    let means = [a, b].map { $0.reduce(0, +) / Double(a.count) }
    var (common, left, right) = (0.0, 0.0, 0.0)
    for (x, y) in zip(a, b) {
      common += (x - means[0]) * (y - means[1])
      left += (x - means[0]) * (x - means[0])
      right += (y - means[1]) * (y - means[1])
    }
    return common / (left * right).squareRoot()
  }

  @Test func `correlations are Pearson's, however the scenes come`() {
    let (first, second) = (maps(scenes: 5, seed: 1), maps(scenes: 5, seed: 2))
    var whole = UnitCorrelation(units: units)
    whole.add(first, second)
    var parts = UnitCorrelation(units: units)
    for scene in 0..<5 { parts.add(first.sample(scene), second.sample(scene)) }
    #expect(whole.table == parts.table && whole.scenes == 5 && parts.scenes == 5)
    for one in 0..<units {
      for other in 0..<units {
        let value = Double(whole.table[one * units + other])
        #expect(abs(value - plain(first, second, one, other)) < 1e-6)
      }
    }
  }

  @Test func `units that were exchanged, scaled and shifted find each other`() {
    let order = [3, 0, 5, 1, 2, 4]
    let first = maps(scenes: 4, seed: 3)
    var second = first
    for scene in 0..<4 {
      for unit in 0..<units {
        for cell in 0..<12 {
          let place = first.shape.offset(scene, order[unit], 0, 0) + cell
          second.values[place] =
            2
            * first.featureMap(sample: scene, unit: unit)[
              first.shape.offset(scene, unit, 0, 0) + cell
            ] - 7
        }
      }
    }
    var correlation = UnitCorrelation(units: units)
    correlation.add(first, second)
    let matching = UnitMatching(correlation)
    #expect(matching.partners == order && matching.closeCount == units)
    #expect(matching.correlations.allSatisfy { $0 > 0.9999 })
    #expect(matching.inverted.partners.enumerated().allSatisfy { order[$1] == $0 })
    #expect(matching.inverted.inverted == matching)
  }

  @Test func `the sum of correlations is the largest of all ways to pair`() {
    // The best partner of both rows is column 0: one has to take the other.
    #expect(UnitMatching(table: [0.9, 0.8, 0.85, 0.1], scenes: 1).partners == [1, 0])
    var correlation = UnitCorrelation(units: units)
    correlation.add(maps(scenes: 2, seed: 4), maps(scenes: 2, seed: 9))
    let (table, matching) = (correlation.table, UnitMatching(correlation))
    func sum(_ partners: [Int]) -> Double {
      partners.enumerated().reduce(0) { $0 + Double(table[$1.offset * units + $1.element]) }
    }
    var best = -Double.infinity
    func tryAll(_ taken: [Int]) {
      if taken.count == units { return best = max(best, sum(taken)) }
      for unit in 0..<units where !taken.contains(unit) { tryAll(taken + [unit]) }
    }
    tryAll([])
    #expect(Set(matching.partners).count == units)
    #expect(abs(sum(matching.partners) - best) < 1e-6)
  }

  @Test func `a unit that never changes correlates with nothing, and one unit has one partner`() {
    var correlation = UnitCorrelation(units: 1)
    let constant = Tensor(Shape(2, 1, 2, 2), filledWith: 3)
    correlation.add(constant, constant)
    #expect(correlation.table == [0])
    #expect(UnitMatching(correlation).partners == [0])
    #expect(UnitCorrelation(units: 2).table == [0, 0, 0, 0])
  }

  @Test func `pairs carry both labels, the closest first`() {
    func unit(_ number: Int, _ label: String, _ matches: Bool = true) -> LabelledLayer.Unit {
      LabelledLayer.Unit(
        unit: number,
        label: label,
        category: "object",
        iou: 0.2,
        isInterpretable: matches
      )
    }
    let one = LabelledLayer(title: "a", rule: "iqr", units: [unit(0, "tree"), unit(1, "sky")])
    let other = LabelledLayer(
      title: "b",
      rule: "iqr",
      units: [unit(0, "sky"), unit(1, "tree", false)]
    )
    let matching = UnitMatching(table: [0.1, 0.6, 0.9, 0.2], scenes: 3)
    let matched = MatchedLayers(matching, of: one, and: other, places: [0, 1], seed: 1)
    #expect(matched.pairs.map(\.first.unit) == [1, 0])
    #expect(matched.pairs.map(\.second.unit) == [0, 1])
    #expect(matched.pairs.map(\.isSame) == [true, false] && matched.both.count == 1)
  }
}
