import Concepts
import Faults
import Interventions
import Tensors
import Testing

@testable import Dissection

@Suite("Measured effects")
struct EffectTests {
  @Test(
    "the interval's factor is Student's",
    arguments: [
      (1, 12.706204736), (2, 4.302652730), (3, 3.182446305), (4, 2.776445105), (9, 2.262157163),
      (30, 2.042272456), (199, 1.971956544), (100_000, 1.959987708),
    ]
  )
  func critical(degrees: Int, expected: Double) {
    #expect(abs(StudentT.critical95(degreesOfFreedom: degrees) - expected) < 1e-7)
  }

  @Test("means and interval of a case worked out by hand")
  func byHand() throws {
    // Trees cover 4, 2, 0 of 4 pixels before, 1, 1, 0 after: changes -3, -1, 0.
    let before = LabelMap(Shape(3, 1, 2, 2), [1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 2, 2])
    let after = LabelMap(Shape(3, 1, 2, 2), [1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 2, 2])
    var effects = EffectAccumulator(vocabulary: smallVocabulary)
    try effects.add(before: before, after: after)
    let tree = try #require(effects.effects.first)
    #expect(effects.effects.map(\.concept) == [1, 2] && tree.before == 0.5)
    #expect(abs(tree.after - 1.0 / 6) < 1e-12 && abs(tree.change + 1.0 / 3) < 1e-12)
    // Shares change by -0.75, -0.25, 0: deviation sqrt(7 / 48), over sqrt 3, times t(2).
    let expected = 4.302652729911275 * (7.0 / 48 / 3).squareRoot()
    #expect(abs(try #require(tree.halfWidth) - expected) < 1e-9)
    #expect(effects.effects[1].halfWidth == 0 && effects.effects[1].change == 0)
    #expect(effects.measurement(of: Edit(), seed: 1).scenes == 3)
  }

  @Test("one scene has no interval, none has no effects")
  func few() throws {
    var effects = EffectAccumulator(vocabulary: smallVocabulary)
    #expect(effects.effects.isEmpty)
    let map = LabelMap(Shape(1, 1, 1, 2), [1, 2])
    try effects.add(before: map, after: map)
    #expect(effects.effects.allSatisfy { $0.halfWidth == nil && $0.change == 0 })
    #expect(throws: Fault.self) {
      try effects.add(before: map, after: LabelMap(Shape(1, 1, 2, 2), [1, 1, 1, 1]))
    }
  }

  @Test("any split gives the same bytes")
  func splits() throws {
    var noise = Noise(12)
    let shape = Shape(9, 2, 6, 6)
    let maps = [noise.labels(shape, concepts: 7), noise.labels(shape, concepts: 7)]
    func scene(_ map: LabelMap, _ index: Int) -> LabelMap {
      let first = shape.offset(index, 0, 0, 0)
      return LabelMap(Shape(1, 2, 6, 6), Array(map.labels[first..<first + shape.sampleCount]))
    }
    var whole = EffectAccumulator(vocabulary: smallVocabulary)
    try whole.add(before: maps[0], after: maps[1])
    var merged = EffectAccumulator(vocabulary: smallVocabulary)
    for index in [3, 8, 1, 0, 7, 2, 6, 5, 4] {
      var part = EffectAccumulator(vocabulary: smallVocabulary)
      try part.add(before: scene(maps[0], index), after: scene(maps[1], index))
      try merged.merge(EffectAccumulator(decoding: part.encoded(), vocabulary: smallVocabulary))
    }
    #expect(merged.encoded() == whole.encoded() && merged.effects == whole.effects)
  }

  @Test("a sweep tells each unit's change and goes on after an interruption")
  func sweep() throws {
    let layer = LayerDescription(name: "layer4", units: 3, height: 2, width: 2)
    func areas(_ labels: [Int32]) -> ConceptAreas {
      var areas = ConceptAreas(vocabulary: smallVocabulary)
      areas.add(LabelMap(Shape(2, 1, 1, 2), labels))
      return areas
    }
    var sweep = SweepAccumulator(layer: layer, seed: 1, baseline: areas([1, 1, 1, 2]))
    try sweep.addNextUnit(areas([1, 1, 2, 2]))
    sweep = try SweepAccumulator(decoding: sweep.encoded(), vocabulary: smallVocabulary)
    try sweep.addNextUnit(areas([0, 0, 0, 0]))
    let result = try #require(sweep.sweep)
    #expect(result.measuredUnits == 2 && result.scenes == 2 && !sweep.isComplete)
    #expect(result.baseline[1] == 0.75)
    #expect(result.change(unit: 0, concept: 1) == -0.25)
    #expect(result.change(unit: 0, concept: 2) == 0.25)
    #expect(result.change(unit: 2, concept: 1) == 0)
    #expect(result.ranking(for: 1) == [1, 0])
    #expect(throws: Fault.self) { try sweep.addNextUnit(ConceptAreas(vocabulary: smallVocabulary)) }
  }

  @Test("parts of the scenes and of the units make the whole sweep, bit for bit")
  func sweepParts() throws {
    let layer = LayerDescription(name: "layer4", units: 3, height: 2, width: 2)
    func tally(_ units: Range<Int>, _ scenes: [Int]) throws -> SweepAccumulator {
      func areas(_ unit: Int) -> ConceptAreas {
        var areas = ConceptAreas(vocabulary: smallVocabulary)
        for scene in scenes {
          areas.add(LabelMap(Shape(1, 1, 1, 2), [Int32((unit + scene) % 3), Int32(scene % 2)]))
        }
        return areas
      }
      var tally = SweepAccumulator(layer: layer, units: units, seed: 1, baseline: areas(-1 + 3))
      for unit in units { try tally.addNextUnit(areas(unit)) }
      return try SweepAccumulator(decoding: tally.encoded(), vocabulary: smallVocabulary)
    }
    let whole = try tally(0..<3, [0, 1, 2, 3])
    var first = try tally(0..<2, [3])
    try first.merge(scenes: tally(0..<2, [0, 1]))
    try first.merge(scenes: tally(0..<2, [2]))
    var second = try tally(2..<3, [1, 2])
    #expect(second.sweep == nil)
    try second.merge(scenes: tally(2..<3, [0, 3]))
    #expect(throws: Fault.self) { try first.merge(scenes: second) }
    #expect(throws: Fault.self) { try second.append(units: first) }
    try first.append(units: second)
    #expect(first.encoded() == whole.encoded() && first.sweep == whole.sweep)
  }
}
