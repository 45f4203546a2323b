import Causes
import Faults
import Generators
import Jobs
import Laboratory
import Segmenters
import Store
import Tensors

/// Switches the first units of every ranking off, for some concepts, over held-out scenes.
///
/// A set that stands for several concepts, such as a random one, is drawn once for all of them.
final class RankingRun: JobSteps {
  private enum Step {
    case draw
    case segment(Generation, Continuation)
    case edit(Work)
    case compare(Work, images: Tensor)
  }

  private struct Work {
    let before: LabelMap
    let toLayer: Continuation
    /// What each contestant did to each scene, and how many sets are done.
    var known: ChangesAtHand
  }

  private let bench: Workbench
  private let request: RankingRequest
  private let layer: LayerDescription
  private let contestants: [RankingContestant]
  /// The different sets, and the contestants that each stands for.
  private let sets: [(units: [Int], contestants: [Int])]
  private let batches: SceneBatches
  private let key: StoreKey
  private let onUpdate: (RankingTable) -> Void
  private var tally: RankingTally
  private var step = Step.draw
  /// What was stored of the batch that comes next.
  private var stored: [Int64]?
  private var savePace = Pace()

  /// Prepares a table and takes up what the store holds of it.
  ///
  /// - Throws: `Fault` without a segmenter, or where no ranking of the layer is known.
  init(
    _ bench: Workbench,
    _ request: RankingRequest,
    sampleSize: Int,
    onUpdate: @escaping (RankingTable) -> Void
  ) throws(Fault) {
    try bench.checkSampleSize(sampleSize)
    self.bench = bench
    self.request = request
    self.onUpdate = onUpdate
    layer = try bench.layer(request.layer)
    let contestants = try bench.contestants(for: request)
    self.contestants = contestants
    var places: [[Int]: [Int]] = [:]
    for (index, contestant) in contestants.enumerated() {
      for set in contestant.sets { places[set, default: []].append(index) }
    }
    sets = places.keys.sorted { $0.lexicographicallyPrecedes($1) }.map { ($0, places[$0] ?? []) }
    batches = SceneBatches(
      seed: bench.heldOutSeed,
      count: sampleSize,
      size: bench.batchSize
    )
    key = bench.rankingKey(request, contestants, sampleSize: sampleSize)
    tally =
      bench.results.recalledSums(key, "sums") { RankingTally($0, contestants: contestants.count) }
      ?? RankingTally(contestants: contestants.count)
    stored = bench.results.recalledAtHand(key)
  }

  /// The table so far.
  var table: RankingTable {
    tally.table(of: contestants, request, seed: batches.seed, sampleSize: batches.count)
  }

  func advance() throws(Fault) -> StepOutcome {
    let batch = batches.batch(after: tally.scenes)
    guard batch < batches.batchCount else {
      onUpdate(table)
      return .finished
    }
    switch step {
    case .draw:
      let toLayer = try bench.generator.begin(
        to: layer.name,
        from: batches.latents(batch, of: bench.sceneLatents),
        precision: bench.precision
      )
      step = .segment(try bench.generator.generate(from: toLayer), toLayer)
    case .segment(let generation, let toLayer):
      var work = Work(
        before: try bench.countableSegmentation(of: generation.images),
        toLayer: toLayer,
        known: ChangesAtHand(
          after: tally.scenes,
          scenes: batches.used(batch),
          trials: contestants.count
        )
      )
      work.known.resume(stored, limit: sets.count)
      stored = nil
      step = settled(work)
    case .edit(let work):
      let variants = SceneVariants(layer: layer, activations: nil, before: work.before)
      let units = sets[work.known.done].units
      let trial = CurveTrial(units: units, values: units.map { _ in 0 })
      let edit = variants.edit(trial, scenes: Array(0..<batches.size), places: nil)
      step = .compare(
        work,
        images: try bench.generator.generate(from: work.toLayer, edits: [edit]).images
      )
    case .compare(var work, let images):
      let after = try bench.countableSegmentation(of: images)
      for index in sets[work.known.done].contestants {
        let comparison = ConceptComparison(of: contestants[index].concept, aim: .removal)
        for scene in work.known.changes.indices {
          work.known.changes[scene][index] += try comparison.change(
            before: work.before,
            scene: scene,
            after: after,
            edited: scene
          )
        }
      }
      work.known.done += 1
      step = settled(work)
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
    if tally.scenes == batches.count { parts["winners"] = .integers(table.storedWinners) }
    bench.results.store.save(
      StoreRecord(key: key, done: tally.scenes, total: batches.count, parts: parts)
    )
  }

  private var report: StepReport {
    let done =
      switch step {
      case .draw, .segment: 0
      case .edit(let work), .compare(let work, _): work.known.done
      }
    let inBatch = done * min(batches.size, batches.count - tally.scenes)
    return StepReport(
      phase: "rankings tried on held-out scenes",
      done: tally.scenes * sets.count + inBatch,
      total: batches.count * sets.count
    )
  }

  /// Goes on with the batch, or counts and saves it when all sets were tried.
  private func settled(_ work: Work) -> Step {
    guard work.known.done == sets.count else { return .edit(work) }
    for changes in work.known.changes { tally.add(changes) }
    save()
    onUpdate(table)
    return .draw
  }
}
