import Generators
import Laboratory
import Dissection
import Faults
import Jobs
import Store
import Tensors

/// Finds levels and quantiles of some layers from the generator alone.
final class LevelRun: JobSteps {
  private let bench: Workbench
  private let rule: LabelRule
  private let sampleSize: Int
  private let batches: SceneBatches
  private let onUpdate: (LayerDissection) -> Void
  private var samples: [LevelSample]
  private var savedScenes: [Int]
  private var savePace = Pace()
  /// What labels probably are, sought once, early on.
  private var preview: PreviewRun?
  private var hasPreviewed = false
  private let startedAt = SuspendingClock.now
  /// Levels of a single layer are told whenever the scenes have doubled: sorting is not for free.
  private var reportedScenes = 0
  /// The layers' levels once the run is finished.
  private(set) var levels: [LayerName: LayerLevels] = [:]

  init(
    _ bench: Workbench,
    layers: [LayerDescription],
    sampleSize: Int,
    onUpdate: @escaping (LayerDissection) -> Void = { _ in }
  ) throws(Fault) {
    self.bench = bench
    self.onUpdate = onUpdate
    self.sampleSize = sampleSize
    let rule = bench.options.settings.rule
    self.rule = rule
    let batches = try bench.batches(
      seed: rule.levelSeed(counting: bench.options.seed),
      sampleSize: sampleSize
    )
    self.batches = batches
    samples = layers.map { layer in
      let key = bench.own(bench.keys.levels(layer, sampleSize: sampleSize), batches)
      return bench.results.recalled(key) { (record) throws(Fault) in
        try Self.restored(record, layer, rule)
      } ?? bench.emptyLevelSample(layer, sampleSize: sampleSize)
    }
    savedScenes = samples.map(\.scenes)
  }

  private static func restored(
    _ record: StoreRecord,
    _ layer: LayerDescription,
    _ rule: LabelRule
  ) throws(Fault) -> LevelSample {
    let sample = try LevelSample(decoding: record.needed("state"), rule: rule)
    guard sample.layer == layer, sample.scenes == record.done else {
      throw record.misfit("another layer")
    }
    return sample
  }

  func advance() throws(Fault) -> StepOutcome {
    if let preview {
      guard case .finished = try preview.advance() else { return .working(report) }
      self.preview = nil
    }
    let batch = batches.batch(after: done)
    guard batch < batches.batchCount else { return finish() }
    let waiting = samples.indices.filter { samples[$0].scenes == batches.first(batch) }
    let generation = try bench.generator.generate(
      batches.latents(batch, of: bench.sceneLatents),
      observing: Set(waiting.map { samples[$0].layer.name }),
      precision: bench.precision
    )
    for index in waiting {
      guard let activations = generation.activations[samples[index].layer.name] else { continue }
      try activations.checkFinite(samples[index].layer.name)
      try samples[index].add(activations.samples(0..<batches.used(batch)))
    }
    if done < batches.count {
      if bench.results.savesAlways || savePace.isDue { save() }
      tellEarly()
    }
    return .working(report)
  }

  /// Saves what the store does not hold yet.
  func leave() { if levels.isEmpty { save() } }

  private func save() {
    savePace.act {
      for index in samples.indices where savedScenes[index] < samples[index].scenes {
        bench.keep(record(samples[index], ["state": .bytes(samples[index].encoded())]))
        savedScenes[index] = samples[index].scenes
      }
    }
  }

  private func finish() -> StepOutcome {
    if bench.share != nil {
      save()
      return .finished
    }
    for sample in samples {
      let found = LayerLevels(sample)
      levels[sample.layer.name] = found
      bench.keep(record(sample, found.parts))
    }
    return .finished
  }

  private func record(_ sample: LevelSample, _ parts: [String: StoredArray]) -> StoreRecord {
    StoreRecord(
      key: bench.own(bench.keys.levels(sample.layer, sampleSize: sampleSize), batches),
      done: sample.scenes,
      total: batches.count,
      parts: parts
    )
  }

  // MARK: What is known early

  private func tellEarly() {
    if bench.share != nil { return }
    if bench.segmenter != nil, rule.usesAllLevels {
      guard !hasPreviewed, done >= 48 || SuspendingClock.now - startedAt > .milliseconds(1500)
      else { return }
      hasPreviewed = true
      preview = PreviewRun(bench, samples, batches, scenes: min(done, 32), onUpdate: onUpdate)
    } else if samples.count == 1, done >= max(16, 2 * reportedScenes) {
      reportedScenes = done
      onUpdate(samples[0].dissection(sampleSize: batches.count))
    }
  }

  private var done: Int { samples.map(\.scenes).min() ?? batches.count }

  private var report: StepReport {
    StepReport(phase: "levels of \(names)", done: done, total: batches.count)
  }

  private var names: String {
    let names = samples.map(\.layer.name.rawValue)
    return names.count > 2 ? "\(names.count) layers" : names.joined(separator: " and ")
  }
}

extension Workbench {
  /// A sample of a layer's levels without scenes.
  func emptyLevelSample(_ layer: LayerDescription, sampleSize: Int) -> LevelSample {
    LevelSample(
      layer: layer,
      rule: options.settings.rule,
      sampleSize: sampleSize,
      segmentationHeight: keys.countingHeight,
      segmentationWidth: keys.countingWidth
    )
  }
}
