import Concepts
import Faults
import Foundation
import Tensors
import Testing

@testable import Dissection

/// Counts and scores at all levels as their definition reads, pixel by pixel.
private struct PlainLevels {
  let grid: LevelGrid
  let vocabulary: ConceptVocabulary
  /// Values and concepts of every pixel, scene by scene: [scene][unit][pixel], [scene][pixel].
  var values: [[[Float]]] = []
  var concepts: [[Set<Int>]] = []
  var labels: [Set<Int>] = []

  mutating func add(_ activations: Tensor, _ map: LabelMap) {
    for scene in 0..<activations.shape.batch {
      values.append(
        (0..<grid.units).map {
          upsampled(activations, scene, $0, to: map.shape, convention: .gandissect)
        }
      )
      let pixels = (0..<map.shape.planeCount).map { pixel in
        (0..<map.shape.channels).map {
          Int(map[scene, $0, pixel / map.shape.width, pixel % map.shape.width])
        }
      }
      labels.append(Set(pixels.flatMap { $0 }))
      concepts.append(pixels.map { Set($0.filter { (1..<vocabulary.count).contains($0) }) })
    }
  }

  var pixels: Int { concepts.reduce(0) { $0 + $1.count } }

  private func held(_ concept: Int) -> [Int] {
    let category = vocabulary[concept]?.category
    return labels.indices.filter { scene in
      labels[scene].contains { vocabulary[$0]?.category == category }
    }
  }

  func common(_ unit: Int, _ concept: Int, _ index: Int) -> Int {
    let level = grid.level(unit: unit, index)
    return concepts.indices.reduce(0) { sum, scene in
      sum
        + zip(values[scene][unit], concepts[scene]).count { $0 > level && $1.contains(concept) }
    }
  }

  func active(_ unit: Int, _ concept: Int, _ index: Int) -> Int {
    let level = grid.level(unit: unit, index)
    return held(concept).reduce(0) { sum, scene in
      sum + values[scene][unit].count { $0 > level }
    }
  }

  func label(_ concept: Int) -> Int {
    concepts.reduce(0) { $0 + $1.count { $0.contains(concept) } }
  }

  /// Method 2.5, line by line.
  func quality(_ unit: Int, _ concept: Int, _ index: Int) -> Double {
    let truth = Double(label(concept)) / Double(pixels)
    let scenes = held(concept)
    guard index < 99, truth >= 1e-3, grid.level(unit: unit, index) > 0, !scenes.isEmpty else {
      return 0
    }
    let categoryPixels = scenes.reduce(0) { $0 + concepts[$1].count }
    let pred = Double(active(unit, concept, index)) / Double(categoryPixels)
    let common = Double(common(unit, concept, index)) / Double(pixels)
    let cells = [[common, pred - common], [truth - common, 1 - (truth + pred - common)]]
      .map { $0.map { min(max($0, 0), 1) } }
    guard cells[0][0] + cells[1][1] > 0.8 else { return 0 }
    var (information, entropy) = (0.0, 0.0)
    for row in 0..<2 {
      for column in 0..<2 where cells[row][column] > 0 {
        let (rowSum, columnSum) = (
          cells[row][0] + cells[row][1], cells[0][column] + cells[1][column]
        )
        information += cells[row][column] * log(cells[row][column] / (rowSum * columnSum))
        entropy -= cells[row][column] * log(cells[row][column])
      }
    }
    return entropy > 0 ? max(0, information) / entropy : 0
  }

  func correlation(_ unit: Int, _ concept: Int) -> Double {
    let all = values.flatMap { $0[unit] }.map(Double.init)
    let marks = concepts.flatMap { $0 }.map { $0.contains(concept) ? 1.0 : 0 }
    let (mean, share) = (
      all.reduce(0, +) / Double(all.count), marks.reduce(0, +) / Double(all.count)
    )
    let common = zip(all, marks).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - share) }
    let spread = all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let other = marks.reduce(0) { $0 + ($1 - share) * ($1 - share) }
    return spread > 0 && other > 0 ? common / (spread * other).squareRoot() : 0
  }
}

