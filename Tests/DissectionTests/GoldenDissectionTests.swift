import Concepts
import Dissection
import Generators
import Interventions
import NumPyFiles
import Segmenters
import Tensors
import Testing

/// Tolerances are those of the reference folder: levels 1e-4 relative, counts 0.2 %, IoU 1e-3.
///
/// 0.2 % of a count is rounded up to whole pixels: a pixel whose two best scores are equal within
/// the segmenter's own tolerance may go either way, and some concepts have a few pixels only.
@Suite("Dissection against the published code")
struct GoldenDissectionTests {
  @Test(
    "levels, counts, IoU and labels agree",
    arguments: [(LabelRule.heldOut, "gd"), (.dissect, "ds")]
  )
  func dissection(rule: LabelRule, prefix: String) throws {
    let networks = try GoldenNetworks()
    let layer = try #require(
      networks.generator.summary.layers.first { $0.name == GoldenNetworks.layer }
    )
    var sample = LevelSample(
      layer: layer,
      rule: rule,
      sampleSize: GoldenNetworks.sampleSize,
      segmentationHeight: 32,
      segmentationWidth: 32
    )
    for first in stride(from: 0, to: GoldenNetworks.sampleSize, by: 8) {
      try sample.add(
        networks.scenes(seed: rule.levelSeed(counting: 1), first: first, count: 8).activations
      )
    }
    for (found, level) in zip(sample.levels, try networks.expected(prefix + "_level")) {
      #expect(abs(Double(found) - level) <= 1e-4 * abs(level))
    }
    #expect(sample.levelError == 0)

