import Concepts
import Faults
import Generators
import NumPyFiles
import Segmenters
import Tensors
import Testing
import TestSupport

@testable import Dissection

/// Tolerances are those of the reference folder: ratio and correlation 1e-4, level 1e-4 relative,
/// counts 0.2 %, IoU 1e-3.
@Suite("Labels by information quality against the published formulas")
struct GoldenQualityTests {
  private struct Counted {
    let grid: LevelGrid
    let choosing: LevelCounter
    let counting: LevelCounter
    let expected: NPZ

    func floats(_ name: String) throws -> [Double] {
      try expected.array(name).floats.map(Double.init)
    }
    func integers(_ name: String) throws -> [Int] {
      try #require(expected.array(name).integers).map { Int($0) }
    }
  }

  private static func counted(isPublished: Bool = false) throws -> Counted {
    let networks = try GoldenNetworks()
    let layer = try #require(
      networks.generator.summary.layers.first { $0.name == GoldenNetworks.layer }
    )
    var sample = LevelSample(
      layer: layer,
      rule: .informationQuality,
      sampleSize: GoldenNetworks.sampleSize,
      segmentationHeight: 32,
      segmentationWidth: 32
    )
    for first in stride(from: 0, to: GoldenNetworks.sampleSize, by: 8) {
      try sample.add(networks.scenes(seed: 2, first: first, count: 8).activations)
    }
    let grid = try #require(sample.grid)
    let counters = try [UInt32(2), 1].map { seed in
      var counter = LevelCounter(
        grid: grid,
        vocabulary: networks.vocabulary,
        isPublished: isPublished
      )
      for first in stride(from: 0, to: GoldenNetworks.sampleSize, by: 8) {
        let scenes = try networks.scenes(seed: seed, first: first, count: 8)
        let map = try networks.segmenter.segment(scenes.images, options: networks.options)
        let labels = SceneLabels(
          map,
          vocabulary: networks.vocabulary,
          countsAbsence: isPublished
        )
        try counter.add(scenes.activations, labels)
      }
      return counter
    }
    return Counted(
      grid: grid,
      choosing: counters[0],
      counting: counters[1],
      expected: try NPZ(path: References.path("golden/iqr/expected.npz"))
    )
  }

  @Test("levels, ratios, labels, counts, IoU and correlations agree")
  func qualities() throws {
    let counted = try Self.counted()
    try compareLevels(counted)
    let scores = counted.choosing.scores()
    try compareScores(scores, counted)
    try compareLabels(scores, counted)
    try compareCorrelations(counted)
  }

  /// The published program's own values.
  ///
  /// Its best IoU is nearly always that of "-", its correlations leave out how batches differ. That
  /// best IoU itself is not compared: how "-" is counted over channels is not reproduced.
  @Test("with published mistakes the published program's best IoU and correlations come out")
  func publishedMistakes() throws {
    let counted = try Self.counted(isPublished: true)
    let matches = try #require(counted.choosing.scores().matches[.maxiou])
    #expect(matches.allSatisfy { $0.concept == 0 })
    let table = counted.counting.correlations()
    let correlations = counted.counting.correlationMatches(table)
    // The names are the same as by the right correlation.
    let concepts = try counted.integers("exact_cor_label")
    let values = try counted.floats("gd_cor")
    for (unit, match) in correlations.enumerated() {
      #expect(abs(Double(match.score) - values[unit]) <= 1e-4)
      #expect(match.concept == concepts[unit])
    }
    let bytes = counted.counting.encoded()
    let again = try LevelCounter(decoding: bytes, vocabulary: counted.counting.vocabulary)
    #expect(again.correlations() == table && again.encoded() == bytes)
    var merged = again
    let packed = try PackedLevelCounts(bytes, vocabulary: again.vocabulary)
    #expect(throws: PartFault.self) { try merged.merge([packed]) }
    #expect(throws: Fault.self) {
      try LevelCounter(decoding: Array(bytes.dropLast()), vocabulary: again.vocabulary)
    }
  }

  private func compareLevels(_ counted: Counted) throws {
    let levels = try counted.floats("exact_levels_grid")
    #expect(levels.count == counted.grid.levels.count)
    for (found, level) in zip(counted.grid.levels, levels) {
      #expect(abs(Double(found) - level) <= 1e-4 * abs(level) + 1e-6)
    }
    for (found, fraction) in zip(LevelGrid.fractions, try counted.floats("fracs")) {
      #expect(abs(found - fraction) < 1e-6)
    }
  }

  private func compareScores(_ scores: LevelScores, _ counted: Counted) throws {
    let (quality, iou) = (
      try counted.floats("exact_max_iqr"), try counted.floats("exact_max_iou")
    )
    #expect(quality.count == scores.quality.count)
    // Number 0 is no concept here; the published tables count it.
    for index in counted.grid.units..<quality.count {
      #expect(abs(Double(scores.quality[index]) - quality[index]) <= 1e-4)
      #expect(abs(Double(scores.iou[index]) - iou[index]) <= 1e-3)
    }
  }

  private func compareLabels(_ scores: LevelScores, _ counted: Counted) throws {
    let (units, concepts) = (counted.grid.units, counted.counting.labelPixels.count)
    let quality = try counted.floats("exact_max_iqr")
    let (labels, levels) = (
      try counted.integers("exact_unit_label"), try counted.floats("exact_unit_level")
    )
    let (iou, confirmed) = (try counted.floats("exact_iou"), try counted.floats("exact_iou_iqr"))
    let (common, label, category, total) = (
      try counted.integers("exact_intersections"), try counted.integers("exact_label_pixels"),
      try counted.integers("exact_category_unit_pixels"),
      try counted.integers("exact_category_total_pixels")
    )
    let choices = scores.choices(by: .informationQuality)
    let found = counted.counting.labels(choices, by: .informationQuality)
    var clear = 0
    for unit in 0..<units {
      let row = (0..<concepts).map { quality[$0 * units + unit] }.sorted()
      guard row[concepts - 1] - row[concepts - 2] > 1e-4 else { continue }
      #expect(choices[unit].concept == labels[unit])
      let level = Double(counted.grid.level(unit: unit, choices[unit].index))
      guard abs(level - levels[unit]) <= 1e-4 * abs(levels[unit]) else {
        // Two levels whose ratios are the same within the tolerance.
        let curve = counted.choosing.curves(unit: unit, concept: labels[unit]).quality
        let other = counted.grid.levels(of: unit).map { abs(Double($0) - levels[unit]) }
        let place = try #require(other.indices.min { other[$0] < other[$1] })
        #expect(abs(curve[place] - curve[choices[unit].index]) <= 1e-4)
        continue
      }
      clear += 1
      #expect(abs(Double(found[unit].iou) - iou[unit]) <= 1e-3)
      #expect(abs(Double(found[unit].iqr ?? -1) - confirmed[unit]) <= 1e-3)
      #expect(found[unit].isInterpretable == (iou[unit] > 0.05 && confirmed[unit] > 0.01))
      let index = choices[unit].index
      let concept = labels[unit]
      #expect(
        isNear(
          counted.counting.common(unit: unit, concept: concept, index: index),
          common[concept * units + unit]
        )
      )
      #expect(isNear(counted.counting.labelPixels[concept], label[concept]))
      let column = counted.counting.columns[concept]
      #expect(
        isNear(
          counted.counting.active(unit: unit, concept: concept, index: index),
          category[column * units + unit]
        )
      )
      #expect(counted.counting.categoryPixels[column] == UInt64(total[column]))
    }
    #expect(clear >= 28)
  }

  private func isNear(_ count: UInt64, _ expected: Int) -> Bool {
    abs(Double(count) - Double(expected)) <= (0.002 * Double(expected)).rounded(.up)
  }

  private func compareCorrelations(_ counted: Counted) throws {
    let expected = try counted.floats("exact_correlation")
    let (units, concepts) = (counted.grid.units, counted.counting.labelPixels.count)
    let found = counted.counting.correlations()
    for unit in 0..<units {
      for concept in 1..<concepts where counted.counting.labelPixels[concept] > 0 {
        let value = expected[unit * concepts + concept]
        #expect(abs(Double(found[concept * units + unit]) - value) <= 1e-4)
      }
    }
  }
}