extension LevelCounter {
  /// The bytes of the first version, whose tables were not packed.
  fileprivate func encodedEarlier() -> [UInt8] {
    var writer = ByteWriter(
      mark: isPublished ? "ganscope level counts 1, published\n" : "ganscope level counts 1\n"
    )
    func write(_ table: [UInt64]) {
      let isSparse = 2 * table.count { $0 > 0 } < table.count
      writer.write(isSparse ? 1 : 0)
      if isSparse {
        writer.write(counts: table)
      } else {
        for count in table { writer.write(count) }
      }
    }
    writer.write(floats: grid.levels)
    writer.write(scenes)
    writer.write(pixels)
    writer.write(counts: labelPixels)
    writer.write(counts: categoryPixels)
    for concept in seenConcepts {
      write(tables[concept])
      for sum in totals.labelSums[concept] { writer.write(signed: sum) }
    }
    for category in totals.seenCategories { write(categoryTables[category]) }
    for sum in totals.sums { writer.write(signed: sum) }
    for square in totals.squares {
      writer.write(UInt64(truncatingIfNeeded: square >> 64))
      writer.write(UInt64(truncatingIfNeeded: square))
    }
    shifts?.write(to: &writer)
    return writer.bytes
  }
}

@Suite("Counting at all levels")
struct LevelCounterTests {
  private func grid(_ activations: Tensor, height: Int, width: Int) throws -> LevelGrid {
    let shape = activations.shape
    var sample = LevelSample(
      layer: LayerDescription(
        name: "layer4",
        units: shape.channels,
        height: shape.height,
        width: shape.width
      ),
      rule: .informationQuality,
      sampleSize: shape.batch,
      segmentationHeight: height,
      segmentationWidth: width
    )
    try sample.add(activations)
    return try #require(sample.grid)
  }

  @Test(
    "counts and scores equal their definition, pixel by pixel",
    arguments: [(4, 4, 16, 16, 2), (3, 5, 7, 11, 3), (8, 8, 8, 8, 1), (6, 4, 3, 2, 3)]
  )
  func definition(size: (Int, Int, Int, Int, Int)) throws {
    var noise = Noise(UInt64(size.0 * 31 + size.2))
    let activations = noise.activations(Shape(5, 3, size.0, size.1))
    let map = noise.labels(Shape(5, size.4, size.2, size.3), concepts: 7)
    let grid = try grid(activations, height: size.2, width: size.3)
    var counter = LevelCounter(grid: grid, vocabulary: smallVocabulary)
    try counter.add(activations, SceneLabels(map, vocabulary: smallVocabulary))
    var plain = PlainLevels(grid: grid, vocabulary: smallVocabulary)
    plain.add(activations, map)
    let correlations = counter.correlations()
    for unit in 0..<3 {
      for concept in 1..<7 {
        #expect(Int(counter.labelPixels[concept]) == plain.label(concept))
        let curves = counter.curves(unit: unit, concept: concept)
        for index in stride(from: 0, to: 100, by: 9) {
          let (common, active) = (
            counter.common(unit: unit, concept: concept, index: index),
            counter.active(unit: unit, concept: concept, index: index)
          )
          #expect(Int(common) == plain.common(unit, concept, index))
          #expect(Int(active) == plain.active(unit, concept, index))
          #expect(abs(curves.quality[index] - plain.quality(unit, concept, index)) < 1e-9)
        }
        let found = Double(correlations[concept * 3 + unit])
        #expect(abs(found - plain.correlation(unit, concept)) < 1e-4)
      }
    }
  }