    let counter = try count(networks, levels: sample.levels, convention: rule.convention)
    try compareCounts(counter, networks, prefix)
    try compareLabels(counter, rule, networks, prefix)
    var dissection = sample.dissection(sampleSize: GoldenNetworks.sampleSize)
    dissection.update(counter: counter, topScenes: TopScenes(units: layer.units), scenes: 120)
    try compareReport(dissection, networks, prefix)
  }

  /// Compares the written dissect.json, unit by unit, with what was published.
  private func compareReport(
    _ dissection: LayerDissection,
    _ networks: GoldenNetworks,
    _ prefix: String
  ) throws {
    let vocabulary = networks.vocabulary
    let report = try ReadReport.of(
      DissectionReport(name: "proggan_64", vocabulary: vocabulary, layers: [dissection])
    )
    let (common, labelPixels) = (
      try networks.expected(prefix + "_intersection"), try networks.expected("gd_label_pixels")
    )
    for unit in report.layers[0].units {
      let number = try #require(unit.iou_labelnum)
      let index = number * dissection.layer.units + unit.unit
      #expect(isNear(UInt64(unit.ic ?? 0), common[index]))
      #expect(isNear(UInt64(unit.lc ?? 0), labelPixels[number]))
      #expect(unit.iou_label == vocabulary[number]?.name)
      let ranking = report.layers[0].rankings.first { $0.name == "\(unit.iou_label ?? "")-iou" }
      #expect(ranking?.score[unit.unit] == unit.iou.map { -$0 })
    }
  }

  private func count(
    _ networks: GoldenNetworks,
    levels: [Float],
    convention: Convention
  ) throws -> ConceptCounter {
    var counter = ConceptCounter(
      levels: levels,
      vocabulary: networks.vocabulary,
      convention: convention
    )
    for first in stride(from: 0, to: GoldenNetworks.sampleSize, by: 8) {
      let scenes = try networks.scenes(seed: 1, first: first, count: 8)
      let labels = try networks.segmenter.segment(scenes.images, options: networks.options)
      try counter.add(scenes.activations, labels)
    }
    return counter
  }

  private func compareCounts(
    _ counter: ConceptCounter,
    _ networks: GoldenNetworks,
    _ prefix: String
  ) throws {
    let concepts = networks.vocabulary.concepts
    #expect(concepts.count == 389)
    let labelPixels = try networks.expected("gd_label_pixels")
    for concept in concepts.dropFirst() {
      #expect(isNear(counter.labelPixels[concept.number], labelPixels[concept.number]))
    }
    let common = try networks.expected(prefix + "_intersection")
    let iou = try networks.expected(prefix + "_iou")
    let all = prefix == "ds" ? try networks.expected("ds_unit_pixels") : []
    for category in networks.vocabulary.categories {
      let units =
        all.isEmpty ? try networks.expected("gd_unit_pixels_\(category.rawValue)") : all
      for concept in concepts.dropFirst() where concept.category == category {
        for unit in counter.levels.indices {
          let index = concept.number * counter.levels.count + unit
          let found = counter.intersection(unit: unit, concept: concept.number)
          #expect(isNear(found, common[index]))
          #expect(isNear(counter.unitPixels(unit: unit, concept: concept.number), units[unit]))
          #expect(abs(counter.iou(unit: unit, concept: concept.number) - iou[index]) <= 1e-3)
        }
      }
    }
  }

  private func isNear(_ count: UInt64, _ expected: Double) -> Bool {
    abs(Double(count) - expected) <= (0.002 * expected).rounded(.up)
  }

  private func compareLabels(
    _ counter: ConceptCounter,
    _ rule: LabelRule,
    _ networks: GoldenNetworks,
    _ prefix: String
  ) throws {
    let labels = try #require(networks.arrays.array(prefix + "_best_label").integers)
    let best = try networks.expected(prefix + "_best_iou")
    let iou = try networks.expected(prefix + "_iou")
    let units = counter.levels.count
    for label in counter.unitLabels(by: rule) {
      #expect(abs(Double(label.iou) - best[label.unit]) <= 1e-3)
      let row = stride(from: label.unit, to: iou.count, by: units).map { iou[$0] }.sorted()
      if row[row.count - 1] - row[row.count - 2] > 1e-3 {
        #expect(label.concept == labels[label.unit])
      }
      #expect(label.isInterpretable == (Double(label.iou) > rule.interpretableIoU))
    }
  }

  @Test("areas before and after an ablation agree, scene by scene and in the mean")
  func effect() throws {
    let networks = try GoldenNetworks()
    let edit = Edit([
      Intervention([3, 7, 11].map { UnitEdit(layer: GoldenNetworks.layer, unit: $0) })
    ])
    let edits = try edit.layerEdits(for: networks.generator.summary.layers)
    let (before, after) = (
      try networks.expected("area_before"), try networks.expected("area_after_ablating_3_7_11")
    )
    var effects = EffectAccumulator(vocabulary: networks.vocabulary)
    for first in stride(from: 0, to: 50, by: 10) {
      let plain = try networks.scenes(seed: 3, first: first, count: 10).images
      let edited = try networks.scenes(seed: 3, first: first, count: 10, edits: edits).images
      try effects.add(
        before: networks.segmenter.segment(plain, options: networks.options),
        after: networks.segmenter.segment(edited, options: networks.options)
      )
    }
    let concepts = networks.vocabulary.count
    let pixels = Double(effects.before.pixels)
    #expect(pixels == 50 * 32 * 32)
    let found = Dictionary(uniqueKeysWithValues: effects.effects.map { ($0.concept, $0) })
    for concept in 1..<concepts {
      let places = stride(from: concept, to: before.count, by: concepts)
      let (old, new) = (mean(places.map { before[$0] }), mean(places.map { after[$0] }))
      #expect(isNear(UInt64(effects.before.counts[concept]), (old * pixels).rounded()))
      #expect(isNear(UInt64(effects.after.counts[concept]), (new * pixels).rounded()))
      let change = found[concept]?.change ?? 0
      #expect(abs(change - (new - old)) <= 0.002 * (new + old) + 2 / pixels)
    }
  }

  private func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
  }
}
