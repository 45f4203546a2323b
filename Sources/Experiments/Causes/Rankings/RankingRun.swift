import Causes
import Faults
import Generators
import Interventions
import Jobs
import Laboratory
import Segmenters
import Store
import Tensors

/// Switches the first units of every ranking off, for some concepts, over held-out scenes.
///
/// A set that stands for several concepts, such as a random one, is drawn once for all of them.
final class RankingRun: JobSteps, Resumable {
  private enum Step {
    case draw
    case segment(Generation, Continuation)
    case edit(Work)
    case compare(Work, images: Tensor)
  }

  private struct Work {
    let before: LabelMap
    let toLayer: Continuation
  }

  private let networks: Networks
  private let request: RankingRequest
  private let layer: LayerDescription
  private let contestants: [RankingContestant]
  /// The different sets, and the contestants that each stands for.
  private let sets: [(units: [Int], contestants: [Int])]
  private let batches: SceneBatches
  private let onUpdate: (RankingTable) -> Void
  private var tally: RankingTally
  private var step = Step.draw
  /// What each contestant did to each scene of the batch at hand, and how many sets are done; nil
  /// between batches.
  private var atHand: ChangesAtHand?
  var kept: KeptState

  /// Prepares a table and takes up what is kept of it.
  init(
    _ networks: Networks,
    _ request: RankingRequest,
    of layer: LayerDescription,
    among contestants: [RankingContestant],
    over batches: SceneBatches,
    at entry: ResultEntry,
    onUpdate: @escaping (RankingTable) -> Void
  ) {
    self.networks = networks
    self.request = request
    self.layer = layer
    self.contestants = contestants
    self.batches = batches
    self.onUpdate = onUpdate
    var places: [[Int]: [Int]] = [:]
    for (index, contestant) in contestants.enumerated() {
      for set in contestant.sets { places[set, default: []].append(index) }
    }
    sets = places.keys.sorted { $0.lexicographicallyPrecedes($1) }.map { ($0, places[$0] ?? []) }
    tally = RankingTally(contestants: contestants.count)
    kept = KeptState(entry)
    takeUp()
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
      let z = batches.latents(batch, of: networks.latents)
      let toLayer = try networks.draw(z, to: layer.name)
      step = .segment(try networks.generator.generate(from: toLayer), toLayer)
    case .segment(let generation, let toLayer):
      let before = try networks.countableSegmentation(of: generation.images)
      var changes = ChangesAtHand(
        after: tally.scenes,
        scenes: batches.used(batch),
        trials: contestants.count
      )
      changes.resume(kept.takeUpAtHand(), limit: sets.count)
      atHand = changes
      step = settle(Work(before: before, toLayer: toLayer))
    case .edit(let work):
      let edit = LayerEdit(ablating: sets[atHand?.done ?? 0].units, of: layer)
      step = .compare(
        work,
        images: try networks.generator.generate(from: work.toLayer, edits: [edit]).images
      )
    case .compare(let work, let images):
      try compare(work, try networks.countableSegmentation(of: images))
      step = settle(work)
      saveIfDue()
    }
    return .working(report)
  }

  var state: RunState? {
    guard kept.lacks(tally.scenes) || atHand?.isBegun == true else { return nil }
    var parts: [String: StoredArray] = ["sums": .integers(tally.numbers)]
    if tally.scenes == batches.count { parts["winners"] = .integers(table.storedWinners) }
    return RunState(done: tally.scenes, of: batches.count, parts, atHand: atHand?.stored)
  }

  func restore(_ record: StoreRecord) throws(Fault) {
    tally = try record.restored("sums") { RankingTally($0, contestants: contestants.count) }
  }

  private var report: StepReport {
    let inBatch = (atHand?.done ?? 0) * min(batches.size, batches.count - tally.scenes)
    return StepReport(
      phase: "rankings tried on held-out scenes",
      done: tally.scenes * sets.count + inBatch,
      total: batches.count * sets.count
    )
  }

  private func compare(_ work: Work, _ after: LabelMap) throws(Fault) {
    guard var known = atHand else { return }
    for index in sets[known.done].contestants {
      let comparison = ConceptComparison(of: contestants[index].concept, aim: .removal)
      for scene in known.changes.indices {
        known.changes[scene][index] += try comparison.change(
          before: work.before,
          scene: scene,
          after: after,
          edited: scene
        )
      }
    }
    known.done += 1
    atHand = known
  }

  /// Goes on with the batch, or counts and saves it when all sets were tried.
  private func settle(_ work: Work) -> Step {
    guard let known = atHand, known.done == sets.count else { return .edit(work) }
    for changes in known.changes { tally.add(changes) }
    atHand = nil
    save()
    onUpdate(table)
    return .draw
  }
}