  @Test("very many combinations of labels are counted channel by channel, with the same counts")
  func manyCombinations() throws {
    let concepts = (1..<60).map { (name: "c\($0)", category: ConceptCategory.object) }
    let vocabulary = ConceptVocabulary([("-", .object)] + concepts)
    var noise = Noise(4)
    let activations = noise.activations(Shape(1, 2, 8, 8))
    let labels = (0..<3 * 64 * 64).map { _ in Int32(noise.below(60)) }
    let map = LabelMap(Shape(1, 3, 64, 64), labels)
    let grid = try grid(activations, height: 64, width: 64)
    var counter = LevelCounter(grid: grid, vocabulary: vocabulary)
    let ready = SceneLabels(map, vocabulary: vocabulary)
    #expect(ready.scenes[0].passes.groupCounts.count == 4)
    try counter.add(activations, ready)
    var plain = PlainLevels(grid: grid, vocabulary: vocabulary)
    plain.add(activations, map)
    for (unit, concept, index) in [(0, 1, 0), (1, 30, 40), (0, 59, 70), (1, 7, 98)] {
      #expect(
        Int(counter.common(unit: unit, concept: concept, index: index))
          == plain.common(unit, concept, index)
      )
      #expect(
        Int(counter.active(unit: unit, concept: concept, index: index))
          == plain.active(unit, concept, index)
      )
    }
  }

  @Test("merging any split, order and interruption gives the same bytes")
  func merging() throws {
    var noise = Noise(9)
    let activations = noise.activations(Shape(6, 4, 4, 4))
    let map = noise.labels(Shape(6, 2, 8, 8), concepts: 7)
    let grid = try grid(activations, height: 8, width: 8)
    let empty = LevelCounter(grid: grid, vocabulary: smallVocabulary)
    var whole = empty
    try whole.add(activations, SceneLabels(map, vocabulary: smallVocabulary))
    var merged = empty
    var parts: [PackedLevelCounts] = []
    for scene in [4, 0, 5, 1, 3, 2] {
      var part = empty
      let first = map.shape.offset(scene, 0, 0, 0)
      let one = LabelMap(Shape(1, 2, 8, 8), Array(map.labels[first..<first + 128]))
      try part.add(activations.sample(scene), SceneLabels(one, vocabulary: smallVocabulary))
      let packed = try PackedLevelCounts(part.encoded(), vocabulary: smallVocabulary)
      try merged.merge([packed])
      parts.append(packed)
    }
    #expect(merged.encoded() == whole.encoded())
    var together = try LevelCounter(parts[0])
    try together.merge(Array(parts[1...3]))
    try together.merge(Array(parts[4...]))
    #expect(together.encoded() == whole.encoded())
    #expect(merged.scores() == whole.scores() && merged.correlations() == whole.correlations())
    let restored = try LevelCounter(decoding: whole.encoded(), vocabulary: smallVocabulary)
    #expect(restored.encoded() == whole.encoded() && restored.scores() == whole.scores())
  }

  @Test("bytes of the first version are read, and are the same numbers", arguments: [false, true])
  func earlier(isPublished: Bool) throws {
    var noise = Noise(11)
    let activations = noise.activations(Shape(4, 3, 4, 4))
    let map = noise.labels(Shape(4, 2, 8, 8), concepts: 7)
    var counter = LevelCounter(
      grid: try grid(activations, height: 8, width: 8),
      vocabulary: smallVocabulary,
      isPublished: isPublished
    )
    try counter.add(activations, SceneLabels(map, vocabulary: smallVocabulary))
    let bytes = counter.encodedEarlier()
    let read = try LevelCounter(decoding: bytes, vocabulary: smallVocabulary)
    #expect(read.encoded() == counter.encoded() && read.isPublished == isPublished)
    #expect(read.correlations() == counter.correlations())
    #expect(try EarlierLevelCounts.renewed(bytes) == counter.encoded())
    #expect(try EarlierLevelCounts.renewed(counter.encoded()) == counter.encoded())
    for length in stride(from: 0, to: bytes.count, by: 17) {
      #expect(throws: Fault.self) {
        try LevelCounter(decoding: Array(bytes[..<length]), vocabulary: smallVocabulary)
      }
    }
    for place in stride(from: 24, to: bytes.count, by: 5) {
      var changed = bytes
      changed[place] ^= 0xff
      _ = try? LevelCounter(decoding: changed, vocabulary: smallVocabulary)
    }
  }

  /// Counts of two units over two scenes.
  private func smallCounter(_ seed: UInt64) throws -> LevelCounter {
    var noise = Noise(seed)
    let activations = noise.activations(Shape(2, 2, 4, 4))
    let map = noise.labels(Shape(2, 1, 8, 8), concepts: 7)
    var counter = LevelCounter(
      grid: try grid(activations, height: 8, width: 8),
      vocabulary: smallVocabulary
    )
    try counter.add(activations, SceneLabels(map, vocabulary: smallVocabulary))
    return counter
  }

  @Test("a part that is damaged, of other levels or larger than any is named by its place")
  func parts() throws {
    let counter = try smallCounter(12)
    let good = try PackedLevelCounts(counter.encoded(), vocabulary: smallVocabulary)
    let other = try PackedLevelCounts(
      LevelCounter(
        grid: LevelGrid(Array(repeating: 1, count: 200)),
        vocabulary: smallVocabulary
      ).encoded(),
      vocabulary: smallVocabulary
    )
    var bytes = counter.encoded()
    bytes[bytes.count - 1] ^= 1
    let damaged = try PackedLevelCounts(bytes, vocabulary: smallVocabulary)
    var huge = counter
    huge.totals.scenes = 1 << 24
    let large = try PackedLevelCounts(huge.encoded(), vocabulary: smallVocabulary)
    for (part, kind) in [(other, Fault.Kind.defect), (damaged, .refused), (large, .refused)] {
      var merged = counter
      let error = #expect(throws: PartFault.self) { try merged.merge([good, part, good]) }
      #expect(error?.place == 1 && error?.fault.kind == kind)
    }
  }

  @Test("damaged bytes, other levels and other vocabularies are refused")
  func refusals() throws {
    var counter = try smallCounter(2)
    let bytes = counter.encoded()
    for length in stride(from: 0, to: bytes.count, by: 41) {
      #expect(throws: Fault.self) {
        try LevelCounter(decoding: Array(bytes[..<length]), vocabulary: smallVocabulary)
      }
    }
    for place in bytes.indices {
      for pattern: UInt8 in [1, 0x55, 0x80, 0xff] {
        var changed = bytes
        changed[place] ^= pattern
        guard let read = try? LevelCounter(decoding: changed, vocabulary: smallVocabulary) else {
          continue
        }
        _ = (read.scores(), read.correlations(), read.encoded())
      }
    }
    #expect(throws: Fault.self) {
      try LevelCounter(
        decoding: bytes,
        vocabulary: ConceptVocabulary([("-", .object), ("tree", .object)])
      )
    }
    let other = LevelCounter(
      grid: LevelGrid(Array(repeating: 1, count: 200)),
      vocabulary: smallVocabulary
    )
    #expect(throws: PartFault.self) {
      try counter.merge([PackedLevelCounts(other.encoded(), vocabulary: smallVocabulary)])
    }
    #expect(throws: Fault.self) {
      try counter.add(
        Tensor(Shape(1, 3, 1, 1), filledWith: 0),
        SceneLabels(
          LabelMap(Shape(2, 1, 8, 8), Array(repeating: 0, count: 128)),
          vocabulary: smallVocabulary
        )
      )
    }
  }
}

