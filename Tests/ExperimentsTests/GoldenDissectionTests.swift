import Dissection
import Foundation
import Interventions
import Laboratory
import NumPyFiles
import Store
import Tensors
import TestSupport
import Testing

@testable import Experiments

/// Whole dissections against what the published code finds with the same networks.
@Suite struct GoldenDissectionTests {
  private let folder: TemporaryFolder
  private let expected: NPZ

  init() throws {
    folder = try TemporaryFolder()
    expected = try NPZ(path: References.path("golden/dissection/expected.npz"))
  }

  private func bench(_ rule: LabelRule, seed: UInt32 = 1) throws -> Workbench {
    var options = WorkbenchOptions(
      generator: References.path("golden/proggan_64/zip.pth"),
      segmenter: References.path("golden/upp_slim")
    )
    options.settings.rule = rule
    options.seed = seed
    return try Workbench(options, store: Store(path: folder.file()))
  }

  private func floats(_ name: String) throws -> [Float] {
    try expected.array(name).floats
  }

  @Test(arguments: [LabelRule.heldOut, .dissect])
  func `a dissection equals the published one within its tolerances`(
    _ rule: LabelRule
  ) throws {
    let prefix = rule == .heldOut ? "gd" : "ds"
    let bench = try bench(rule)
    let found = try #require(try bench.dissect(["layer4"], sampleSize: 120).first)
    for (level, expected) in zip(found.levels, try floats(prefix + "_level")) {
      #expect(abs(level - expected) <= 1e-4 * abs(expected))
    }
    let iou = try floats(prefix + "_iou")
    #expect(found.iou.count == iou.count)
    #expect(zip(found.iou, iou).allSatisfy { abs($0 - $1) < 1e-3 })
    for (unit, best) in try floats(prefix + "_best_label").enumerated() {
      let mine = found.labels[unit]
      let difference = found.iou(unit: unit, concept: Int(best)) - mine.iou
      #expect(mine.concept == Int(best) || abs(difference) <= 1e-3)
    }
  }

  @Test func `a dissection by information quality equals the published one`() throws {
    let exact = try NPZ(path: References.path("golden/iqr/expected.npz"))
    let bench = try bench(.informationQuality)
    let found = try #require(try bench.dissect(["layer4"], sampleSize: 120).first)
    let labels = try #require(exact.array("exact_unit_label").integers)
    let quality = try exact.array("exact_max_iqr").floats
    let iou = try exact.array("exact_iou").floats
    var compared = 0
    for unit in labels.indices {
      let row = (0..<389).map { quality[$0 * 32 + unit] }.sorted()
      guard row[388] - row[387] > 1e-4 else { continue }
      let match = found.score(.iqr, unit: unit, concept: labels[unit])
      #expect(abs((match ?? 0) - row[388]) <= 1e-4)
      guard found.labels[unit].overlap != nil else { continue }
      compared += 1
      #expect(found.labels[unit].concept == labels[unit])
      #expect(abs(found.labels[unit].iou - iou[unit]) <= 2e-3)
    }
    #expect(compared >= 25)
    #expect(abs(found.interpretableCount - 27) <= 1)
  }

  @Test func `a measured effect equals the published areas before and after`() throws {
    let bench = try bench(.heldOut, seed: 3)
    let units = [3, 7, 11].map { UnitEdit(layer: "layer4", unit: $0) }
    let measured = try bench.measure(Edit([Intervention(units)]), sampleSize: 50)
    let before = try means("area_before")
    let after = try means("area_after_ablating_3_7_11")
    for effect in measured.effects {
      #expect(abs(effect.before - before[effect.concept]) < 1e-3)
      #expect(abs(effect.after - after[effect.concept]) < 1e-3)
    }
    let seen = Set(measured.effects.map(\.concept))
    for concept in before.indices where !seen.contains(concept) && concept > 0 {
      #expect(before[concept] + after[concept] < 1e-3)
    }
  }

  /// The mean area of each label over 50 images.
  private func means(_ name: String) throws -> [Double] {
    let areas = try floats(name)
    return (0..<389).map { concept in
      (0..<50).reduce(0) { $0 + Double(areas[$1 * 389 + concept]) } / 50
    }
  }
}
