import Faults
import Tensors
import Testing

@testable import Dissection

@Suite("Levels of units")
struct LevelSampleTests {
  let layer = LayerDescription(name: "layer4", units: 3, height: 4, width: 4)

  /// NumPy's quantile of values: linear between order statistics.
  private func quantile(_ values: [Float], _ fraction: Double) -> Float {
    let sorted = values.sorted()
    let position = fraction * Double(sorted.count - 1)
    let lower = Int(position.rounded(.down))
    let (low, high) = (Double(sorted[lower]), Double(sorted[min(lower + 1, sorted.count - 1)]))
    return Float(low + (high - low) * (position - Double(lower)))
  }

  private func values(of unit: Int, in sample: Tensor) -> [Float] {
    (0..<sample.shape.batch).flatMap { Array(sample.featureMap(sample: $0, unit: unit)) }
  }

  @Test("native levels are exact quantiles")
  func native() throws {
    var noise = Noise(3)
    let activations = noise.activations(Shape(300, 3, 4, 4))
    var sample = LevelSample(
      layer: layer,
      rule: .heldOut,
      sampleSize: 300,
      segmentationHeight: 8,
      segmentationWidth: 8
    )
    try sample.add(activations)
    let quantiles = sample.quantiles
    for unit in 0..<3 {
      let all = values(of: unit, in: activations)
      #expect(sample.levels[unit] == quantile(all, 0.995))
      for fraction in [0.98, 0.99, 0.995, 0.999] {
        #expect(quantiles.value(unit: unit, quantile: fraction) == quantile(all, fraction))
      }
      for fraction in [0.5, 0.7, 0.95] {
        let exact = quantile(all, fraction)
        let found = quantiles.value(unit: unit, quantile: fraction)
        #expect(abs(found - exact) <= abs(exact) / 128 + 2e-5)
      }
    }
    #expect(sample.levelError == 0)
  }

  @Test("upsampled levels are exact quantiles of every upsampled pixel")
  func upsampledLevels() throws {
    var noise = Noise(4)
    let activations = noise.activations(Shape(60, 3, 4, 4))
    var sample = LevelSample(
      layer: layer,
      rule: .dissect,
      sampleSize: 60,
      segmentationHeight: 8,
      segmentationWidth: 12
    )
    try sample.add(activations)
    for unit in 0..<3 {
      let all = (0..<60).flatMap {
        upsampled(activations, $0, unit, to: Shape(1, 1, 8, 12), convention: .dissect)
      }
      #expect(sample.levels[unit] == quantile(all, 0.99))
    }
  }

  @Test("any split, order and interruption gives the same bytes", arguments: LabelRule.choices)
  func splits(rule: LabelRule) throws {
    var noise = Noise(5)
    let activations = noise.activations(Shape(200, 3, 4, 4))
    let empty = LevelSample(
      layer: layer,
      rule: rule,
      sampleSize: 200,
      segmentationHeight: 8,
      segmentationWidth: 8
    )
    var whole = empty
    try whole.add(activations)
    var parts = [empty, empty]
    for scene in (0..<200).reversed() {
      try parts[scene % 2].add(activations.sample(scene))
      if scene == 90 { parts[0] = try LevelSample(decoding: parts[0].encoded(), rule: rule) }
    }
    try parts[1].merge(parts[0])
    #expect(parts[1].encoded() == whole.encoded())
    #expect(parts[1].levels == whole.levels && parts[1].scenes == 200)
  }

  @Test("beyond its memory a level is known within the histogram's error")
  func bounded() throws {
    var noise = Noise(6)
    let activations = noise.activations(Shape(400, 3, 4, 4))
    for rule in LabelRule.choices {
      guard let fraction = rule.quantile else { continue }
      var sample = LevelSample(
        layer: layer,
        rule: rule,
        sampleSize: 400,
        segmentationHeight: 8,
        segmentationWidth: 8,
        budget: 1000
      )
      try sample.add(activations)
      #expect(sample.levelError > 0)
      for unit in 0..<3 {
        let all =
          !rule.usesUpsampledLevels
          ? values(of: unit, in: activations)
          : (0..<400).flatMap {
            upsampled(activations, $0, unit, to: Shape(1, 1, 8, 8), convention: rule.convention)
          }
        let exact = quantile(all, fraction)
        #expect(abs(sample.levels[unit] - exact) <= abs(exact) * Float(sample.levelError))
      }
    }
  }

  @Test("the hundred levels are exact while the tail fits")
  func grid() throws {
    var noise = Noise(12)
    let activations = noise.activations(Shape(60, 3, 4, 4))
    var sample = LevelSample(
      layer: layer,
      rule: .informationQuality,
      sampleSize: 60,
      segmentationHeight: 8,
      segmentationWidth: 12
    )
    try sample.add(activations)
    #expect(sample.levelError == 0)
    let grid = try #require(sample.grid)
    for unit in 0..<3 {
      let all = (0..<60).flatMap {
        upsampled(activations, $0, unit, to: Shape(1, 1, 8, 12), convention: .gandissect)
      }
      for (index, fraction) in LevelGrid.fractions.enumerated() {
        #expect(grid.level(unit: unit, index) == quantile(all, 1 - fraction))
      }
      #expect(sample.histograms[unit].counts.reduce(0, +) == 60 * 96)
    }
  }

