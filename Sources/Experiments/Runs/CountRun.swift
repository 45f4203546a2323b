import Dissection
import Faults
import Generators
import Jobs
import Laboratory
import Segmenters
import Store
import Tensors

/// Counts units against concepts, scene by scene, for some layers at once: each scene is drawn and
/// segmented once for all of them.
final class CountRun: JobSteps {
  /// What the next step does with the current batch.
  private enum Stage {
    case draw
    case segment(Generation)
    case count(Generation, LabelMap?)
  }

  private let bench: Workbench
  private let batches: SceneBatches
  private let told: (LayerDissection) -> Void
  private var counts: [LayerCount]
  private var stage = Stage.draw
  private var toldAt: SuspendingClock.Instant?
  private static let tellInterval = Duration.milliseconds(250)

  init(
    _ bench: Workbench,
    _ counts: [LayerCount],
    sampleSize: Int,
    told: @escaping (LayerDissection) -> Void
  ) {
    self.bench = bench
    self.counts = counts
    self.told = told
    batches = SceneBatches(seed: bench.options.seed, count: sampleSize, size: bench.batchSize)
  }

  func advance() throws(Fault) -> StepOutcome {
    guard let batch = currentBatch else {
      tell(force: true)
      return .finished
    }
    switch stage {
    case .draw:
      let generation = try bench.generator.generate(
        batches.latents(batch, width: bench.latentWidth),
        observing: waitingLayers(for: batch),
        precision: bench.precision
      )
      let known = bench.countingCache[batch]
      let isReady = known != nil || bench.segmenter == nil
      stage = isReady ? .count(generation, known) : .segment(generation)
    case .segment(let generation):
      let map = try bench.countableSegmentation(of: generation.images, batch: batch)
      stage = .count(generation, map)
    case .count(let generation, let map):
      try count(batch, generation, map)
      stage = .draw
    }
    let done = counts.map(\.scenes).min() ?? batches.count
    return .working(StepReport(phase: "scenes dissected", done: done, total: batches.count))
  }

  private var currentBatch: Int? {
    let batch = batches.batch(after: counts.map(\.scenes).min() ?? batches.count)
    return batch < batches.batchCount ? batch : nil
  }

  /// Layers that were stopped earlier catch up before the others go on.
  private func waitingLayers(for batch: Int) -> Set<LayerName> {
    Set(counts.filter { $0.scenes == batches.first(batch) }.map(\.layer.name))
  }

  private func count(
    _ batch: Int,
    _ generation: Generation,
    _ map: LabelMap?
  ) throws(Fault) {
    let used = 0..<batches.used(batch)
    for index in counts.indices where counts[index].scenes == batches.first(batch) {
      guard let activations = generation.activations[counts[index].layer.name] else { continue }
      try activations.checkFinite(counts[index].layer.name)
      try counts[index].add(activations.samples(used), map?.samples(used))
    }
    bench.store.save(counts.filter { waitsForSave($0, batch) }.map(\.record))
    tell(force: false)
  }

  private func waitsForSave(_ count: LayerCount, _ batch: Int) -> Bool {
    count.scenes == min(batches.count, batches.first(batch + 1))
  }

  private func tell(force: Bool) {
    let now = SuspendingClock.now
    guard force || toldAt.map({ now - $0 >= Self.tellInterval }) ?? true else { return }
    toldAt = now
    for count in counts { told(count.dissection(by: bench.options.settings.convention)) }
  }
}
