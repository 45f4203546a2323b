import Dissection
import Faults
import Interventions
import Laboratory
import Store
import Tensors
import Testing

@testable import Experiments

/// Names of results and what is remembered, without any network.
@Suite struct ResultsTests {
  private let layer = LayerDescription(name: "layer4", units: 8, height: 4, width: 4)

  private func keys(
    generator: String = "g",
    segmenter: String? = "s",
    seed: UInt32 = 1,
    settings: ExperimentSettings = ExperimentSettings()
  ) -> ResultKeys {
    ResultKeys(
      generator: generator,
      segmenter: segmenter,
      settings: settings,
      seed: seed,
      imageHeight: 64,
      imageWidth: 64
    )
  }

  @Test func `a key names everything that a result depends on`() {
    var parts = ExperimentSettings()
    parts.segmentation.allParts = true
    let sweeps = [
      keys(), keys(generator: "h"), keys(segmenter: "t"), keys(segmenter: nil), keys(seed: 2),
      keys(settings: parts),
    ].map { $0.sweep(layer, sampleSize: 4) }
    #expect(Set(sweeps).count == sweeps.count)
    #expect(keys().sweep(layer, sampleSize: 5) != sweeps[0])
    #expect(keys().sweep(layer, sampleSize: 4) == sweeps[0])
    // Levels are the generator's alone.
    #expect(
      keys(segmenter: "t").levels(layer, sampleSize: 4) == keys().levels(layer, sampleSize: 4)
    )
    var edit = Edit()
    edit.interventions = [Intervention([UnitEdit(layer: "layer4", unit: 1)])]
    let measurements = [Edit(), edit].map { keys().measurement($0, sampleSize: 4) }
    #expect(Set(measurements).count == 2)
  }

  @Test func `what cannot be read is reported, and as good as none`() {
    let results = Results(Store(path: Store.inMemory))
    var troubles: [Fault] = []
    results.reportTrouble = { troubles.append($0) }
    let key = keys().sweep(layer, sampleSize: 4)
    #expect(results.stored(key) == nil && results.storedDone(key) == 0)
    results.keep(StoreRecord(key: key, done: 2, total: 8, parts: ["sums": .integers([1])]), nil)
    #expect(results.stored(key)?.done == 2 && results.storedDone(key) == 2)
    #expect(results.storedKeys(like: keys().sweep(layer, sampleSize: 0)) == [key])
    #expect(troubles.isEmpty)
    let entry = ResultEntry(key, in: results)
    let read: [Int64]? = entry.recalled { (record) throws(Fault) in
      try record.restored("sums") { $0.count == 2 ? $0 : nil }
    }
    #expect(read == nil && troubles.count == 1 && troubles.first?.kind == .refused)
  }
}
