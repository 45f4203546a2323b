import Causes
import Faults
import Generators
import Jobs
import Latents
import Tensors

/// The concept's probability where it was, less what others keep of theirs where it was not, over
/// whole scenes that show the concept; a scene a piece, so that a key waits for no more.
final class SceneObjective: CausalObjective {
  private let networks: Networks
  private let layer: LayerDescription
  private let concept: Int
  private let recipe: SceneRecipe
  private let damageWeight: Double
  private let seed: UInt32
  private let search: SceneSearch
  private var bases = MemoryCache<Int, AlphaScenes>()
  /// Pixels of the concept and of the rest in all scenes.
  private var possible = 0
  private var rest = 0

  init(
    _ networks: Networks,
    in layer: LayerDescription,
    concept: Int,
    by recipe: SceneRecipe,
    damageWeight: Double,
    seed: UInt32,
    search: SceneSearch
  ) {
    self.networks = networks
    self.seed = seed
    self.layer = layer
    self.concept = concept
    self.recipe = recipe
    self.damageWeight = damageWeight
    self.search = search
  }

  private var found: [Int] { search.found }

  var hasConcept: Bool { !found.isEmpty }

  func leave() { search.saveOnLeaving() }

  func prepare() throws(Fault) -> StepReport? {
    if let report = try search.advance() { return report }
    for map in search.maps {
      let area = map.mask(of: concept).count { $0 }
      possible += area
      rest += map.shape.planeCount - area
    }
    return nil
  }

  private func latents(of scenes: [Int]) -> Tensor {
    networks.latents.rows(seed: seed, scenes: scenes)
  }

  // MARK: Loss

  /// Scenes that a step looks at together; the last batch may be smaller.
  private var batchCount: Int { (found.count + networks.batchSize - 1) / networks.batchSize }

  private func members(_ batch: Int) -> Range<Int> {
    batch * networks.batchSize..<min(found.count, (batch + 1) * networks.batchSize)
  }

  private var batchesPerStep: Int {
    min(batchCount, (recipe.scenesPerStep + networks.batchSize - 1) / networks.batchSize)
  }

  var pieces: Int { batchesPerStep * networks.batchSize }

  func add(
    piece: Int,
    of step: Int,
    alpha: [Double],
    to sum: inout AlphaLoss
  ) throws(Fault) {
    // Each epoch has the batches in an order of its own.
    let place = step * batchesPerStep + piece / networks.batchSize
    let order = SeededOrder.permutation(of: batchCount, seed: UInt64(place / batchCount))
    let members = members(order[place % batchCount])
    let index = members.lowerBound + piece % networks.batchSize
    guard members.contains(index) else { return }
    let labels = search.maps[index]
    try networks.addLoss(
      of: try base(index),
      in: layer,
      concept: concept,
      keeping: labels,
      alpha: alpha,
      weights: { shape in self.weights(shape, labels) },
      to: &sum
    )
  }

  /// Means over the training scenes' pixels: of the concept where it was, of the rest's own labels.
  private func weights(_ shape: Shape, _ labels: LabelMap) -> Tensor {
    let scenes = Double(found.count)
    let gone = Float(scenes / Double(max(1, possible)))
    let kept = Float(-damageWeight * scenes / Double(max(1, rest)))
    var weights = Tensor(shape, filledWith: 0)
    for (pixel, isHeld) in labels.mask(of: concept).enumerated() {
      if isHeld {
        weights.values[pixel] = gone
      } else {
        weights.values[shape.planeCount + pixel] = kept
      }
    }
    return weights
  }

  /// The share of the concept that is left, and of the rest that is lost.
  func finish(_ sum: inout AlphaLoss, alpha: [Double]) {
    let scenes = Double(pieces)
    sum.loss = sum.loss / scenes + damageWeight
    for unit in sum.gradient.indices { sum.gradient[unit] /= scenes }
  }

  private func base(_ index: Int) throws(Fault) -> AlphaScenes {
    if let known = bases[index] { return known }
    let made = try networks.alphaScenes(latents(of: [found[index]]), layer: layer)
    bases.keep(made, for: index, bytes: made.byteCount)
    return made
  }
}
