import Dissection
import Faults
import Generators
import Interventions
import Laboratory
import Latents
import OneDNN
import Store
import Tensors
import Testing

@testable import Experiments

@Suite struct WorkbenchTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func world(_ name: String = "store.sqlite", hasSegmenter: Bool = true) throws
    -> SmallWorld
  {
    try SmallWorld(storeAt: folder.file(name), hasSegmenter: hasSegmenter)
  }

  private let someLayers: [LayerName] = ["layer2", "layer3", "layer6"]

  @Test func `a dissection counts every scene and is found again by the next run`() throws {
    let first = try world()
    let dissections = try first.bench.dissect(someLayers, sampleSize: 21)
    #expect(dissections.map(\.layer.name) == someLayers)
    for dissection in dissections {
      #expect(dissection.countedScenes == 21 && dissection.sampleSize == 21)
      #expect(dissection.labels.count == dissection.layer.units)
      #expect(dissection.iou.contains { $0 > 0 })
      #expect(dissection.topScenes.allSatisfy { $0.count == 20 && $0[0].scene < 21 })
    }
    let second = try SmallWorld(storeAt: folder.file())
    #expect(try second.bench.dissect(someLayers, sampleSize: 21) == dissections)
    #expect(second.segmenter.count == 0)
    #expect(try second.bench.storedDissection(of: "layer3") == dissections[1])
    #expect(try second.bench.storedDissection(of: "layer1") == nil)
  }

  @Test(arguments: LabelRule.choices)
  func `stopped at any step and gone on with, a dissection is the same bit by bit`(
    _ rule: LabelRule
  ) throws {
    var options = WorkbenchOptions(generator: "small", segmenter: "none")
    options.settings.rule = rule
    let whole = try SmallWorld(storeAt: folder.file("whole"), options: options)
    let expected = try whole.bench.dissect(someLayers, sampleSize: 21)
    var stops = 0
    for steps in [2, 4, 6, 8, 10, 12, 14, 16, 6, 8] {
      let broken = try SmallWorld(storeAt: folder.file("broken"), options: options)
      broken.bench.results.savesAlways = true
      do {
        try broken.bench.dissect(someLayers, sampleSize: 21, progress: stopping(after: steps))
      } catch {
        #expect(error.kind == .interrupted)
        stops += 1
      }
    }
    let last = try SmallWorld(storeAt: folder.file("broken"), options: options)
    #expect(stops > 3)
    #expect(try last.bench.dissect(someLayers, sampleSize: 21) == expected)
    #expect(last.segmenter.count < 24)
  }

  @Test func `layers dissected apart equal layers dissected together`() throws {
    let together = try world("together").bench.dissect(someLayers, sampleSize: 13)
    let apart = try world("apart").bench
    try apart.dissect(["layer3"], sampleSize: 13)
    #expect(throws: Fault.self) {
      try apart.dissect(["layer6"], sampleSize: 13, progress: stopping(after: 4))
    }
    #expect(try apart.dissect(someLayers, sampleSize: 13) == together)
  }

  @Test func `levels are the quantiles of the scenes' activations`() throws {
    var options = WorkbenchOptions(generator: "small", segmenter: "none")
    options.settings.rule = .heldOut
    let bench = try SmallWorld(storeAt: folder.file(), options: options).bench
    let dissection = try #require(try bench.dissect(["layer2"], sampleSize: 10).first)
    options.seed = LabelRule.otherSeed
    let other = try SmallWorld(storeAt: folder.file("other"), options: options)
    let generation = try other.bench.generate(scenes: Array(0..<10), observing: ["layer2"])
    let activations = try #require(generation.activations["layer2"])
    for unit in 0..<8 {
      let values = (0..<10).flatMap { activations.featureMap(sample: $0, unit: unit) }.sorted()
      let position = 0.995 * Double(values.count - 1)
      let lower = Double(values[Int(position)])
      let upper = Double(values[Int(position) + 1])
      let level = lower + (upper - lower) * (position - position.rounded(.down))
      #expect(abs(Double(dissection.levels[unit]) - level) < 1e-5)
    }
  }

  @Test func `without a segmenter levels and top scenes are found and labels are not`() throws {
    let bench = try world(hasSegmenter: false).bench
    let dissection = try #require(try bench.dissect(["layer4"], sampleSize: 12).first)
    #expect(dissection.iou.isEmpty && dissection.labels.isEmpty)
    #expect(dissection.countedScenes == 12 && dissection.levels.count == 8)
    let top = try #require(dissection.topScenes[3].first)
    let drawn = try bench.generate(scenes: [top.scene], observing: ["layer4"])
    let peak = try #require(drawn.activations["layer4"]?.featureMap(sample: 0, unit: 3).max())
    #expect(abs(peak - top.activation) < 1e-4)
    let ablation = Edit([Intervention([UnitEdit(layer: "layer4", unit: 1)])])
    #expect(throws: Fault.self) { try bench.measure(ablation, sampleSize: 4) }
    #expect(throws: Fault.self) { try bench.sweep("layer4", sampleSize: 4) }
  }

  @Test func `a measurement is the difference of areas, stopped or not`() throws {
    let bench = try world().bench
    let edit = Edit([
      Intervention([UnitEdit(layer: "layer3", unit: 1), UnitEdit(layer: "layer5", unit: 2)])
    ])
    let measured = try bench.measure(edit, sampleSize: 11)
    #expect(measured.scenes == 11 && measured.seed == 1)

    let scenes = Array(0..<11)
    let before = try bench.generate(scenes: scenes).images
    let after = try bench.generate(scenes: scenes, edit: edit).images
    #expect(before != after)
    for effect in measured.effects {
      let pixels = try [before, after].map { images in
        let map = try bench.networks.countableSegmentation(of: images)
        return map.labels.count { Int($0) == effect.concept }
      }
      let total = 11.0 * 64
      #expect(effect.before == Double(pixels[0]) / total)
      #expect(effect.after == Double(pixels[1]) / total)
    }

    let other = try world("stopped").bench
    for steps in [1, 3, 5] {
      _ = try? other.measure(edit, sampleSize: 11, progress: stopping(after: steps))
    }
    #expect(try other.measure(edit, sampleSize: 11) == measured)
  }

  @Test func `two edits are measured against each other, scene by scene, stopped or not`() throws {
    let bench = try world().bench
    let first = Edit([Intervention([UnitEdit(layer: "layer3", unit: 1)])])
    let second = Edit([Intervention([UnitEdit(layer: "layer5", unit: 2, value: 3)])])
    let plain = try [first, second].map { try bench.measure($0, sampleSize: 11) }
    let measured = try bench.measure(first, against: second, sampleSize: 11)
    #expect(measured.edit == first && measured.baseline == second && measured.scenes == 11)
    let after = plain.map { measurement in
      Dictionary(uniqueKeysWithValues: measurement.effects.map { ($0.concept, $0.after) })
    }
    #expect(!measured.effects.isEmpty)
    for effect in measured.effects {
      #expect(effect.after == after[0][effect.concept] ?? 0)
      #expect(effect.before == after[1][effect.concept] ?? 0)
    }
    // An edit does not differ from itself, and that is certain.
    for effect in try bench.measure(first, against: first, sampleSize: 11).effects {
      #expect(effect.change == 0 && effect.halfWidth == 0)
    }
    // It takes no other measurement's place in the store.
    #expect(try bench.measure(first, sampleSize: 11) == plain[0])
    let other = try world("stopped").bench
    for steps in [1, 3, 5] {
      _ = try? other.measure(
        first,
        against: second,
        sampleSize: 11,
        progress: stopping(after: steps)
      )
    }
    #expect(try other.measure(first, against: second, sampleSize: 11) == measured)
  }

  @Test func `a sweep holds what ablating each unit alone causes, stopped or not`() throws {
    let bench = try world().bench
    let sweep = try bench.sweep("layer5", sampleSize: 9)
    #expect(sweep.measuredUnits == 6 && sweep.scenes == 9)
    for unit in 0..<6 {
      let edit = Edit([Intervention([UnitEdit(layer: "layer5", unit: unit)])])
      for effect in try bench.measure(edit, sampleSize: 9).effects {
        let change = sweep.change(unit: unit, concept: effect.concept)
        #expect(abs(Double(change) - effect.change) < 1e-6)
        #expect(sweep.baseline[effect.concept] == effect.before)
      }
    }
    let other = try world("stopped").bench
    for steps in [2, 9, 17] {
      _ = try? other.sweep("layer5", sampleSize: 9, progress: stopping(after: steps))
    }
    #expect(try other.sweep("layer5", sampleSize: 9) == sweep)
    #expect(try other.storedSweep(of: "layer5") == sweep)
  }

  @Test func `the best units for a concept come from the store, by IoU or by effect`() throws {
    let bench = try world().bench
    let advice = #expect(throws: Fault.self) {
      try bench.bestUnits(for: 1, in: "layer5", count: 2, by: .iou)
    }
    #expect(advice?.advice == "Run 'ganscope dissect --layers layer5' first")
    let dissection = try #require(try bench.dissect(["layer5"], sampleSize: 8).first)
    let sweep = try bench.sweep("layer5", sampleSize: 8)
    let similar = try bench.bestUnits(for: 1, in: "layer5", count: 2, by: .iou)
    #expect(similar == Array(dissection.ranking(for: 1).prefix(2)))
    let causal = try bench.bestUnits(for: 1, in: "layer5", count: 2, by: .effect)
    #expect(causal == Array(sweep.ranking(for: 1).prefix(causal.count)))
    #expect(causal.allSatisfy { sweep.change(unit: $0, concept: 1) < 0 })
  }

  @Test func `another seed, convention or segmentation is another result`() throws {
    try world().bench.dissect(["layer2"], sampleSize: 8)
    let changes: [(inout WorkbenchOptions) -> Void] = [
      { $0.seed = 7 }, { $0.settings.rule = .dissect },
      { $0.settings.segmentation.downsample = 4 }, { $0.settings.segmentation.sizes = [32] },
      { $0.settings.segmentation.sizes = [32, 64] }, { $0.settings.segmentation.allParts = true },
      { $0.settings.segmentation.quadrants = true },
    ]
    for change in changes {
      var options = WorkbenchOptions(generator: "small", segmenter: "none")
      change(&options)
      let other = try SmallWorld(storeAt: folder.file(), options: options)
      let stored = try other.bench.storedDissection(of: "layer2")
      #expect(stored == nil || stored?.countedScenes == 0)
    }
  }

  @Test func `unknown layers, units and scenes are named`() throws {
    let bench = try world().bench
    let layer = #expect(throws: Fault.self) { try bench.dissect(["layer33"], sampleSize: 4) }
    #expect(layer?.kind == .usage && layer?.advice?.contains("layer3") == true)
    #expect(throws: Fault.self) { try bench.dissect(["layer3"], sampleSize: 0) }
    #expect(throws: Fault.self) { try bench.generate(scenes: [1_000_001]) }
    #expect(throws: Fault.self) { try bench.generate(scenes: []) }
    let edit = Edit([Intervention([UnitEdit(layer: "layer3", unit: 8)])])
    #expect(throws: Fault.self) { try bench.generate(scenes: [1], edit: edit) }
  }
}
