import Causes
import Concepts
import Dissection
import Faults
import Generators
import Interventions
import Jobs
import Laboratory
import Latents
import Segmenters
import Store
import Tensors

/// Measures a curve: all its sets of units on a batch of scenes, then on the next batch.
final class CurveRun: JobSteps {
  /// Scenes of the batch, each perhaps at one of its cells, that are drawn together.
  private struct Group {
    let scenes: [Int]
    let cells: [GridCell]?
  }

  /// The batch at hand.
  private struct Work {
    let variants: SceneVariants
    let groups: [Group]
    /// The generator up to the layer, for the whole batch or for the cells of a group.
    var toLayer: Continuation
    /// The group whose cells that is of.
    var group: Int?
    /// What is known of each scene, and how many pairs of group and trial are done.
    var known: ChangesAtHand
  }

  private enum Step {
    case draw
    case segment(Generation, toLayer: Continuation)
    case edit(Work)
    case compare(Work, images: Tensor)
  }

  private let bench: Workbench
  private let plan: CurvePlan
  private let trials: [CurveTrial]
  private let batches: SceneBatches
  private let key: StoreKey
  private let onUpdate: (Curve) -> Void
  private var tally: CurveTally
  private var step = Step.draw
  /// What was stored of the batch that comes next.
  private var stored: [Int64]?
  private var savePace = Pace()

  /// Prepares a curve and takes up what the store holds of it.
  ///
  /// - Throws: `Fault` without a segmenter, or where an order or quantiles are not known yet.
  init(
    _ bench: Workbench,
    _ request: CurveRequest,
    sampleSize: Int,
    onUpdate: @escaping (Curve) -> Void
  ) throws(Fault) {
    self.bench = bench
    self.onUpdate = onUpdate
    plan = try bench.plan(for: request)
    trials = plan.trials
    batches = try bench.batches(seed: bench.options.seed, sampleSize: sampleSize)
    key = bench.own(
      bench.keys.cause(.curve, plan.layer, sampleSize: sampleSize, detail: plan.canonicalText),
      batches
    )
    let plan = plan
    tally =
      bench.results.recalledSums(key, "sums") { CurveTally($0, plan: plan) }
      ?? CurveTally(for: plan)
    stored = bench.results.recalledAtHand(key)
  }

  /// The curve as measured so far.
  var curve: Curve { tally.curve(of: plan, seed: batches.seed, sampleSize: batches.count) }

  func advance() throws(Fault) -> StepOutcome {
    let batch = batches.batch(after: tally.scenes)
    guard batch < batches.batchCount else {
      onUpdate(curve)
      return .finished
    }
    switch step {
    case .draw:
      let toLayer = try bench.generator.begin(
        to: plan.layer.name,
        from: batches.latents(batch, of: bench.sceneLatents),
        precision: bench.precision
      )
      let generation = try bench.generator.generate(from: toLayer, observing: [plan.layer.name])
      if let known = bench.keptSegmentation(batches, batch) {
        step = try work(on: generation, toLayer, before: known, batch)
      } else {
        step = .segment(generation, toLayer: toLayer)
      }
    case .segment(let generation, let toLayer):
      let before = try bench.countableSegmentation(of: generation.images, batches, batch)
      step = try work(on: generation, toLayer, before: before, batch)
    case .edit(let work): step = try next(of: work)
    case .compare(var work, let images):
      let after = try bench.countableSegmentation(of: images)
      try compare(&work, after)
      step = try settle(work, batch)
      if bench.results.savesAlways || savePace.isDue { leave() }
    }
    return .working(report)
  }

  /// Keeps the batch at hand.
  func leave() {
    switch step {
    case .draw, .segment: break
    case .edit(let work), .compare(let work, _):
      savePace.act { save(work.known.done > 0 ? work.known : nil) }
    }
  }

  private func save(_ known: ChangesAtHand? = nil) {
    var parts: [String: StoredArray] = ["sums": .integers(tally.numbers)]
    parts[PartName.atHand] = known?.stored
    parts[Workbench.requestPart] = Workbench.stored(plan.request)
    bench.keep(StoreRecord(key: key, done: tally.scenes, total: batches.count, parts: parts))
  }

