import Causes
import Dissection
import Faults
import Foundation
import Generators
import Glibc
import Interventions
import Laboratory
import Store
import Tensors
import Testing

@testable import Experiments

/// Parts of results that are made apart and merged.
@Suite struct ShardTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let size = 43
  private static let edit = Edit([Intervention([UnitEdit(layer: "layer4", unit: 2)])])

  /// A bench whose store, for a share, is named by it.
  private func bench(
    _ name: String,
    _ share: SceneShare? = nil,
    base: String? = nil,
    rule: LabelRule = .informationQuality,
    hasSegmenter: Bool = true
  ) throws -> Workbench {
    var options = WorkbenchOptions(generator: "small", segmenter: "none")
    options.settings.rule = rule
    let bench = try SmallWorld(
      storeAt: folder.file(name),
      hasSegmenter: hasSegmenter,
      options: options
    ).bench
    bench.share = share
    bench.results.base = try base.map { try StoreReader(path: folder.file($0)) }
    return bench
  }

  /// Does all shares of some work; returns their stores.
  private func shards(
    _ work: SharedWork,
    count: Int = 4,
    prefix: String = "shard",
    base: String? = nil,
    rule: LabelRule = .informationQuality,
    hasSegmenter: Bool = true
  ) throws -> [String] {
    try (1...count).map { number in
      let name = "\(prefix)\(number)"
      let share = SceneShare(number: number, of: count)
      let bench = try bench(name, share, base: base, rule: rule, hasSegmenter: hasSegmenter)
      try bench.doShare(of: work, sampleSize: Self.size)
      #expect(bench.results.store.settle() == nil)
      return folder.file(name)
    }
  }

  @discardableResult
  private func merge(
    _ paths: [String],
    into name: String,
    partial: Bool = false
  ) throws -> [ShardMerge.Outcome] {
    let store = Store(path: folder.file(name))
    return try ShardMerge(into: store, from: paths, allowsMissing: partial).run()
  }

  /// Every result of a store, by key.
  private func records(_ name: String) throws -> [StoreKey: StoreRecord] {
    let store = try StoreReader(path: folder.file(name))
    var records: [StoreKey: StoreRecord] = [:]
    for summary in try store.summaries() {
      records[summary.key] = try store.record(for: summary.key)
    }
    return records
  }

  // MARK: The whole to the bit

  @Test(arguments: [LabelRule.informationQuality, .maximumIoU, .quantile, .heldOut, .dissect])
  func `a dissection in shards is the undivided one, bit for bit`(_ rule: LabelRule) throws {
    let whole = try bench("whole", rule: rule)
    let expected = try whole.dissect(["layer2", "layer5"], sampleSize: Self.size)
    for phase in whole.dissectionPhases {
      let paths = try shards(
        .dissection(["layer2", "layer5"], phase),
        prefix: "\(phase.flag)-",
        base: phase == .levels ? nil : "merged",
        rule: rule
      )
      try merge(paths.shuffled(), into: "merged")
    }
    #expect(try records("merged") == records("whole"))
    let merged = try bench("merged", rule: rule)
    #expect(try merged.dissect(["layer2", "layer5"], sampleSize: Self.size) == expected)
  }

  @Test func `without a segmenter shards find levels and top scenes`() throws {
    let whole = try bench("whole", hasSegmenter: false)
    try whole.dissect(["layer3"], sampleSize: Self.size)
    #expect(whole.dissectionPhases == [.levels, .counts])
    for phase in whole.dissectionPhases {
      let work = SharedWork.dissection(["layer3"], phase)
      let base = phase == .levels ? nil : "merged"
      let prefix = phase.flag
      try merge(
        shards(work, count: 3, prefix: prefix, base: base, hasSegmenter: false),
        into: "merged"
      )
    }
    #expect(try records("merged") == records("whole"))
  }

  @Test func `any order and grouping of a merge gives the same bits`() throws {
    let whole = try bench("whole")
    _ = try whole.measure(Self.edit, sampleSize: Self.size)
    let paths = try shards(.measurement(Self.edit), count: 6)
    for round in 0..<6 {
      let order = paths.shuffled()
      let cut = 1 + round % 5
      let (first, second) = ("first\(round)", "second\(round)")
      let left = try merge(Array(order[..<cut]), into: first, partial: true)
      #expect(left.allSatisfy { !$0.missing.isEmpty })
      try merge(Array(order[cut...]), into: second, partial: true)
      try merge([folder.file(first), folder.file(second)], into: "merged\(round)")
      #expect(try records("merged\(round)") == records("whole"))
    }
    // One by one into a store that grows.
    for path in paths.shuffled() { try merge([path], into: "grown", partial: true) }
    #expect(try records("grown") == records("whole"))
  }

  @Test func `a sweep is divided by units, by scenes, or by both`() throws {
    _ = try bench("whole").sweep("layer4", sampleSize: Self.size)
    var tiles: [String] = []
    for (index, units) in [0..<3, 3..<5, 5..<8].enumerated() {
      let byUnits = try bench("units\(index)")
      try byUnits.doShare(of: .sweep("layer4", units: units), sampleSize: Self.size)
      tiles += try shards(
        .sweep("layer4", units: units),
        count: 2,
        prefix: "tile\(index)-"
      )
    }
    try merge((0..<3).map { folder.file("units\($0)") }, into: "by units")
    #expect(try records("by units") == records("whole"))
    try merge(shards(.sweep("layer4", units: nil), count: 3), into: "by scenes")
    #expect(try records("by scenes") == records("whole"))
    for tile in tiles.shuffled() { try merge([tile], into: "by both", partial: true) }
    #expect(try records("by both") == records("whole"))
    #expect(throws: Fault.self) { try merge(Array(tiles.dropLast()), into: "lacking") }
    #expect(throws: Fault.self) { try merge([folder.file("units0")], into: "lacking") }
    #expect(throws: Fault.self) {
      try merge([folder.file("units0"), tiles[2], tiles[3], tiles[5]], into: "lacking")
    }
  }

  @Test func `curves, contexts, lineages and class areas in shards are the undivided ones`() throws
  {
    for name in ["whole", "base"] {
      let bench = try bench(name)
      try bench.dissect(["layer4"], sampleSize: 9)
      _ = try bench.sweep("layer4", sampleSize: 9)
    }
    let whole = try bench("whole")
    var curve = CurveRequest(
      layer: "layer4",
      concept: 1,
      orders: [.iou, .effect],
      numbers: [1, 3],
      randomSets: 2,
      permutations: 1
    )
    curve.place = .cells(limit: 2)
    let context = ContextRequest(concept: 1, layer: "layer4", units: [1, 4], values: [3, 2.5])
    _ = try whole.curve(curve, sampleSize: Self.size)
    _ = try whole.contexts(context, sampleSize: Self.size)
    _ = try whole.lineage(of: "layer4", from: "layer3", sampleSize: Self.size)
    _ = try whole.statistics(under: Self.edit, hasFeatures: true, sampleSize: Self.size)
    _ = try whole.artifacts(of: "layer3", reference: nil, topCount: 5, sampleSize: Self.size)
    let works: [SharedWork] = [
      .curve(curve), .context(context), .lineage("layer4", from: "layer3"),
      .statistics(Self.edit, peaksOf: nil), .statistics(Edit(), peaksOf: "layer3"),
    ]
    for (index, work) in works.enumerated() {
      let paths = try shards(work, count: 3, prefix: "work\(index)-", base: "base")
      try merge(paths.reversed(), into: "base")
    }
    #expect(try records("base") == records("whole"))
  }

  @Test func `counts whose tables are damaged behind a right checksum are named`() throws {
    try merge(try shards(.dissection(["layer4"], .levels), count: 2, prefix: "l"), into: "base")
    var paths = try shards(.dissection(["layer4"], .jointCounts), count: 4, base: "base")
    let store = try StoreReader(path: paths[2])
    let key = try #require(try store.summaries().first { $0.key.kind == .joint }).key
    var record = try #require(try store.record(for: key))
    var counts = try #require(record.bytes("counts"))
    counts[counts.count - 2] ^= 0x10
    record.parts["counts"] = .bytes(counts)
    let damaged = Store(path: folder.file("damaged"))
    damaged.save(record)
    #expect(damaged.settle() == nil)
    paths[2] = folder.file("damaged")
    for order in [paths, paths.reversed()] {
      let fault = #expect(throws: Fault.self) { try merge(order, into: "base") }
      #expect(fault?.kind == .refused && fault?.subject == paths[2])
    }
    #expect(try records("base").keys.allSatisfy { $0.kind == .levels })
  }

  @Test func `a whole that was merged before is compared, and must be the same`() throws {
    let paths = try shards(.measurement(Self.edit), count: 2)
    try merge(paths, into: "merged")
    let before = try records("merged")
    try merge(paths, into: "merged")
    #expect(try records("merged") == before)
    try merge([folder.file("merged")], into: "copy")
    try merge([folder.file("merged")], into: "copy")
    #expect(try records("copy") == before)
    let fault = #expect(throws: Fault.self) { try merge([paths[0]], into: "merged") }
    #expect(fault?.subject == paths[0])
  }

  // MARK: Going on

  @Test func `a shard that was stopped goes on`() throws {
    let work = SharedWork.dissection(["layer4"], .levels)
    let expected = try shards(work, count: 2, prefix: "whole")
    let share = try #require(SceneShare(number: 2, of: 2))
    for _ in 0..<2 {
      let bench = try bench("stopped", share)
      bench.results.savesAlways = true
      #expect(throws: Fault.self) {
        try bench.doShare(of: work, sampleSize: Self.size, progress: stopping(afterBatches: 1))
      }
    }
    let stopped = try records("stopped").values.first
    #expect(stopped.map { $0.done == 16 && !$0.isFinished } == true)
    let fault = #expect(throws: Fault.self) {
      try merge([folder.file("stopped")], into: "merged", partial: true)
    }
    #expect(fault?.subject == folder.file("stopped") && fault?.expected == "finished work")
    try bench("stopped", share).doShare(of: work, sampleSize: Self.size)
    #expect(try records("stopped") == records((expected[1] as NSString).lastPathComponent))
  }

  @Test func `killed again and again, a shard ends the same`() async throws {
    let work = SharedWork.measurement(Self.edit)
    let expected = try shards(work, count: 2, prefix: "whole")
    let path = folder.file("killed")
    for _ in 0..<2 {
      await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
        let bench = try SmallWorld(
          storeAt: path,
          options: WorkbenchOptions(generator: "small", segmenter: "none")
        ).bench
        bench.share = SceneShare(number: 1, of: 2)
        bench.results.savesAlways = true
        var steps = 0
        try bench.doShare(
          of: .measurement(Edit([Intervention([UnitEdit(layer: "layer4", unit: 2)])])),
          sampleSize: 43
        ) { (_) throws(Fault) in
          steps += 1
          if steps == 5 { kill(getpid(), SIGKILL) }
        }
      }
    }
    let share = SceneShare(number: 1, of: 2)
    try bench("killed", share).doShare(of: work, sampleSize: Self.size)
    #expect(try records("killed") == records((expected[0] as NSString).lastPathComponent))
  }

  @Test func `what is stored and cannot be read is told, and measured again`() throws {
    let works: [(StoreKey.Kind, (Workbench) throws -> Void)] = [
      (.measurement, { _ = try $0.measure(Self.edit, sampleSize: 16) }),
      (.sweep, { _ = try $0.sweep("layer4", sampleSize: 8) }),
      (.statistics, { _ = try $0.statistics(sampleSize: 16) }),
    ]
    for (kind, work) in works {
      let (whole, damaged) = ("whole \(kind.rawValue)", "damaged \(kind.rawValue)")
      try work(try bench(whole))
      var record = try #require(try records(whole).values.first)
      #expect(record.key.kind == kind)
      for name in record.parts.keys { record.parts[name] = .bytes([1, 2, 3]) }
      let bench = try bench(damaged)
      bench.results.store.save(record)
      var told: [Fault] = []
      bench.results.reportTrouble = { told.append($0) }
      try work(bench)
      #expect(told.count == 1 && told.first?.kind == .refused)
      #expect(try records(damaged) == records(whole))
    }
  }

  // MARK: Refusals

  @Test func `a phase is refused before the earlier one is whole, with what is missing`() throws {
    let share = SceneShare(number: 1, of: 4)
    let counts = SharedWork.dissection(["layer4"], .counts)
    let early = #expect(throws: Fault.self) {
      try bench("early", share).doShare(of: counts, sampleSize: Self.size)
    }
    #expect(early?.kind == .missing && early?.found == "none")
    let levels = try shards(.dissection(["layer4"], .levels), prefix: "levels")
    try merge([levels[0], levels[2]], into: "partial", partial: true)
    let partial = #expect(throws: Fault.self) {
      try bench("early", share, base: "partial").doShare(of: counts, sampleSize: Self.size)
    }
    #expect(partial?.found == "parts without scenes 8-23,32-42")
    try merge(levels, into: "levels")
    let joint = #expect(throws: Fault.self) {
      try bench("early", share, base: "levels").doShare(of: counts, sampleSize: Self.size)
    }
    #expect(joint?.expected?.contains("joint counts") == true)
    // Nothing of a part is shown as a result.
    #expect(try bench("partial").storedDissection(of: "layer4") == nil)
  }

  @Test func `missing, overlapping, foreign, damaged and different shards are refused by name`()
    throws
  {
    let paths = try shards(.measurement(Self.edit), count: 4)
    func refusal(_ paths: [String], partial: Bool = false) throws -> Fault {
      let before = (try? records("target")) ?? [:]
      let fault = #expect(throws: Fault.self) {
        try merge(paths, into: "target", partial: partial)
      }
      #expect(try records("target") == before)
      return try #require(fault)
    }
    let missing = try refusal([paths[0], paths[3]])
    #expect(missing.kind == .missing && missing.found == "none of scenes 8-31")
    let absent = try refusal(paths + [folder.file("absent")])
    #expect(absent.kind == .missing && absent.subject == folder.file("absent"))

    let thirds = try shards(.measurement(Self.edit), count: 3, prefix: "third")
    let overlapping = try refusal([paths[0], paths[1], thirds[1]], partial: true)
    #expect(overlapping.subject == thirds[1] && overlapping.found.contains(paths[1]))
    #expect(try refusal([paths[0], paths[0]]).subject == paths[0])
    let link = folder.file("link")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: paths[0])
    #expect(try refusal([paths[0], link]).subject == link)

    let text = folder.file("text")
    try "no store".write(toFile: text, atomically: true, encoding: .utf8)
    #expect(try refusal(paths + [text]).subject == text)

    let other = try bench("other", SceneShare(number: 3, of: 4))
    try other.doShare(of: .measurement(Self.edit), sampleSize: 60)
    let different = try refusal([paths[0], paths[1], folder.file("other"), paths[3]])
    #expect(different.kind == .refused)
    #expect(different.found.contains(folder.file("other")))
    #expect(different.found.contains("sample size 60, not 43"))

    // A flipped bit in the numbers, and a record that is whole but holds something else.
    let damaged = folder.file("damaged")
    try FileManager.default.copyItem(atPath: paths[2], toPath: damaged)
    let record = try #require(try records("shard3").values.first)
    var strange = record
    strange.parts["effects"] = .bytes([1, 2, 3])
    Store(path: damaged).save(strange)
    let fault = try refusal([paths[0], paths[1], damaged, paths[3]])
    #expect(fault.subject == damaged && fault.kind == .refused)

    var foreign = record
    foreign.parts[PartName.maker] = .bytes(Array("another processor".utf8))
    Store(path: folder.file("foreign")).save(foreign)
    let mixed = try refusal([paths[0], paths[1], folder.file("foreign"), paths[3]])
    #expect(mixed.subject == folder.file("foreign") && mixed.found == "another processor")
    _ = try ShardMerge(
      into: Store(path: folder.file("mixed")),
      from: [paths[0], paths[1], folder.file("foreign"), paths[3]],
      allowsMixed: true
    ).run()
  }

  @Test func `more shares than batches are refused`() throws {
    let share = try #require(SceneShare(number: 3, of: 7))
    #expect(throws: Fault.self) {
      try bench("none", share).doShare(of: .measurement(Self.edit), sampleSize: Self.size)
    }
    #expect(SceneShare(number: 0, of: 4) == nil && SceneShare(number: 5, of: 4) == nil)
    let scenes = try (1...5).map { number in
      try #require(SceneShare(number: number, of: 5)).scenes(ofSample: 43, batchSize: 8)
    }
    #expect(scenes == [0..<8, 8..<16, 16..<24, 24..<32, 32..<43])
  }
}
