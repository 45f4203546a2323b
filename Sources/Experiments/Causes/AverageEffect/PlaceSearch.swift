import Causes
import Dissection
import Faults
import Generators
import Jobs
import Latents
import Store
import Tensors

/// Finds the places that the published optimisation learns from: where the concept is, and where it
/// appears when all units are inserted.
///
/// What was found is saved scene by scene; both searches together cost seven passes a scene.
final class PlaceSearch: Resumable {
  private let networks: Networks
  private let layer: LayerDescription
  private let concept: Int
  private let recipe: PublishedRecipe
  /// What units are inserted with where that is a quantile.
  private let quantiles: UnitQuantiles?
  var kept: KeptState
  private var found: FoundPlaces
  private var grid: PlaceGrid?

  /// Passes over one published batch of candidates.
  private struct Trial {
    let cells: [Int]
    var pass = 0
    var chunk = 0
    var before: [(area: Int, shares: [Double])] = []
    var scores: [[Double]]
  }
  private var trial: Trial?
  /// NumPy's stream of the cells that are tried, with how many batches were drawn from it.
  private var stream = NumPyChoice(seed: 1)
  private var drawn = 0

  /// Prepares a search and takes up what is kept of it.
  init(
    _ networks: Networks,
    in layer: LayerDescription,
    concept: Int,
    by recipe: PublishedRecipe,
    quantiles: UnitQuantiles?,
    at entry: ResultEntry
  ) {
    self.networks = networks
    self.layer = layer
    self.concept = concept
    self.recipe = recipe
    self.quantiles = quantiles
    kept = KeptState(entry)
    found = FoundPlaces(units: layer.units)
    takeUp()
  }

  /// Looks at some more scenes; nil when all were looked at.
  func advance() throws(Fault) -> StepReport? {
    defer { saveIfDue() }
    if found.present.count < recipe.searchScenes {
      try lookForPresent()
      return StepReport(
        phase: "scenes with the concept",
        done: found.present.count,
        total: recipe.searchScenes
      )
    }
    let learned = presentPlaces.training
    if recipe.constant == .placeMean, found.placed < learned.count {
      try addPlace(learned[found.placed])
      return StepReport(phase: "units at places", done: found.placed, total: learned.count)
    }
    guard recipe.variant != .ablatedWhole, !learned.isEmpty,
      found.candidates.count < recipe.searchScenes
    else { return nil }
    try lookForCandidates(learned)
    return StepReport(
      phase: "scenes to insert it in",
      done: found.candidates.count,
      total: recipe.searchScenes
    )
  }

  private var presentPlaces: (training: [PlaceCorpus.Place], evaluation: [PlaceCorpus.Place]) {
    choose(found.present)
  }

  private func choose(
    _ places: [(score: Double, cell: Int)]
  ) -> (training: [PlaceCorpus.Place], evaluation: [PlaceCorpus.Place]) {
    PlaceCorpus.choose(
      places,
      training: recipe.trainingScenes,
      evaluation: recipe.evaluationScenes,
      keepsEmpty: recipe.hasPublishedErrors
    )
  }

  /// What was found, once all scenes were looked at.
  func corpus() throws(Fault) -> PlaceCorpus {
    let (present, evaluation) = presentPlaces
    var candidates = choose(found.candidates)
    if recipe.variant != .ablatedWhole, !present.isEmpty, candidates.training.isEmpty {
      // Nothing makes the concept appear: the best places there are serve.
      candidates = PlaceCorpus.choose(
        found.candidates,
        training: recipe.trainingScenes,
        evaluation: recipe.evaluationScenes,
        keepsEmpty: true
      )
    }
    return PlaceCorpus(
      present: present,
      candidates: candidates.training,
      evaluationPresent: evaluation,
      evaluationCandidates: candidates.evaluation,
      constant: try constant()
    )
  }

  private func constant() throws(Fault) -> [Float] {
    switch recipe.constant {
    case .weightedMean: return weightedMean
    case .placeMean: return found.placeSums.map { Float($0 / Double(max(1, found.placed))) }
    case .quantile:
      guard let quantiles else {
        throw Fault(.defect, "find the levels of", on: layer.name.rawValue, found: "none")
      }
      return (0..<layer.units).map { quantiles.value(unit: $0, quantile: 0.99) }
    }
  }

  private var weightedMean: [Float] { found.features.map { Float($0 / (found.shares + 1e-20)) } }

  // MARK: Scenes with the concept

  private func latents(_ scenes: Range<Int>, seed: UInt32) -> Tensor {
    networks.latents.rows(seed: seed, first: scenes.lowerBound, count: scenes.count)
  }

  private func grid(over map: LabelMap) -> PlaceGrid {
    if let grid { return grid }
    let made = PlaceGrid(
      height: layer.height,
      width: layer.width,
      mapHeight: map.shape.height,
      mapWidth: map.shape.width
    )
    grid = made
    return made
  }