  private var report: StepReport {
    let perBatch: Int
    let done: Int
    switch step {
    case .draw, .segment: (perBatch, done) = (1, 0)
    case .edit(let work), .compare(let work, _):
      (perBatch, done) = (max(1, work.groups.count * trials.count), work.known.done)
    }
    // In scenes, but finer than whole batches: a batch may take long.
    let scale = trials.count
    let inBatch = done * batches.used(min(tally.scenes / batches.size, batches.batchCount - 1))
    return StepReport(
      phase: "sets tried on scenes",
      done: tally.scenes * scale + inBatch * scale / perBatch,
      total: batches.count * scale
    )
  }

  private func work(
    on generation: Generation,
    _ toLayer: Continuation,
    before: LabelMap,
    _ batch: Int
  ) throws(Fault) -> Step {
    guard let activations = generation.activations[plan.layer.name] else { return .draw }
    let variants = SceneVariants(layer: plan.layer, activations: activations, before: before)
    let used = batches.used(batch)
    var work = Work(
      variants: variants,
      groups: groups(of: variants, used: used, firstScene: batches.firstScene(batch)),
      toLayer: toLayer,
      known: ChangesAtHand(after: tally.scenes, scenes: used, trials: trials.count)
    )
    work.known.resume(stored, limit: work.groups.count * trials.count)
    stored = nil
    return try settle(work, batch)
  }

  /// The whole batch at once, or each scene's cells.
  private func groups(of variants: SceneVariants, used: Int, firstScene: Int) -> [Group] {
    guard case .cells(let limit) = plan.request.place else {
      return [Group(scenes: Array(0..<batches.size), cells: nil)]
    }
    let isShown = plan.comparison.aim == .removal
    return (0..<used).flatMap { scene in
      let cells = variants.cells(
        of: scene,
        where: plan.request.concept,
        isShown: isShown,
        limit: limit,
        seed: UInt64(firstScene + scene)
      )
      return stride(from: 0, to: cells.count, by: batches.size).map { start in
        let part = Array(cells[start..<min(start + batches.size, cells.count)])
        return Group(scenes: part.map { _ in scene }, cells: part)
      }
    }
  }

  private func next(of work: Work) throws(Fault) -> Step {
    var work = work
    let (number, place) = work.known.done.quotientAndRemainder(dividingBy: trials.count)
    let (group, trial) = (work.groups[number], trials[place])
    if group.cells != nil, work.group != number {
      work.group = number
      let first = batches.firstScene(batches.batch(after: tally.scenes))
      work.toLayer = try bench.generator.begin(
        to: plan.layer.name,
        from: bench.sceneLatents.rows(
          seed: batches.seed,
          scenes: group.scenes.map { first + $0 }
        ),
        precision: bench.precision
      )
    }
    let edit = work.variants.edit(
      trial,
      scenes: group.scenes,
      places: group.cells?.map { [work.variants.index(of: $0)] }
    )
    let images = try bench.generator.generate(from: work.toLayer, edits: [edit]).images
    return .compare(work, images: images)
  }

  private func compare(_ work: inout Work, _ after: LabelMap) throws(Fault) {
    let (number, trial) = work.known.done.quotientAndRemainder(dividingBy: trials.count)
    let (group, scenes) = (work.groups[number], work.known.changes.indices)
    for (sample, scene) in group.scenes.enumerated() where scenes.contains(scene) {
      work.known.changes[scene][trial] += try plan.comparison.change(
        before: work.variants.before,
        scene: scene,
        after: after,
        edited: sample,
        place: group.cells.map { work.variants.place(of: $0[sample]) }
      )
    }
    work.known.done += 1
  }

  /// Goes on with the batch, or counts and saves it when all of it is done.
  private func settle(_ work: Work, _ batch: Int) throws(Fault) -> Step {
    guard work.known.done == work.groups.count * trials.count else { return .edit(work) }
    for (scene, changes) in work.known.changes.enumerated() {
      let cells = work.groups.reduce(0) { sum, group in
        sum + (group.cells == nil ? 0 : group.scenes.count { $0 == scene })
      }
      let isImage = plan.request.place == .image
      let shows = changes.contains { $0.possible > 0 }
      tally.add(changes, places: isImage ? (shows ? 1 : 0) : cells, plan: plan)
    }
    save()
    onUpdate(curve)
    return .draw
  }
}
