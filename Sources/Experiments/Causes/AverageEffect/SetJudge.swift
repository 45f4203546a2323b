import Causes
import Faults
import Generators
import Tensors

/// Measures what the ablation of sets of units does over the first scenes of a seed, one by one.
final class SetJudge {
  private struct Base {
    let before: LabelMap
    let toLayer: Continuation
  }

  private let bench: Workbench
  private let layer: LayerDescription
  private let comparison: ConceptComparison
  private let seed: UInt32
  private var bases: [Int: Base] = [:]
  private var keptBytes = 0
  private static let byteLimit = 128 << 20
  /// How many scenes there are.
  let count: Int

  init(_ bench: Workbench, _ layer: LayerDescription, concept: Int, seed: UInt32, scenes: Int) {
    self.bench = bench
    self.layer = layer
    self.seed = seed
    comparison = ConceptComparison(of: concept, aim: .removal)
    count = scenes
  }

  /// Adds what a set does in one scene.
  func add(_ units: [Int], scene: Int, to answer: inout SetSearch.Answer) throws(Fault) {
    let base = try base(scene)
    let variants = SceneVariants(layer: layer, activations: nil, before: base.before)
    let trial = CurveTrial(units: units, values: units.map { _ in 0 })
    let edit = variants.edit(trial, scenes: [0], places: nil)
    let images = try bench.generator.generate(from: base.toLayer, edits: [edit]).images
    let after = try bench.countableSegmentation(of: images)
    answer.add(try comparison.change(before: base.before, scene: 0, after: after, edited: 0))
  }

  private func base(_ scene: Int) throws(Fault) -> Base {
    if let known = bases[scene] { return known }
    let toLayer = try bench.generator.begin(
      to: layer.name,
      from: bench.sceneLatents.rows(seed: seed, first: scene, count: 1),
      precision: bench.precision
    )
    let images = try bench.generator.generate(from: toLayer).images
    let made = Base(before: try bench.countableSegmentation(of: images), toLayer: toLayer)
    if keptBytes + toLayer.byteCount <= Self.byteLimit {
      bases[scene] = made
      keptBytes += toLayer.byteCount
    }
    return made
  }
}
