import Tensors
import Laboratory
import Dissection
import Faults
import Jobs

/// Labels by the levels of the first scenes, over these scenes: soon there, marked provisional, and
/// never stored.
final class PreviewRun: JobSteps {
  private let batches: SceneBatches
  private let pass: ScenePass
  private let samples: [LevelSample]
  private let onUpdate: (LayerDissection) -> Void
  private var counters: [LevelCounter] = []
  private var batch = 0
  private let startedAt = SuspendingClock.now

  /// Slow networks show fewer scenes.
  private static let patience = Duration.seconds(4)

  init(
    _ networks: Networks,
    _ samples: [LevelSample],
    over batches: SceneBatches,
    onUpdate: @escaping (LayerDissection) -> Void
  ) {
    self.samples = samples
    self.batches = batches
    self.onUpdate = onUpdate
    pass = ScenePass(networks, batches)
    guard let vocabulary = networks.vocabulary else { return }
    counters = samples.compactMap { sample in
      sample.grid.map { LevelCounter(grid: $0, vocabulary: vocabulary) }
    }
  }

  func advance() throws(Fault) -> StepOutcome {
    let names = Set(samples.map(\.layer.name))
    if let scenes = try pass.advance(batch, observing: names), let labels = scenes.labels {
      for index in counters.indices {
        guard let activations = scenes.activations[samples[index].layer.name] else { continue }
        try counters[index].add(activations, labels)
      }
      batch += 1
    }
    let isOver = batch == batches.batchCount || SuspendingClock.now - startedAt > Self.patience
    guard batch > 0, isOver else {
      return .working(StepReport(phase: "first labels", done: batch, total: batches.batchCount))
    }
    update()
    return .finished
  }

  private func update() {
    for (sample, counter) in zip(samples, counters) {
      var dissection = sample.dissection(sampleSize: sample.sampleSize)
      dissection.countedScenes = counter.scenes
      dissection.take(counter, counter.scores(), spread: nil)
      onUpdate(dissection)
    }
  }
}
