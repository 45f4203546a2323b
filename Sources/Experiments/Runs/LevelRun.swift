import Dissection
import Faults
import Generators
import Jobs
import Laboratory
import Store
import Tensors

/// Finds levels and quantiles of some layers from the generator alone.
final class LevelRun: JobSteps {
  private let bench: Workbench
  private let batches: SceneBatches
  private var samples: [LevelSample]
  private var savedAt = SuspendingClock.now
  /// Layers whose samples are due to be saved, one a step.
  private var unsaved: [Int] = []
  private let told: (LayerDissection) -> Void
  /// Levels of a single layer are told whenever the scenes have doubled: sorting is not for free.
  private var toldScenes = 0

  init(
    _ bench: Workbench,
    layers: [LayerDescription],
    sampleSize: Int,
    told: @escaping (LayerDissection) -> Void = { _ in }
  ) {
    self.bench = bench
    self.told = told
    batches = SceneBatches(
      seed: bench.options.settings.convention.levelSeed,
      count: sampleSize,
      size: bench.batchSize
    )
    samples = layers.map { layer in
      let key = bench.levelsKey(layer, sampleSize: sampleSize)
      return bench.stored(key).flatMap { Self.restored($0, layer) }
        ?? LevelSample(
          layer: layer,
          convention: bench.options.settings.convention,
          sampleSize: sampleSize,
          segmentationHeight: bench.countingHeight,
          segmentationWidth: bench.countingWidth
        )
    }
  }

  private static func restored(_ record: StoreRecord, _ layer: LayerDescription) -> LevelSample? {
    guard let state = record.bytes("state"), let sample = try? LevelSample(decoding: state),
      sample.layer == layer, sample.scenes == record.done
    else { return nil }
    return sample
  }

  func advance() throws(Fault) -> StepOutcome {
    if let index = unsaved.popLast() {
      bench.store.save(record(samples[index], ["state": .bytes(samples[index].encoded())]))
      return .working(report)
    }
    let batch = batches.batch(after: done)
    guard batch < batches.batchCount else { return .finished }
    let waiting = samples.indices.filter { samples[$0].scenes == batches.first(batch) }
    let generation = try bench.generator.generate(
      batches.latents(batch, width: bench.latentWidth),
      observing: Set(waiting.map { samples[$0].layer.name }),
      precision: bench.precision
    )
    for index in waiting {
      guard let activations = generation.activations[samples[index].layer.name] else { continue }
      try activations.checkFinite(samples[index].layer.name)
      try samples[index].add(activations.samples(0..<batches.used(batch)))
    }
    tellProvisionally()
    if done == batches.count {
      bench.store.save(samples.map { record($0, LayerLevels($0).parts) })
    } else if SuspendingClock.now - savedAt >= bench.levelSaveInterval {
      savedAt = .now
      unsaved = Array(samples.indices)
    }
    return .working(report)
  }

  private func tellProvisionally() {
    guard samples.count == 1, done < batches.count, done >= max(16, 2 * toldScenes) else { return }
    toldScenes = done
    told(samples[0].dissection(sampleSize: batches.count))
  }

  private var done: Int { samples.map(\.scenes).min() ?? batches.count }

  private var report: StepReport {
    StepReport(phase: "levels of \(names)", done: done, total: batches.count)
  }

  private var names: String {
    let names = samples.map(\.layer.name.rawValue)
    return names.count > 2 ? "\(names.count) layers" : names.joined(separator: " and ")
  }

  private func record(_ sample: LevelSample, _ parts: [String: StoredArray]) -> StoreRecord {
    StoreRecord(
      key: bench.levelsKey(sample.layer, sampleSize: batches.count),
      done: sample.scenes,
      total: batches.count,
      parts: parts
    )
  }
}
