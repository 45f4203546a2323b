import Causes
import Faults
import Generators
import Interventions
import Jobs
import Laboratory
import Latents
import Segmenters
import Store
import Tensors

/// Follows an insertion through the later layers, scene by scene.
final class PropagationRun: JobSteps, Resumable {
  /// The scene at hand.
  private struct Work {
    let toLayer: Continuation
    let plain: [Tensor]
    let before: LabelMap
    let cells: [Int]
    var insertions: [(hasAppeared: Bool, changes: [Int])] = []
    var drawn: Generation?
  }

  private let networks: Networks
  private let request: PropagationRequest
  private let layer: LayerDescription
  private let later: [LayerDescription]
  private let batches: SceneBatches
  var kept: KeptState
  private let onUpdate: (Propagation) -> Void
  private var tally: PropagationTally
  private var work: Work?

  /// Prepares a run and takes up what the store holds of it.
  ///
  /// - Throws: `Fault` without a segmenter, for units that the layer has not, or for the last layer.
  init(
    _ networks: Networks,
    _ request: PropagationRequest,
    in layer: LayerDescription,
    over batches: SceneBatches,
    at entry: ResultEntry,
    onUpdate: @escaping (Propagation) -> Void
  ) throws(Fault) {
    let vocabulary = try networks.vocabulary(for: ContextRequest.attempt)
    try request.insertion.check(layer, vocabulary)
    self.networks = networks
    self.request = request
    self.layer = layer
    self.batches = batches
    kept = KeptState(entry)
    self.onUpdate = onUpdate
    let place = networks.layers.firstIndex(of: layer) ?? 0
    let later = Array(networks.layers[(place + 1)...])
    guard !later.isEmpty, request.cellsPerScene > 0 else {
      throw Fault(
        .usage,
        "follow an insertion from",
        on: layer.name.rawValue,
        expected: "a layer with others after it, and at least one cell a scene",
        found: later.isEmpty ? "the last layer" : "\(request.cellsPerScene) cells"
      )
    }
    self.later = later
    tally = PropagationTally(layers: later)
    takeUp()
  }

  private var done: Int { tally.activityScenes + tally.scenes }

  var state: RunState? {
    guard kept.lacks(done) else { return nil }
    return RunState(done: done, of: 2 * batches.count, ["sums": .integers(tally.numbers)])
  }

  func restore(_ record: StoreRecord) throws(Fault) {
    tally = try record.restored("sums") { PropagationTally($0, layers: later) }
  }

  /// What arrives so far.
  var propagation: Propagation {
    tally.propagation(of: request, seed: batches.seed, sampleSize: batches.count)
  }

  func advance() throws(Fault) -> StepOutcome {
    if tally.activityScenes < batches.count {
      try addActivity()
    } else if tally.scenes < batches.count {
      try follow()
    } else {
      onUpdate(propagation)
      return .finished
    }
    return .working(
      StepReport(
        phase: "scenes followed",
        done: done,
        total: 2 * batches.count
      )
    )
  }

  private func addActivity() throws(Fault) {
    let batch = batches.batch(after: tally.activityScenes)
    let generation = try networks.draw(
      batches.latents(batch, of: networks.latents),
      observing: Set(later.map(\.name))
    )
    tally.addActivity(try activations(of: generation), scenes: batches.used(batch))
    save()
  }

  private func activations(of generation: Generation) throws(Fault) -> [Tensor] {
    let found = later.compactMap { generation.activations[$0.name] }
    guard found.count == later.count else {
      throw Fault(.defect, "follow an insertion", found: "a layer that was not observed")
    }
    return found
  }

  private func follow() throws(Fault) {
    guard var work else {
      self.work = try begin(tally.scenes)
      return
    }
    guard let drawn = work.drawn else {
      let next = (work.insertions.count..<work.insertions.count + batches.size).map {
        work.cells[min($0, work.cells.count - 1)]
      }
      work.drawn = try networks.generator.generate(
        from: work.toLayer,
        edits: [request.insertion.edit(at: next, of: layer)],
        observing: Set(later.map(\.name))
      )
      self.work = work
      return
    }
    work.drawn = nil
    let after = try networks.countableSegmentation(of: drawn.images)
    let layers = try activations(of: drawn)
    let concept = request.insertion.concept
    let area = work.before.area(of: concept, scene: 0)
    let cellPixels = after.shape.planeCount / (layer.height * layer.width)
    for sample in 0..<batches.size where work.insertions.count < work.cells.count {
      let gain = after.area(of: concept, scene: sample) - area
      let changes = layers.indices.map { index in
        tally.change(
          ofLayer: index,
          from: work.plain[index],
          scene: 0,
          to: layers[index],
          edited: sample
        )
      }
      work.insertions.append((gain > 0 && 4 * gain >= cellPixels, changes))
    }
    self.work = work
    guard work.insertions.count == work.cells.count else { return }
    tally.add(work.insertions)
    self.work = nil
    save()
    onUpdate(propagation)
  }

  private func begin(_ scene: Int) throws(Fault) -> Work {
    let latents = networks.latents.rows(
      seed: batches.seed,
      scenes: Array(repeating: scene, count: batches.size)
    )
    let toLayer = try networks.draw(latents, to: layer.name)
    let plain = try networks.generator.generate(from: toLayer, observing: Set(later.map(\.name)))
    let order = SeededOrder.permutation(
      of: layer.height * layer.width,
      seed: UInt64(batches.seed) << 32 | UInt64(scene)
    )
    return Work(
      toLayer: toLayer,
      plain: try activations(of: plain).map { $0.samples(0..<1) },
      before: try networks.countableSegmentation(of: plain.images.samples(0..<1)),
      cells: Array(order.prefix(request.cellsPerScene))
    )
  }
}
