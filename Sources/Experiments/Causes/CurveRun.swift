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
final class CurveRun: JobSteps, Resumable {
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
  }

  private enum Step {
    case draw
    case segment(Generation, toLayer: Continuation)
    case edit(Work)
    case compare(Work, images: Tensor)
  }

  private let networks: Networks
  private let plan: CurvePlan
  private let trials: [CurveTrial]
  private let batches: SceneBatches
  private let onUpdate: (Curve) -> Void
  private var tally: CurveTally
  private var step = Step.draw
  /// What is known of each scene of the batch at hand, and how many pairs of group and trial are
  /// done; nil between batches.
  private var atHand: ChangesAtHand?
  var kept: KeptState

  /// Prepares a curve and takes up what is kept of it.
  init(
    _ networks: Networks,
    _ plan: CurvePlan,
    over batches: SceneBatches,
    at entry: ResultEntry,
    onUpdate: @escaping (Curve) -> Void
  ) {
    self.networks = networks
    self.plan = plan
    self.batches = batches
    self.onUpdate = onUpdate
    trials = plan.trials
    tally = CurveTally(for: plan)
    kept = KeptState(entry)
    takeUp()
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
      let z = batches.latents(batch, of: networks.latents)
      let toLayer = try networks.draw(z, to: plan.layer.name)
      let generation = try networks.generator.generate(from: toLayer, observing: [plan.layer.name])
      if let known = networks.keptSegmentation(batches, batch) {
        step = try work(on: generation, toLayer, before: known, batch)
      } else {
        step = .segment(generation, toLayer: toLayer)
      }
    case .segment(let generation, let toLayer):
      let before = try networks.countableSegmentation(of: generation.images, batches, batch)
      step = try work(on: generation, toLayer, before: before, batch)
    case .edit(let work): step = try next(of: work)
    case .compare(let work, let images):
      let after = try networks.countableSegmentation(of: images)
      try compare(work, after)
      step = settle(work)
      saveIfDue()
    }
    return .working(report)
  }

  var state: RunState? {
    guard kept.lacks(tally.scenes) || atHand?.isBegun == true else { return nil }
    var parts: [String: StoredArray] = ["sums": .integers(tally.numbers)]
    parts[PartName.request] = .request(plan.request)
    return RunState(done: tally.scenes, of: batches.count, parts, atHand: atHand?.stored)
  }

  func restore(_ record: StoreRecord) throws(Fault) {
    tally = try record.restored("sums") { CurveTally($0, plan: plan) }
  }

  private var report: StepReport {
    let perBatch =
      switch step {
      case .draw, .segment: 1
      case .edit(let work), .compare(let work, _): max(1, work.groups.count * trials.count)
      }
    let done = atHand?.done ?? 0
    // In scenes, but finer than whole batches: a batch may take long.
    let scale = trials.count
    let inBatch = done * batches.used(min(tally.scenes / batches.size, batches.batchCount - 1))
    return StepReport(
      phase: "sets tried, in scenes",
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
    let work = Work(
      variants: variants,
      groups: groups(of: variants, used: used, firstScene: batches.firstScene(batch)),
      toLayer: toLayer
    )
    var changes = ChangesAtHand(after: tally.scenes, scenes: used, trials: trials.count)
    changes.resume(kept.takeUpAtHand(), limit: work.groups.count * trials.count)
    atHand = changes
    return settle(work)
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
    let (number, place) = (atHand?.done ?? 0).quotientAndRemainder(dividingBy: trials.count)
    let (group, trial) = (work.groups[number], trials[place])
    if group.cells != nil, work.group != number {
      work.group = number
      let first = batches.firstScene(batches.batch(after: tally.scenes))
      let z = networks.latents.rows(
        seed: batches.seed,
        scenes: group.scenes.map { first + $0 }
      )
      work.toLayer = try networks.draw(z, to: plan.layer.name)
    }
    let edit = work.variants.edit(
      trial,
      scenes: group.scenes,
      places: group.cells?.map { [work.variants.index(of: $0)] }
    )
    let images = try networks.generator.generate(from: work.toLayer, edits: [edit]).images
    return .compare(work, images: images)
  }

  private func compare(_ work: Work, _ after: LabelMap) throws(Fault) {
    guard var known = atHand else { return }
    let (number, trial) = known.done.quotientAndRemainder(dividingBy: trials.count)
    let (group, scenes) = (work.groups[number], known.changes.indices)
    for (sample, scene) in group.scenes.enumerated() where scenes.contains(scene) {
      known.changes[scene][trial] += try plan.comparison.change(
        before: work.variants.before,
        scene: scene,
        after: after,
        edited: sample,
        place: group.cells.map { work.variants.place(of: $0[sample]) }
      )
    }
    known.done += 1
    atHand = known
  }

  /// Goes on with the batch, or counts and saves it when all of it is done.
  private func settle(_ work: Work) -> Step {
    guard let known = atHand, known.done == work.groups.count * trials.count else {
      return .edit(work)
    }
    for (scene, changes) in known.changes.enumerated() {
      let cells = work.groups.reduce(0) { sum, group in
        sum + (group.cells == nil ? 0 : group.scenes.count { $0 == scene })
      }
      let isImage = plan.request.place == .image
      let shows = changes.contains { $0.possible > 0 }
      tally.add(changes, places: isImage ? (shows ? 1 : 0) : cells, plan: plan)
    }
    atHand = nil
    save()
    onUpdate(curve)
    return .draw
  }
}
