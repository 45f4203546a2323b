import Laboratory
import Store
import Dissection
import Faults
import Jobs
import Tensors

/// Counts units against concepts, scene by scene, for some layers at once.
///
/// Each scene is drawn and segmented once for all of them. A step draws a batch, segments it or counts
/// it for one layer.
final class CountRun: JobSteps {
  private let rule: LabelRule
  private let batches: SceneBatches
  private let pass: ScenePass
  private let phase: String
  private let onUpdate: (LayerDissection) -> Void
  /// The layers' counts; all are finished when the run is.
  let counts: [LayerCount]
  /// The batch at hand, which the layers count one after the other.
  private var scenes: ScenePass.Scenes?
  private var updatePace = Pace(least: .milliseconds(250))

  /// - Parameters:
  ///   - networks: What scenes are drawn and segmented with.
  ///   - counts: The layers, perhaps on their way.
  ///   - batches: The scenes.
  ///   - phase: What this is called.
  ///   - onUpdate: Called with each layer's newest state.
  init(
    _ networks: Networks,
    _ counts: [LayerCount],
    over batches: SceneBatches,
    phase: String,
    onUpdate: @escaping (LayerDissection) -> Void
  ) {
    rule = networks.rule
    self.counts = counts
    self.batches = batches
    self.phase = phase
    self.onUpdate = onUpdate
    pass = ScenePass(networks, batches)
  }

  func advance() throws(Fault) -> StepOutcome {
    guard let batch = currentBatch else { return finish() }
    let waiting = counts.indices.filter { counts[$0].scenes == batches.first(batch) }
    if let scenes, let index = waiting.first {
      try count(scenes, index)
      if waiting.count == 1 { finishBatch() }
    } else {
      let names = Set(waiting.map { counts[$0].layer.name })
      scenes = try pass.advance(batch, observing: names)
    }
    return .working(StepReport(phase: phase, done: done, total: batches.count))
  }

  private func count(_ scenes: ScenePass.Scenes, _ index: Int) throws(Fault) {
    let name = counts[index].layer.name
    guard let activations = scenes.activations[name] else {
      throw Fault(.defect, "count the units of", on: name.rawValue, found: "no activations")
    }
    try counts[index].add(activations, map: scenes.map, labels: scenes.labels)
    // One a step: a layer's counts may be large, and each record is whole in itself.
    counts[index].saveIfDue()
  }

  private func finishBatch() {
    scenes = nil
    if updatePace.isDue { update() }
  }

  /// Saves what the store does not hold yet.
  func leave() { for count in counts { count.saveOnLeaving() } }

  private var done: Int { counts.map(\.scenes).min() ?? batches.count }

  private var currentBatch: Int? {
    let batch = batches.batch(after: done)
    return batch < batches.batchCount ? batch : nil
  }

  /// Scores one layer after the other, saves, reports and ends.
  private func finish() -> StepOutcome {
    if let index = counts.firstIndex(where: { !$0.isFinished }) {
      counts[index].score()
      return .working(StepReport(phase: phase, done: done, total: batches.count))
    }
    for count in counts { count.save() }
    update()
    return .finished
  }

  private func update() {
    // Labels of some of the scenes are not those of the sample.
    if counts.first?.isPart == true { return }
    updatePace.act { for count in counts { onUpdate(count.dissection(by: rule)) } }
  }
}