@Suite("Labels by information quality, worked out by hand")
struct LevelLabelTests {
  /// Units 0 to 3 over a 10x10 map: one equals the tree, one is independent of it, one is constant,
  /// one is dead; trees are the first row, a tenth.
  private func counted(scenes: Int, rule: LabelRule = .informationQuality) throws -> (
    LevelCounter, [LevelChoice]
  ) {
    let planes: [(Int) -> Float] = [
      { $0 < 10 ? 2 + Float($0) / 100 : 0.5 - Float($0) / 1000 }, { $0 % 10 == 3 ? 2 : 0.5 },
      { _ in 0.7 }, { _ in 0 },
    ]
    let values = (0..<scenes).flatMap { _ in planes.flatMap { plane in (0..<100).map(plane) } }
    let activations = Tensor(Shape(scenes, 4, 10, 10), values)
    let map = LabelMap(
      Shape(scenes, 1, 10, 10),
      (0..<scenes * 100).map { $0 % 100 < 10 ? 1 : 2 }
    )
    var sample = LevelSample(
      layer: LayerDescription(name: "layer4", units: 4, height: 10, width: 10),
      rule: rule,
      sampleSize: scenes,
      segmentationHeight: 10,
      segmentationWidth: 10
    )
    try sample.add(activations)
    var counter = LevelCounter(grid: try #require(sample.grid), vocabulary: smallVocabulary)
    try counter.add(activations, SceneLabels(map, vocabulary: smallVocabulary))
    return (counter, counter.scores().choices(by: rule))
  }

  @Test("a unit that equals a concept has ratio and IoU 1, others 0", arguments: [1, 7])
  func planted(scenes: Int) throws {
    let (counter, choices) = try counted(scenes: scenes)
    // No level of the hundred need cut exactly a tenth off: the unit's values leave a wide gap.
    #expect(choices.map(\.concept) == [1, nil, nil, nil])
    let labels = counter.labels(choices, by: .informationQuality)
    #expect(labels[0].concept == 1 && labels[0].iou == 1 && labels[0].iqr == 1)
    #expect(labels.map(\.isInterpretable) == [true, false, false, false])
    #expect(labels[0].overlap?.common == UInt64(10 * scenes))
    #expect(labels.dropFirst().allSatisfy { $0.iou == 0 && $0.iqr == 0 && $0.overlap == nil })
    let scores = counter.scores()
    #expect(scores.quality.allSatisfy { (0...1).contains($0) })
    #expect(scores.iou.allSatisfy { (0...1).contains($0) })
    #expect(counter.correlations().allSatisfy { (-1...1).contains($0) })
    #expect(counter.correlations()[1 * 4 + 0] > 0.9)
    #expect(counter.correlations()[1 * 4 + 1] == 0 && counter.correlations()[1 * 4 + 2] == 0)
  }

  @Test("absent concepts, no scenes at all and broken numbers have defined results")
  func degenerate() throws {
    let empty = LevelCounter(
      grid: LevelGrid(Array(repeating: 0, count: 100)),
      vocabulary: smallVocabulary
    )
    let choices = empty.scores().choices(by: .informationQuality)
    #expect(choices == [LevelChoice(concept: nil, index: 0)])
    #expect(empty.labels(choices, by: .informationQuality).map(\.iou) == [0])
    #expect(empty.iouTable(at: choices).allSatisfy { $0 == 0 })
    #expect(empty.correlations().allSatisfy { $0 == 0 })
    var broken = empty
    let values: [Float] = [.nan, .infinity, -.infinity, 1]
    try broken.add(
      Tensor(Shape(1, 1, 2, 2), values),
      SceneLabels(
        LabelMap(Shape(1, 1, 4, 4), Array(repeating: 1, count: 16)),
        vocabulary: smallVocabulary
      )
    )
    #expect(broken.correlations().allSatisfy { $0.isFinite })
    #expect(broken.scores().quality.allSatisfy { $0.isFinite })
    let labels = broken.labels(broken.scores().choices(by: .maximumIoU), by: .maximumIoU)
    #expect(labels.allSatisfy { $0.iou.isFinite })
  }

  @Test("the interval of an IoU is that of a ratio over scenes")
  func spread() throws {
    // Two scenes: all of 4 tree pixels active, then half of them; IoU 6 of 8.
    let grid = LevelGrid(Array(repeating: 0.5, count: 100))
    var counter = LevelCounter(grid: grid, vocabulary: smallVocabulary)
    var spreads: [UnitScore: LabelSpread] = [
      .maxiou: LabelSpread([LevelChoice(concept: 1, index: 0)])
    ]
    let activations = Tensor(Shape(2, 1, 2, 2), [1, 1, 1, 1, 1, 1, 0, 0])
    let labels = SceneLabels(
      LabelMap(Shape(2, 1, 2, 2), Array(repeating: 1, count: 8)),
      vocabulary: smallVocabulary
    )
    try counter.add(activations, labels, watching: &spreads)
    let label = try #require(
      counter.labels([LevelChoice(concept: 1, index: 0)], by: .maximumIoU, spread: spreads[.maxiou])
        .first
    )
    #expect(label.iou == 0.75)
    // Residues i - R u: 4 - 3 and 2 - 3; their variance 2; over n mean(u)^2 = 2 * 16: 1/16.
    let expected = Float(12.706204736 * 0.25)
    #expect(abs(try #require(label.halfWidth) - expected) < 1e-4)
  }
}
