public import Causes
public import Faults
import Generators
import Interventions
import Jobs
public import Laboratory
import Latents
import Segmenters
import Store
import Tensors

/// Follows an insertion through the later layers, scene by scene.
final class PropagationRun: JobSteps {
  /// The scene at hand.
  private struct Work {
    let toLayer: Continuation
    let plain: [Tensor]
    let before: LabelMap
    let cells: [Int]
    var insertions: [(hasAppeared: Bool, changes: [Int])] = []
    var drawn: Generation?
  }

  private let bench: Workbench
  private let request: PropagationRequest
  private let layer: LayerDescription
  private let later: [LayerDescription]
  private let batches: SceneBatches
  private let key: StoreKey
  private let onUpdate: (Propagation) -> Void
  private var tally: PropagationTally
  private var work: Work?

  /// Prepares a run and takes up what the store holds of it.
  ///
  /// - Throws: `Fault` without a segmenter, for units that the layer has not, or for the last layer.
  init(
    _ bench: Workbench,
    _ request: PropagationRequest,
    sampleSize: Int,
    onUpdate: @escaping (Propagation) -> Void
  ) throws(Fault) {
    _ = try bench.check(request.insertion)
    self.bench = bench
    self.request = request
    self.onUpdate = onUpdate
    let layer = try bench.layer(request.insertion.layer)
    self.layer = layer
    let place = bench.layers.firstIndex(of: layer) ?? 0
    let later = Array(bench.layers[(place + 1)...])
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
    batches = SceneBatches(seed: bench.options.seed, count: sampleSize, size: bench.batchSize)
    key = bench.keys.cause(
      .propagation,
      layer,
      sampleSize: sampleSize,
      detail: "\(request.cellsPerScene) cells, \(request.insertion.canonicalText)"
    )
    tally =
      bench.results.recalledSums(key, "sums") { PropagationTally($0, layers: later) }
      ?? PropagationTally(layers: later)
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
        done: tally.activityScenes + tally.scenes,
        total: 2 * batches.count
      )
    )
  }

  private func addActivity() throws(Fault) {
    let batch = batches.batch(after: tally.activityScenes)
    let generation = try bench.generator.generate(
      batches.latents(batch, of: bench.sceneLatents),
      observing: Set(later.map(\.name)),
      precision: bench.precision
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
      work.drawn = try bench.generator.generate(
        from: work.toLayer,
        edits: [request.insertion.edit(at: next, of: layer)],
        observing: Set(later.map(\.name))
      )
      self.work = work
      return
    }
    work.drawn = nil
    let after = try bench.countableSegmentation(of: drawn.images)
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
    let latents = bench.sceneLatents.rows(
      seed: batches.seed,
      scenes: Array(repeating: scene, count: batches.size)
    )
    let toLayer = try bench.toLayer(layer, of: latents)
    let plain = try bench.generator.generate(from: toLayer, observing: Set(later.map(\.name)))
    let order = SeededOrder.permutation(
      of: layer.height * layer.width,
      seed: UInt64(batches.seed) << 32 | UInt64(scene)
    )
    return Work(
      toLayer: toLayer,
      plain: try activations(of: plain).map { $0.samples(0..<1) },
      before: try bench.countableSegmentation(of: plain.images.samples(0..<1)),
      cells: Array(order.prefix(request.cellsPerScene))
    )
  }

  private func save() {
    bench.results.store.save(
      StoreRecord(
        key: key,
        done: tally.activityScenes + tally.scenes,
        total: 2 * batches.count,
        parts: ["sums": .integers(tally.numbers)]
      )
    )
  }
}

extension Workbench {
  /// Follows an insertion through the later layers.
  ///
  /// - Throws: `Fault` without a segmenter, for units that the layer has not, or for the last layer.
  public func propagation(
    _ request: PropagationRequest,
    sampleSize: Int,
    progress: ProgressHandler = ignoreProgress
  ) throws(Fault) -> Propagation {
    try checkSampleSize(sampleSize)
    let run = try PropagationRun(self, request, sampleSize: sampleSize) { _ in }
    try drive(run, progress: progress)
    return run.propagation
  }
}
