import Causes
import Dissection
public import Faults
import Generators
import Interventions
public import Laboratory
import OneDNN
import Store
public import Tensors

/// What a dissection will cost on this machine, found by doing a little of it.
public struct CostEstimate: Hashable, Sendable {
  /// Seconds to find the levels that the store does not hold.
  public let levelSeconds: Double
  /// Seconds to count the scenes that the store does not hold.
  public let countSeconds: Double

  /// Seconds in all.
  public var seconds: Double { levelSeconds + countSeconds }
}

extension Workbench {
  /// Estimates what a job will cost here by timing a batch of it.
  ///
  /// - Throws: `Fault` for what the job itself would refuse.
  public func cost(of job: EstimatedJob, sampleSize: Int) throws(Fault) -> JobCost {
    switch job {
    case .dissection(let names): try costOfDissection(names, sampleSize: sampleSize)
    case .measurement(let edit): try estimateMeasurement(of: edit, sampleSize: sampleSize)
    case .sweep(let name): try estimateSweep(of: name, sampleSize: sampleSize)
    case .averageEffect(let layer, let concept):
      try cost(of: AverageEffectRequest(layer: layer, concept: concept, steps: sampleSize))
    case .cause(let request): try estimateCause(request, sampleSize: sampleSize)
    }
  }

  /// Estimates what a dissection will cost, less what the store holds, by timing one batch.
  ///
  /// - Parameters:
  ///   - names: The layers; nil for all.
  ///   - sampleSize: How many scenes.
  /// - Returns: The estimate.
  /// - Throws: `Fault` for an unknown layer.
  public func estimateDissection(
    _ names: [LayerName]? = nil,
    sampleSize: Int
  ) throws(Fault) -> CostEstimate {
    session.claimThread()
    let layers = try layers(names)
    try checkSampleSize(sampleSize)
    return estimate(layers, sampleSize: sampleSize, pace: try timedCounting(of: layers))
  }

  private func costOfDissection(
    _ names: [LayerName],
    sampleSize: Int
  ) throws(Fault) -> JobCost {
    session.claimThread()
    let layers = try layers(names)
    try checkSampleSize(sampleSize)
    let (drawing, rest) = try timedCounting(of: layers)
    let passes = options.settings.rule.usesAllLevels && networks.segmenter != nil ? 2.0 : 1
    return JobCost(
      whole: (drawing + passes * (drawing + rest)) * batches(sampleSize),
      left: estimate(layers, sampleSize: sampleSize, pace: (drawing, rest)).seconds
    )
  }

  private func timedCounting(of layers: [LayerDescription]) throws(Fault) -> (Double, Double) {
    try warmed { () throws(Fault) in try timeCounting(of: layers) }
  }

  /// What of a dissection the store does not hold, by the pace of a batch.
  private func estimate(
    _ layers: [LayerDescription],
    sampleSize: Int,
    pace: (drawing: Double, rest: Double)
  ) -> CostEstimate {
    let withoutLevels = layers.filter {
      dissectionRecords.levels($0, sampleSize: sampleSize) == nil
    }
    func left(_ key: (LayerDescription) -> StoreKey) -> Int {
      sampleSize - (layers.map { results.storedDone(key($0)) }.min() ?? 0)
    }
    let counted = left { keys.dissection($0, sampleSize: sampleSize) }
    let joint =
      options.settings.rule.usesAllLevels && networks.segmenter != nil
      ? left { keys.joint($0, sampleSize: sampleSize) } : 0
    return CostEstimate(
      levelSeconds: withoutLevels.isEmpty ? 0 : pace.drawing * batches(sampleSize),
      countSeconds: (pace.drawing + pace.rest) * (batches(counted) + batches(joint))
    )
  }

  private func estimateCause(_ request: CauseRequest, sampleSize: Int) throws(Fault) -> JobCost {
    var cost = JobCost(whole: 0, left: 0)
    let steps = try steps(for: request, sampleSize: sampleSize) { _ in }
    try drive(CauseEstimateRun(steps) { cost = $0 }, progress: ignoreProgress)
    return cost
  }

  private func estimateMeasurement(of edit: Edit, sampleSize: Int) throws(Fault) -> JobCost {
    session.claimThread()
    try checkSampleSize(sampleSize)
    let edits = try edit.unitEdits(for: editableLayers)
    guard !edit.isEmpty else { return JobCost(whole: 0, left: 0) }
    let first = edits.first?.layer ?? layers[0].name
    let done = results.stored(keys.measurement(edit, sampleSize: sampleSize))?.done ?? 0
    let (once, again) = try warmed { () throws(Fault) in
      // Moved scenes are drawn from the start.
      edit.movements.isEmpty
        ? try timeEditing(edits, from: first) : try timeMoving(edit)
    }
    return JobCost(
      whole: (once + again) * batches(sampleSize),
      left: (once + again) * batches(sampleSize - done)
    )
  }

