import Causes
import Faults
import Generators
import Interventions
import Tensors

/// Measures what the ablation of sets of units does over the first scenes of a seed, one by one.
final class SetJudge {
  private struct Base {
    let before: LabelMap
    let toLayer: Continuation
  }

  private let networks: Networks
  private let layer: LayerDescription
  private let comparison: ConceptComparison
  private let seed: UInt32
  private var bases = MemoryCache<Int, Base>()
  /// How many scenes there are.
  let count: Int

  init(_ networks: Networks, _ layer: LayerDescription, concept: Int, seed: UInt32, scenes: Int) {
    self.networks = networks
    self.layer = layer
    self.seed = seed
    comparison = ConceptComparison(of: concept, aim: .removal)
    count = scenes
  }

  /// Adds what a set does in one scene.
  func add(_ units: [Int], scene: Int, to answer: inout SetSearch.Answer) throws(Fault) {
    let base = try base(scene)
    let edit = LayerEdit(ablating: units, of: layer)
    let images = try networks.generator.generate(from: base.toLayer, edits: [edit]).images
    let after = try networks.countableSegmentation(of: images)
    answer.add(try comparison.change(before: base.before, scene: 0, after: after, edited: 0))
  }

  private func base(_ scene: Int) throws(Fault) -> Base {
    if let known = bases[scene] { return known }
    let z = networks.latents.rows(seed: seed, first: scene, count: 1)
    let toLayer = try networks.draw(z, to: layer.name)
    let images = try networks.generator.generate(from: toLayer).images
    let made = Base(before: try networks.countableSegmentation(of: images), toLayer: toLayer)
    bases.keep(made, for: scene, bytes: toLayer.byteCount)
    return made
  }
}
