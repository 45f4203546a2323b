import Causes
import Concepts
import Faults
import Foundation
import Generators
import Images
import Interventions
import Jobs
import OneDNN
import Laboratory
import Segmenters
import Store
import Tensors

/// Gathers the class areas of a generator's scenes under an edit, and how active units are in them.
final class StatisticsRun: JobSteps {
  private let networks: Networks
  private let edit: Edit
  private let layer: LayerDescription?
  private let batches: SceneBatches
  private let entry: ResultEntry
  private let vocabulary: ConceptVocabulary
  private let hasFeatures: Bool
  private var drawn: Generation?
  private var savedAt = SuspendingClock.now
  /// The class areas so far.
  private(set) var statistics: SceneStatistics
  /// Each unit's highest activation in each scene: [scene * units + unit].
  private(set) var peaks: [Float] = []
  private static let saveInterval = Duration.seconds(1)

  /// Prepares a run and takes up what the store holds of it.
  ///
  /// - Throws: `Fault` without a segmenter, or for an edit that does not fit.
  init(
    _ networks: Networks,
    under edit: Edit,
    peaksOf layer: LayerDescription?,
    hasFeatures: Bool,
    over batches: SceneBatches,
    at entry: ResultEntry
  ) throws(Fault) {
    self.networks = networks
    self.edit = edit
    self.layer = layer
    self.hasFeatures = hasFeatures
    self.batches = batches
    self.entry = entry
    vocabulary = try networks.vocabulary(for: "compare scenes")
    _ = try edit.unitEdits(for: networks.editableLayers)
    statistics = SceneStatistics(concepts: vocabulary.count)
    let (concepts, units) = (vocabulary.count, layer?.units ?? 0)
    let known = entry.recalled {
      (record) throws(Fault) -> (SceneStatistics, [Float])? in
      let peaks = record.floats("peaks") ?? []
      guard let areas = record.integers("areas"),
        var known = SceneStatistics(areas, concepts: concepts), known.count == record.done,
        peaks.count == known.count * units,
        !hasFeatures || known.restore(features: record.floats("features") ?? [])
      else { throw record.misfit("numbers that do not belong together") }
      return (known, peaks)
    }
    if let known { (statistics, peaks) = known }
  }

  func advance() throws(Fault) -> StepOutcome {
    let batch = batches.batch(after: statistics.count)
    guard batch < batches.batchCount else { return .finished }
    if let generation = drawn {
      drawn = nil
      let map = try networks.countableSegmentation(of: generation.images)
      let used = 0..<batches.used(batch)
      let first = UInt64(batches.seed) << 32 | UInt64(batches.firstScene(batch))
      try statistics.add(
        map.samples(used),
        images: used.map { first + UInt64($0) },
        vocabulary: vocabulary,
        features: hasFeatures ? networks.pooledFeatures(of: generation.images.samples(used)) : []
      )
      if let layer, let activations = generation.activations[layer.name] {
        for scene in used {
          peaks += (0..<layer.units).map { unit in
            activations.featureMap(sample: scene, unit: unit).max() ?? 0
          }
        }
      }
      saveIfDue()
    } else {
      drawn = try networks.draw(
        batches.latents(batch, of: networks.latents),
        under: edit,
        observing: Set(layer.map { [$0.name] } ?? [])
      )
    }
    return .working(
      StepReport(phase: "scenes looked at", done: statistics.count, total: batches.count)
    )
  }

  private func saveIfDue() {
    let isLast = statistics.count == batches.count
    if isLast || SuspendingClock.now - savedAt > Self.saveInterval { leave() }
  }

  func leave() {
    savedAt = .now
    var parts: [String: StoredArray] = ["areas": .integers(statistics.numbers)]
    if hasFeatures { parts["features"] = .floats(statistics.features) }
    if layer != nil { parts["peaks"] = .floats(peaks) }
    entry.keep(done: statistics.count, of: batches.count, parts)
  }
}