  @Test("where the tail is too small the hundred levels keep the stated error, most of them 1e-4")
  func fineGrid() throws {
    var noise = Noise(13)
    // Sums of four are smooth, as activations are; a few peaks make a long tail.
    let values = (0..<96 * 32 * 32).map { _ -> Float in
      let sum = noise.uniform() + noise.uniform() + noise.uniform() + noise.uniform() - 1.6
      return sum * (noise.uniform() > 0.97 ? 5 : 1)
    }
    let activations = Tensor(Shape(96, 1, 32, 32), values)
    var sample = LevelSample(
      layer: LayerDescription(name: "layer7", units: 1, height: 32, width: 32),
      rule: .informationQuality,
      sampleSize: 96,
      segmentationHeight: 128,
      segmentationWidth: 128,
      budget: 32_000
    )
    try sample.add(activations)
    let size = Shape(1, 1, 128, 128)
    let all = (0..<96).flatMap {
      upsampled(activations, $0, 0, to: size, convention: .gandissect)
    }.sorted()
    #expect(sample.levelError > 0 && sample.levelError < 1e-3)
    let grid = try #require(sample.grid)
    var good = 0
    for (index, fraction) in LevelGrid.fractions.enumerated() {
      let place = (1 - fraction) * Double(all.count - 1)
      let (low, high) = (all[Int(place)], all[min(Int(place) + 1, all.count - 1)])
      let exact = low + (high - low) * Float(place - place.rounded(.down))
      let error = Double(abs(grid.level(unit: 0, index) - exact) / abs(exact))
      #expect(error <= sample.levelError)
      good += error <= 1e-4 ? 1 : 0
    }
    #expect(good >= 85)
  }

  @Test("dead and broken units and empty samples have finite levels")
  func degenerate() throws {
    let values = [Float](repeating: 0, count: 16) + [Float](repeating: .nan, count: 16)
    let infinite = (0..<16).map { $0 < 8 ? Float.infinity : -Float.infinity }
    for rule in LabelRule.choices {
      var sample = LevelSample(
        layer: layer,
        rule: rule,
        sampleSize: 2,
        segmentationHeight: 8,
        segmentationWidth: 8
      )
      #expect(sample.levels == [0, 0, 0])
      try sample.add(Tensor(Shape(1, 3, 4, 4), values + infinite))
      #expect(sample.levels.allSatisfy { $0.isFinite } && sample.levels[0] == 0)
      #expect(sample.quantiles.values.allSatisfy { $0.isFinite })
    }
  }

  @Test("damaged bytes and other layers are refused")
  func refusals() throws {
    var sample = LevelSample(
      layer: layer,
      rule: .dissect,
      sampleSize: 5,
      segmentationHeight: 8,
      segmentationWidth: 8
    )
    #expect(throws: Fault.self) { try sample.add(Tensor(Shape(1, 2, 4, 4), filledWith: 0)) }
    try sample.add(Tensor(Shape(1, 3, 4, 4), filledWith: 0.25))
    let bytes = sample.encoded()
    for length in stride(from: 0, to: bytes.count, by: 37) {
      #expect(throws: Fault.self) {
        try LevelSample(decoding: Array(bytes[..<length]), rule: .dissect)
      }
    }
  }
}

@Suite("Dissections of a layer")
struct LayerDissectionTests {
  @Test("a dissection grows from levels to labels and top scenes")
  func growth() throws {
    let layer = LayerDescription(name: "layer4", units: 2, height: 1, width: 1)
    var sample = LevelSample(
      layer: layer,
      rule: .heldOut,
      sampleSize: 2,
      segmentationHeight: 2,
      segmentationWidth: 2
    )
    let activations = Tensor(Shape(2, 2, 1, 1), [0, 4, 8, 2])
    try sample.add(activations)
    var dissection = sample.dissection(sampleSize: 2)
    #expect(dissection.levels == [7.96, 3.99] && dissection.interpretableCount == 0)
    var counter = ConceptCounter(
      levels: dissection.levels,
      vocabulary: smallVocabulary,
      convention: .gandissect
    )
    try counter.add(activations, LabelMap(Shape(2, 1, 2, 2), [1, 1, 1, 1, 2, 2, 0, 0]))
    var top = TopScenes(units: 2)
    try top.add(activations, firstScene: 0)
    dissection.update(counter: counter, topScenes: top, scenes: 2)
    #expect(dissection.labels.map(\.concept) == [2, 1])
    #expect(dissection.labels.map(\.iou) == [0.5, 1])
    #expect(dissection.ranking(for: 1) == [1, 0])
    #expect(dissection.topScenes.map { $0.map(\.scene) } == [[1, 0], [0, 1]])
    #expect(dissection.countedScenes == 2)
  }
}
