import Causes
import Faults
import Generators
import Tensors

/// Measures what the ablation of sets of units does over the first scenes of a seed.
final class SetJudge {
  private struct Base {
    let before: LabelMap
    let toLayer: Continuation
  }

  private let bench: Workbench
  private let layer: LayerDescription
  private let comparison: ConceptComparison
  private let batches: SceneBatches
  private var bases: [Int: Base] = [:]
  private static let byteLimit = 128 << 20

  init(_ bench: Workbench, _ layer: LayerDescription, concept: Int, seed: UInt32, scenes: Int) {
    self.bench = bench
    self.layer = layer
    comparison = ConceptComparison(of: concept, aim: .removal)
    batches = SceneBatches(seed: seed, count: scenes, size: bench.batchSize)
  }

  var batchCount: Int { batches.batchCount }

  /// Adds what a set does in one batch.
  func add(_ units: [Int], batch: Int, to answer: inout SetSearch.Answer) throws(Fault) {
    let base = try base(batch)
    let variants = SceneVariants(layer: layer, activations: nil, before: base.before)
    let trial = CurveTrial(units: units, values: units.map { _ in 0 })
    let edit = variants.edit(trial, scenes: Array(0..<batches.size), places: nil)
    let images = try bench.generator.generate(from: base.toLayer, edits: [edit]).images
    let after = try bench.countableSegmentation(of: images)
    for scene in 0..<batches.used(batch) {
      answer.add(
        try comparison.change(before: base.before, scene: scene, after: after, edited: scene)
      )
    }
  }

  private func base(_ batch: Int) throws(Fault) -> Base {
    if let known = bases[batch] { return known }
    let toLayer = try bench.generator.begin(
      to: layer.name,
      from: batches.latents(batch, of: bench.sceneLatents),
      precision: bench.precision
    )
    let images = try bench.generator.generate(from: toLayer).images
    let made = Base(before: try bench.countableSegmentation(of: images), toLayer: toLayer)
    let kept = bases.values.reduce(0) { $0 + $1.toLayer.byteCount }
    if kept + toLayer.byteCount <= Self.byteLimit { bases[batch] = made }
    return made
  }
}