  private func estimateSweep(of name: LayerName, sampleSize: Int) throws(Fault) -> JobCost {
    session.claimThread()
    try checkSampleSize(sampleSize)
    let layer = try editableLayer(name)
    let tally = storedSweepTally(of: layer, sampleSize: sampleSize)
    let edits = try Edit([Intervention([UnitEdit(layer: name, unit: 0)])]).layerEdits(
      for: editableLayers
    )
    let (once, again) = try warmed { () throws(Fault) in try timeEditing(edits, from: name) }
    let left = Double(layer.units - (tally?.measuredUnits ?? 0)) * again
    return JobCost(
      whole: (once + Double(layer.units) * again) * batches(sampleSize),
      left: ((tally == nil ? once : 0) + left) * batches(sampleSize)
    )
  }

  private func batches(_ scenes: Int) -> Double {
    Double((max(0, scenes) + batchSize - 1) / batchSize)
  }

  /// Times something for a moment and returns the mean: other programs disturb a single time.
  ///
  /// The first time makes primitives, which happens once; single scenes have theirs from the
  /// screen.
  private func warmed(
    _ body: () throws(Fault) -> (Double, Double)
  ) throws(Fault) -> (Double, Double) {
    if batchSize > 1 { _ = try body() }
    var (first, second, times) = (0.0, 0.0, 0.0)
    repeat {
      let seconds = try body()
      (first, second, times) = (first + seconds.0, second + seconds.1, times + 1)
    } while first + second < 0.2 && times < 10
    return (first / times, second / times)
  }

  /// Seconds to draw a batch, and to segment and count it.
  private func timeCounting(of layers: [LayerDescription]) throws(Fault) -> (Double, Double) {
    let start = SuspendingClock.now
    let generation = try networks.draw(firstLatents, observing: Set(layers.map(\.name)))
    let drawn = SuspendingClock.now
    guard let vocabulary = segmenterFacts?.vocabulary else { return (seconds(since: start), 0) }
    let map = try networks.countableSegmentation(of: generation.images)
    let labels = SceneLabels(map, vocabulary: vocabulary)
    let rule = options.settings.rule
    for layer in layers {
      guard let activations = generation.activations[layer.name] else { continue }
      if rule.usesAllLevels {
        let levels = (0..<layer.units).flatMap { _ in
          LevelGrid.fractions.indices.map { 1 - Float($0) / 100 }
        }
        var counter = LevelCounter(grid: LevelGrid(levels), vocabulary: vocabulary)
        try counter.add(activations, labels)
      } else {
        var counter = ConceptCounter(
          levels: Array(repeating: 0.5, count: layer.units),
          vocabulary: vocabulary,
          convention: rule.convention
        )
        try counter.add(activations, map)
      }
    }
    return ((drawn - start) / .seconds(1), seconds(since: drawn))
  }

  /// Seconds to draw and segment a batch, and to do both again with an edit from a layer on.
  private func timeEditing(
    _ edits: [LayerEdit],
    from layer: LayerName
  ) throws(Fault) -> (Double, Double) {
    let start = SuspendingClock.now
    let toLayer = try networks.draw(firstLatents, to: layer)
    _ = try networks.countableSegmentation(of: networks.generator.generate(from: toLayer).images)
    let drawn = SuspendingClock.now
    let edited = try networks.generator.generate(from: toLayer, edits: edits)
    _ = try networks.countableSegmentation(of: edited.images)
    return ((drawn - start) / .seconds(1), seconds(since: drawn))
  }

  private func timeMoving(_ edit: Edit) throws(Fault) -> (Double, Double) {
    let start = SuspendingClock.now
    let plain = try networks.draw(firstLatents)
    _ = try networks.countableSegmentation(of: plain.images)
    let drawn = SuspendingClock.now
    let edited = try networks.draw(firstLatents, under: edit)
    _ = try networks.countableSegmentation(of: edited.images)
    return ((drawn - start) / .seconds(1), seconds(since: drawn))
  }

  private var firstLatents: Tensor {
    SceneBatches(seed: options.seed, count: batchSize, size: batchSize)
      .latents(0, of: networks.latents)
  }

  private func seconds(since start: SuspendingClock.Instant) -> Double {
    (SuspendingClock.now - start) / .seconds(1)
  }
}