  private func lookForPresent() throws(Fault) {
    let first = found.present.count
    let scenes = first..<min(first + networks.batchSize, recipe.searchScenes)
    let drawn = try networks.alphaScenes(
      latents(scenes, seed: PublishedRecipe.presentSeed),
      layer: layer
    )
    let images = try networks.generator.generate(from: drawn.toLayer).images
    let map = try networks.countableSegmentation(of: images)
    let grid = grid(over: map)
    let plane = layer.height * layer.width
    for index in 0..<scenes.count {
      let shares = grid.shares(of: concept, in: map, scene: index)
      found.present.append(Self.best(shares))
      for (cell, share) in shares.enumerated() where share > 0 {
        found.shares += share
        for unit in 0..<layer.units {
          let place = (index * layer.units + unit) * plane + cell
          found.features[unit] += Double(drawn.activations.values[place]) * share
        }
      }
    }
  }

  /// The largest value and the first place that has it.
  private static func best(_ values: [Double]) -> (score: Double, cell: Int) {
    var best = (score: -Double.infinity, cell: 0)
    for (cell, value) in values.enumerated() where value > best.score { best = (value, cell) }
    return best
  }

  private func addPlace(_ place: PlaceCorpus.Place) throws(Fault) {
    let drawn = try networks.alphaScenes(
      latents(place.scene..<place.scene + 1, seed: PublishedRecipe.presentSeed),
      layer: layer
    )
    let plane = layer.height * layer.width
    for unit in 0..<layer.units {
      found.placeSums[unit] += Double(drawn.activations.values[unit * plane + place.cell])
    }
    found.placed += 1
  }

  // MARK: Scenes to insert it in

  /// One pass over some scenes of a published batch: without an edit, then with each cell.
  private func lookForCandidates(_ learned: [PlaceCorpus.Place]) throws(Fault) {
    let first = found.candidates.count
    let group = first..<min(first + PublishedRecipe.searchBatch, recipe.searchScenes)
    let cellCount = layer.height * layer.width
    var trial =
      self.trial
      ?? Trial(
        cells: nextCells(
          of: first / PublishedRecipe.searchBatch,
          PlaceCorpus.weights(of: learned, cells: cellCount)
        ),
        scores: group.map { _ in [Double](repeating: 0, count: cellCount) }
      )
    let start = group.lowerBound + trial.chunk * networks.batchSize
    let scenes = start..<min(start + networks.batchSize, group.upperBound)
    let map = try segmentation(
      of: scenes,
      cell: trial.pass == 0 ? nil : trial.cells[trial.pass - 1]
    )
    let grid = grid(over: map)
    for index in 0..<scenes.count {
      let shares = trial.pass == 0 ? grid.shares(of: concept, in: map, scene: index) : []
      let area = area(in: map, index)
      if trial.pass == 0 {
        trial.before.append((area, shares))
      } else {
        let member = trial.chunk * networks.batchSize + index
        trial.scores[member][trial.cells[trial.pass - 1]] =
          Double(area - trial.before[member].area)
      }
    }
    trial.chunk += 1
    if scenes.upperBound == group.upperBound { (trial.pass, trial.chunk) = (trial.pass + 1, 0) }
    guard trial.pass > trial.cells.count else {
      self.trial = trial
      return
    }
    for (scores, before) in zip(trial.scores, trial.before) {
      // Where the concept is already there is nothing to insert.
      found.candidates.append(Self.best(zip(scores, before.shares).map { $1 == 0 ? $0 : 0 }))
    }
    self.trial = nil
  }

  /// The cells that a published batch tries; those of earlier batches were drawn before.
  private func nextCells(of batch: Int, _ weights: [Double]) -> [Int] {
    while drawn < batch {
      _ = stream.indices(PublishedRecipe.placesPerBatch, weights: weights)
      drawn += 1
    }
    drawn += 1
    return stream.indices(PublishedRecipe.placesPerBatch, weights: weights)
  }

  private func segmentation(of scenes: Range<Int>, cell: Int?) throws(Fault) -> LabelMap {
    var drawn = try networks.alphaScenes(
      latents(scenes, seed: PublishedRecipe.candidateSeed),
      layer: layer
    )
    guard let cell else {
      return try networks.countableSegmentation(
        of: networks.generator.generate(from: drawn.toLayer).images
      )
    }
    drawn.cells = scenes.map { _ in cell }
    // Places are found with the weighted mean unless the mean at places is asked for, as published.
    drawn.values = recipe.constant == .placeMean ? try constant() : weightedMean
    let all = [Double](repeating: 1, count: layer.units)
    let edit = networks.edit(drawn, of: layer, alpha: all)
    return try networks.countableSegmentation(
      of: networks.generator.generate(from: drawn.toLayer, edits: [edit]).images
    )
  }

  private func area(in map: LabelMap, _ scene: Int) -> Int {
    PixelPlace(
      row: 0,
      column: 0,
      gridHeight: 1,
      gridWidth: 1,
      height: map.shape.height,
      width: map.shape.width
    ).area(of: concept, in: map, scene: scene)
  }

  // MARK: The store

  var state: RunState? {
    let done = found.present.count + found.candidates.count
    guard done > 0 else { return nil }
    return RunState(
      done: done,
      of: recipe.searchScenes * (recipe.variant == .ablatedWhole ? 1 : 2),
      found.parts
    )
  }

  func restore(_ record: StoreRecord) throws(Fault) {
    guard let known = FoundPlaces(record, in: layer, recipe) else { throw record.misfitNumbers }
    found = known
  }
}
