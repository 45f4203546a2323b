import Dissection
import Faults
import Laboratory
import Store
import Tensors
import Testing

@testable import Experiments

/// Dissections whose levels are chosen per unit and concept.
@Suite struct LevelDissectionTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func world(
    _ name: String = "store.sqlite",
    _ rule: LabelRule = .informationQuality
  ) throws -> SmallWorld {
    var options = WorkbenchOptions(generator: "small", segmenter: "none")
    options.settings.rule = rule
    return try SmallWorld(storeAt: folder.file(name), options: options)
  }

  @Test(arguments: [("levels", 0), ("joint counts", 1), ("IoU counts", 2)])
  func `stopped in any phase, what was done is kept though it was not yet due to be saved`(
    _ phase: String,
    _ index: Int
  ) throws {
    let kinds: [StoreKey.Kind] = [.levels, .joint, .dissection]
    let bench = try world().bench
    #expect(throws: Fault.self) {
      try bench.dissect(
        ["layer4"],
        sampleSize: 40,
        progress: stopping(afterBatches: 3, of: phase)
      )
    }
    let stored = try bench.results.store.summaries().filter { $0.key.kind == kinds[index] }
    let done = try #require(stored.first?.done)
    #expect(done > 0 && done < 40 && done.isMultiple(of: bench.batchSize))
    let expected = try world("whole").bench.dissect(["layer4"], sampleSize: 40)
    #expect(try world().bench.dissect(["layer4"], sampleSize: 40) == expected)
  }

  @Test func `first labels are provisional and never stored`() throws {
    let bench = try world().bench
    var told: [LayerDissection] = []
    _ = try? bench.dissect(
      ["layer4", "layer5"],
      sampleSize: 200,
      onUpdate: { told.append($0) },
      progress: stopping(afterBatches: 10, of: "levels")
    )
    let provisional = told.filter { !$0.labels.isEmpty }
    #expect(Set(provisional.map(\.layer.name)) == ["layer4", "layer5"])
    #expect(provisional.allSatisfy { $0.isProvisional && $0.countedScenes <= 48 })
    #expect(provisional.allSatisfy { $0.labels.count == $0.layer.units && !$0.iou.isEmpty })
    let stored = try bench.storedDissection(of: "layer4")
    #expect(stored == nil || stored?.labels.isEmpty == true)
    #expect(try bench.results.store.summaries().allSatisfy { $0.key.kind == .levels })
    told = []
    let whole = try bench.dissect(
      ["layer4", "layer5"],
      sampleSize: 200,
      onUpdate: { told.append($0) }
    )
    #expect(whole.allSatisfy { !$0.isProvisional && $0.phase == .counts })
    #expect(told.contains { $0.phase == .jointCounts || $0.phase == .counts })
    #expect(told.last == whole.last)
  }

  @Test func `rules over all levels look at the same counts`() throws {
    let first = try world()
    let byQuality = try #require(try first.bench.dissect(["layer4"], sampleSize: 24).first)
    let second = try world("store.sqlite", .maximumIoU)
    let byIoU = try #require(try second.bench.storedDissection(of: "layer4"))
    #expect(byIoU.rule == .maximumIoU && byIoU.countedScenes == 24)
    #expect(try second.bench.dissect(["layer4"], sampleSize: 24) == [byIoU])
    #expect(second.segmenter.count == 0)
    #expect(byQuality.scores == byIoU.scores && byQuality.topScenes == byIoU.topScenes)
    for unit in 0..<8 {
      let best = (1..<4).compactMap { byIoU.score(.maxiou, unit: unit, concept: $0) }.max() ?? 0
      #expect(byIoU.matches[.maxiou]?[unit].score == best)
    }
  }

  @Test func `a profile tells what the dissection does, at every level`() throws {
    let bench = try world().bench
    let dissection = try #require(try bench.dissect(["layer4"], sampleSize: 24).first)
    for unit in 0..<8 {
      let profile = try bench.profile(of: unit, in: "layer4")
      #expect(profile.level == dissection.levels[unit])
      #expect(profile.levels.count == 100 && profile.marks.count == 2)
      #expect(profile.histogram.counts.reduce(0, +) == 24 * 64)
      let place = try #require(profile.levels.firstIndex(of: profile.level))
      let (label, known) = (profile.label(at: place), dissection.labels[unit])
      #expect(label.concept == known.concept && label.iou == known.iou)
      for concept in profile.concepts {
        #expect(
          concept.iou[place] == dissection.iou(unit: unit, concept: concept.concept)
        )
        let best = dissection.score(.iqr, unit: unit, concept: concept.concept)
        #expect(concept.bestQuality.value == best)
        let correlation = dissection.score(.correlation, unit: unit, concept: concept.concept)
        #expect(concept.correlation == correlation)
      }
      #expect(
        profile.concepts.map(\.bestQuality.value)
          == profile.concepts.map(\.bestQuality.value).sorted(by: >)
      )
    }
    let refused = #expect(throws: Fault.self) { try bench.profile(of: 8, in: "layer4") }
    #expect(refused?.kind == .usage)
    #expect(throws: Fault.self) { try bench.profile(of: 1, in: "layer5") }
  }

  @Test func `a record that cannot be read is reported and computed again`() throws {
    let bench = try world().bench
    let expected = try bench.dissect(["layer4"], sampleSize: 16)
    for summary in try bench.results.store.summaries() {
      var record = try #require(try bench.results.store.record(for: summary.key))
      for name in record.parts.keys { record.parts[name] = .bytes([1, 2, 3]) }
      bench.results.store.save(record)
      let other = try world().bench
      var troubles: [Fault] = []
      other.results.reportTrouble = { troubles.append($0) }
      #expect(try other.dissect(["layer4"], sampleSize: 16) == expected)
      #expect(!troubles.isEmpty && troubles.allSatisfy { $0.kind == .refused })
    }
  }

  @Test func `a store of other rules is not called empty`() throws {
    try world("store.sqlite", .heldOut).bench.dissect(["layer4"], sampleSize: 8)
    let bench = try world().bench
    #expect(try bench.storedDissection(of: "layer4") == nil)
    #expect(try bench.otherStoredRules(of: "layer4") == [.heldOut])
    let fault = try bench.undissected("layer4", "list the units of")
    #expect(fault.found.contains("heldout"))
    #expect(fault.advice?.contains("--threshold heldout") == true)
    let shown = try #require(try bench.storedDissection(of: "layer4", by: .heldOut))
    #expect(shown.rule == .heldOut && !shown.labels.isEmpty)
  }

  @Test func `intervals narrow and hold as scenes come`() throws {
    let bench = try world().bench
    let few = try #require(try bench.dissect(["layer4"], sampleSize: 16).first)
    let many = try #require(try bench.dissect(["layer4"], sampleSize: 160).first)
    func mean(_ dissection: LayerDissection) -> Float {
      let widths = dissection.labels.compactMap(\.halfWidth)
      return widths.isEmpty ? .nan : widths.reduce(0, +) / Float(widths.count)
    }
    let (before, after) = (mean(few), mean(many))
    #expect(before > after)
  }
}
