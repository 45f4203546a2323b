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
final class StatisticsRun: JobSteps, Resumable {
  private let networks: Networks
  private let edit: Edit
  private let layer: LayerDescription?
  private let batches: SceneBatches
  var kept: KeptState
  private let vocabulary: ConceptVocabulary
  private let hasFeatures: Bool
  private var drawn: Generation?
  /// The class areas so far.
  private(set) var statistics: SceneStatistics
  /// Each unit's highest activation in each scene: [scene * units + unit].
  private(set) var peaks: [Float] = []

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
    kept = KeptState(entry)
    vocabulary = try networks.vocabulary(for: "compare scenes")
    _ = try edit.unitEdits(for: networks.editableLayers)
    statistics = SceneStatistics(concepts: vocabulary.count)
    takeUp()
  }

  var state: RunState? {
    guard kept.lacks(statistics.count) else { return nil }
    var parts: [String: StoredArray] = ["areas": .integers(statistics.numbers)]
    if hasFeatures { parts["features"] = .floats(statistics.features) }
    if layer != nil { parts["peaks"] = .floats(peaks) }
    return RunState(done: statistics.count, of: batches.count, parts)
  }

  func restore(_ record: StoreRecord) throws(Fault) {
    let peaks = record.floats("peaks") ?? []
    guard let areas = record.integers("areas"),
      var known = SceneStatistics(areas, concepts: vocabulary.count),
      known.count == record.done, peaks.count == known.count * (layer?.units ?? 0),
      !hasFeatures || known.restore(features: record.floats("features") ?? [])
    else { throw record.misfitNumbers }
    (statistics, self.peaks) = (known, peaks)
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
      if statistics.count == batches.count { save() } else { saveIfDue() }
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
}
