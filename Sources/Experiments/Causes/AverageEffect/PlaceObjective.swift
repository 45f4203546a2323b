import Causes
import Faults
import Jobs
import Latents
import Tensors

/// The published loss: the concept's probability at places where units are switched off, less that
/// at places where they are inserted (aceoptimize.py).
final class PlaceObjective: CausalObjective {
  private let networks: Networks
  private let layer: LayerDescription
  private let concept: Int
  private let recipe: PublishedRecipe
  private let search: PlaceSearch?
  private var corpus: PlaceCorpus?
  private var bases = MemoryCache<Source, AlphaScenes>()
  private var grid: PlaceGrid?

  private struct Source: Hashable {
    let seed: UInt32
    let scene: Int
  }

  /// Takes the places that a search finds.
  init(
    _ networks: Networks,
    in layer: LayerDescription,
    concept: Int,
    by recipe: PublishedRecipe,
    search: PlaceSearch
  ) {
    self.networks = networks
    self.layer = layer
    self.concept = concept
    self.recipe = recipe
    self.search = search
  }

  /// Takes a corpus that is at hand, in its order.
  init(
    _ networks: Networks,
    in layer: LayerDescription,
    concept: Int,
    by recipe: PublishedRecipe,
    corpus: PlaceCorpus
  ) {
    self.networks = networks
    self.layer = layer
    self.concept = concept
    self.recipe = recipe
    self.corpus = corpus
    search = nil
  }

  var hasConcept: Bool { corpus.map { !$0.present.isEmpty } ?? false }

  func prepare() throws(Fault) -> StepReport? {
    guard let search, corpus == nil else { return nil }
    if let report = try search.advance() { return report }
    search.save()
    corpus = try search.corpus()
    return nil
  }

  func leave() { if corpus == nil { search?.save() } }

  // MARK: Loss

  /// Scenes with the concept and without, one of either a piece.
  private var scenesPerStep: Int {
    min(PublishedRecipe.scenesPerStep, max(1, corpus?.present.count ?? 1))
  }
  var pieces: Int { recipe.variant == .ablatedWhole ? scenesPerStep : 2 * scenesPerStep }

  func add(
    piece: Int,
    of step: Int,
    alpha: [Double],
    to sum: inout AlphaLoss
  ) throws(Fault) {
    guard let corpus else {
      throw Fault(.defect, "optimise a causal effect", found: "no scenes")
    }
    let pair = step * scenesPerStep + piece % scenesPerStep
    let (present, candidate) = Self.pair(pair, of: corpus)
    try add(
      present,
      candidate,
      isInserted: piece >= scenesPerStep,
      alpha: alpha,
      to: &sum
    )
  }

  /// The places of a pair: each epoch has both lists in orders of its own.
  private static func pair(
    _ number: Int,
    of corpus: PlaceCorpus
  ) -> (present: PlaceCorpus.Place, candidate: PlaceCorpus.Place?) {
    func place(_ list: [PlaceCorpus.Place], _ salt: UInt64) -> PlaceCorpus.Place? {
      guard !list.isEmpty else { return nil }
      let epoch = UInt64(number / list.count)
      let order = SeededOrder.permutation(of: list.count, seed: 2 * epoch + salt)
      return list[order[number % list.count]]
    }
    let present = place(corpus.present, 0) ?? PlaceCorpus.Place(scene: 0, cell: 0)
    return (present, place(corpus.candidates, 1))
  }

  /// One scene of a pair.
  func add(
    _ present: PlaceCorpus.Place,
    _ candidate: PlaceCorpus.Place?,
    isInserted: Bool,
    alpha: [Double],
    to sum: inout AlphaLoss
  ) throws(Fault) {
    guard isInserted else {
      var scenes = try base(present.scene, seed: PublishedRecipe.presentSeed)
      let isWhole = recipe.variant == .ablatedWhole && !recipe.hasPublishedErrors
      scenes.cells = isWhole ? nil : [present.cell]
      try add(
        scenes,
        measuredAt: recipe.variant == .place ? present.cell : nil,
        weight: 1,
        alpha: alpha,
        to: &sum
      )
      return
    }
    guard let candidate, let corpus else { return }
    var scenes = try base(candidate.scene, seed: PublishedRecipe.candidateSeed)
    scenes.cells = [candidate.cell]
    scenes.values = corpus.constant
    if recipe.variant == .place {
      let cell = recipe.hasPublishedErrors ? present.cell : candidate.cell
      try add(scenes, measuredAt: cell, weight: -1, alpha: alpha, to: &sum)
    } else {
      // Published: a mean over batch and cells stands beside a sum.
      let cells = Float(layer.height * layer.width * PublishedRecipe.batch)
      let weight = recipe.hasPublishedErrors ? -1 / cells : -1
      try add(scenes, measuredAt: nil, weight: weight, alpha: alpha, to: &sum)
    }
  }

  private func add(
    _ scenes: AlphaScenes,
    measuredAt cell: Int?,
    weight: Float,
    alpha: [Double],
    to sum: inout AlphaLoss
  ) throws(Fault) {
    try networks.addLoss(
      of: scenes,
      in: layer,
      concept: concept,
      alpha: alpha,
      weights: { shape in
        let grid = self.grid(over: shape)
        let weights = grid.weights(of: cell, width: shape.width, height: shape.height)
        return Tensor(shape, weights.map { $0 * weight })
      },
      to: &sum
    )
  }

  private func grid(over shape: Shape) -> PlaceGrid {
    if let grid { return grid }
    let made = PlaceGrid(
      height: layer.height,
      width: layer.width,
      mapHeight: shape.height,
      mapWidth: shape.width
    )
    grid = made
    return made
  }

  /// The regulariser, as heavy as the scenes of a step; what is reported is the loss a scene.
  func finish(_ sum: inout AlphaLoss, alpha: [Double]) {
    let weight = PublishedRecipe.regularisation * Double(scenesPerStep)
    for unit in alpha.indices {
      sum.gradient[unit] += 2 * weight * alpha[unit]
      sum.loss += weight * alpha[unit] * alpha[unit]
    }
    sum.loss /= Double(scenesPerStep)
  }

  private func base(_ scene: Int, seed: UInt32) throws(Fault) -> AlphaScenes {
    let source = Source(seed: seed, scene: scene)
    if let known = bases[source] { return known }
    let made = try networks.alphaScenes(
      networks.latents.rows(seed: seed, first: scene, count: 1),
      layer: layer
    )
    bases.keep(made, for: source, bytes: made.byteCount)
    return made
  }
}
