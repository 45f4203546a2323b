import Dissection
import Faults
import Generators
import Interventions
import Jobs
import Laboratory
import OneDNN
import Store
import Tensors
import Testing

@testable import Experiments

/// Runs by themselves: networks and scenes go in, a result comes out; no file is opened.
@Suite struct RunTests {
  private let session: Session
  private let networks: Networks
  private let results = Results(Store(path: Store.inMemory))

  init() throws {
    session = try Session(threadCount: 1)
    session.claimThread()
    networks = Networks(
      try ProgressiveGenerator(SmallGenerator.checkpoint(), session: session),
      ColourSegmenter()
    )
  }

  private func layer(_ name: LayerName) throws -> LayerDescription {
    try #require(networks.layers.first { $0.name == name })
  }

  private func scenes(_ count: Int) -> SceneBatches {
    SceneBatches(seed: 1, count: count, size: networks.batchSize)
  }

  private func entry(_ kind: StoreKey.Kind, _ layer: LayerName = "") -> ResultEntry {
    let key = StoreKey(kind, generator: "small", layer: layer.rawValue, seed: 1, sampleSize: 20)
    return ResultEntry(key, in: results)
  }

  /// Takes a run to its end; returns the steps.
  @discardableResult
  private func finish(_ run: any JobSteps) throws -> Int {
    for step in 1...10_000 {
      if case .finished = try run.advance() { return step }
    }
    Issue.record("no end")
    return 0
  }

  /// Takes some steps and leaves the run.
  private func begin(_ run: any JobSteps, steps: Int) throws {
    for _ in 0..<steps { _ = try run.advance() }
    run.leave()
  }

  private let edit = Edit([Intervention([UnitEdit(layer: "layer4", unit: 2)])])

  @Test func `a sweep goes on from its entry, and measures what single ablations do`() throws {
    func sweep(at entry: ResultEntry) throws -> SweepRun {
      try SweepRun(networks, layer: layer("layer4"), over: scenes(20), at: entry) { _ in }
    }
    let whole = try sweep(at: entry(.sweep, "whole"))
    let steps = try finish(whole)
    let found = try #require(whole.sweep)
    #expect(found.isComplete && found.scenes == 20)
    let broken = entry(.sweep, "broken")
    try begin(try sweep(at: broken), steps: steps / 3)
    let rest = try sweep(at: broken)
    #expect(try finish(rest) < steps && rest.sweep == found)
    let measured = try MeasurementRun(
      networks,
      edit: edit,
      over: scenes(20),
      at: entry(.measurement)
    ) { _ in }
    try finish(measured)
    for effect in measured.measurement.effects {
      let change = found.change(unit: 2, concept: effect.concept)
      #expect(abs(Float(effect.change) - Float(change)) < 1e-6)
    }
  }

  @Test func `levels are kept in whole batches wherever their search is left`() throws {
    let layers = try [layer("layer2"), layer("layer4"), layer("layer5")]
    // The first labels, which need a segmenter, would take steps of their own.
    let blind = Networks(networks.generator)
    func search(_ name: String) -> LevelRun {
      LevelRun(
        blind,
        layers.map { ($0, entry(.levels, LayerName("\($0.name) \(name)"))) },
        over: scenes(20),
        ofSample: 20
      )
    }
    let whole = search("whole")
    try finish(whole)
    #expect(whole.levels.count == 3)
    // A batch is drawn in one step and shown to a layer in each of three more.
    for steps in 1...13 {
      try begin(search("\(steps)"), steps: steps)
      let done = layers.map { layer in
        entry(.levels, LayerName("\(layer.name) \(steps)")).recalled { $0.done } ?? 0
      }
      let expected = layers.indices.map { min(20, 8 * ((steps + 2 - $0) / 4)) }
      #expect(done == expected, "after \(steps) steps")
      let rest = search("\(steps)")
      try finish(rest)
      #expect(rest.levels == whole.levels)
    }
  }

  @Test func `labels need no store but one in memory`() throws {
    let keys = ResultKeys(
      generator: "small",
      segmenter: "colours",
      settings: networks.settings,
      seed: 1,
      imageHeight: 16,
      imageWidth: 16
    )
    let books = Bookkeeping(
      keys: keys,
      results: results,
      vocabulary: networks.vocabulary,
      share: nil,
      batchSize: networks.batchSize
    )
    let records = DissectionRecords(networks: networks, books: books)
    let layers = [try layer("layer4")]
    let run = DissectionRun(records, layers: layers, sampleSize: 20) { _ in }
    try finish(run)
    let found = try #require(run.dissections["layer4"])
    #expect(found.countedScenes == 20 && found.labels.count == 8 && !found.isProvisional)
    let kinds = try results.store.summaries().filter { $0.done == $0.total }.map(\.key.kind)
    #expect(Set(kinds) == [.levels, .joint, .dissection])
    let again = DissectionRun(records, layers: layers, sampleSize: 20) { _ in }
    try finish(again)
    #expect(again.dissections["layer4"] == found)
  }

  @Test func `without a segmenter what needs one is refused`() throws {
    let blind = Networks(networks.generator)
    let fault = #expect(throws: Fault.self) {
      try MeasurementRun(blind, edit: edit, over: scenes(8), at: entry(.measurement)) { _ in }
    }
    #expect(fault?.kind == .usage && fault?.advice?.contains("--segmenter") == true)
  }

  @Test func `a run keeps the choices that it began with`() throws {
    let folder = try TemporaryFolder()
    let bench = try SmallWorld(storeAt: folder.file()).bench
    let before = try bench.measure(edit, sampleSize: 12)
    let run = try SmallWorld(storeAt: folder.file("other")).bench.measurementRun(
      edit,
      sampleSize: 12
    ) { _ in }
    try finish(run)
    #expect(run.measurement == before)
    let third = try SmallWorld(storeAt: folder.file("third")).bench
    let begun = try third.measurementRun(edit, sampleSize: 12) { _ in }
    try begin(begun, steps: 2)
    var settings = third.options.settings
    settings.segmentation.downsample = 1
    try third.change(to: settings)
    try finish(begun)
    #expect(begun.measurement == before)
    #expect(try third.measure(edit, sampleSize: 12) != before)
  }
}
