import Causes
import Concepts
import Dissection
import Faults
import Generators
import Interventions
import Jobs
import Laboratory
import Latents
import Segmenters
import Store
import Tensors

/// Searches a concept's best set of units, one trial on one batch of scenes a step.
///
/// What is stored is the list of answers; the search itself is run anew over them.
final class SearchRun: JobSteps, Resumable {
  /// A batch of scenes without an edit.
  private struct Base {
    let scenes: [Int]
    let seed: UInt32
    let before: LabelMap
    /// The generator up to layers that were tried, while there is room.
    var toLayers: [LayerName: Continuation]
    /// Where units are inserted, scene by scene.
    let cells: [GridCell]?
  }

  private let networks: Networks
  private let request: SearchRequest
  private let search: SetSearch
  private let quantiles: [LayerName: UnitQuantiles]
  private let layers: [LayerDescription]
  var kept: KeptState
  private let onUpdate: (SetSearchResult) -> Void
  private let comparison: ConceptComparison
  private var scenes: SearchScenes
  private var answers: [SetSearch.Answer] = []
  private var waiting: [SetSearch.Trial] = []
  private var bases: [SetSearch.Sample: Base] = [:]
  private var images: Tensor?
  private(set) var contestants: [MeasuredSet] = []
  /// What the search ended with.
  private var found: [(set: UnitSet, origin: SetOrigin, heldOut: SetSearch.Answer)]?

  private static let byteLimit = 128 << 20

  /// Prepares a search and takes up what is kept of it.
  ///
  /// - Parameters:
  ///   - networks: What scenes are drawn and segmented with.
  ///   - request: What is asked for.
  ///   - fields: The layers with their units in the orders that are known.
  ///   - quantiles: What units are inserted with, where they are.
  ///   - seed: The seed of the scenes that sets are tried on.
  ///   - entry: Where the answers are kept.
  ///   - onUpdate: Called with what was found.
  init(
    _ networks: Networks,
    _ request: SearchRequest,
    among fields: [SetSearch.Field],
    inserting quantiles: [LayerName: UnitQuantiles],
    seed: UInt32,
    at entry: ResultEntry,
    onUpdate: @escaping (SetSearchResult) -> Void
  ) {
    self.networks = networks
    self.request = request
    self.quantiles = quantiles
    kept = KeptState(entry)
    self.onUpdate = onUpdate
    layers = networks.layers
    let size = networks.batchSize
    let batches = SetSearch.BatchCounts(
      search: (request.searchScenes + size - 1) / size,
      validation: (request.validationScenes + size - 1) / size,
      heldOut: (request.heldOutScenes + size - 1) / size
    )
    search = SetSearch(request, fields: fields, batches: batches)
    comparison = ConceptComparison(
      of: request.concept,
      aim: request.action == .ablation ? .removal : .insertion
    )
    scenes = SearchScenes(seed: seed, batches: batches, size: size)
    takeUp()
  }

  var state: RunState? {
    guard kept.lacks(answers.count) || found != nil else { return nil }
    var parts: [String: StoredArray] = ["answers": .integers(answers.flatMap(\.numbers))]
    if let found {
      parts["sets"] = .bytes(Array(MeasuredSet.text(of: found).utf8))
      parts["concept"] = .integers([Int64(request.concept)])
      if case .insertion(let quantile) = request.action { parts["quantile"] = .doubles([quantile]) }
    }
    let total = found == nil ? max(search.trialBound, answers.count + 1) : answers.count
    return RunState(done: answers.count, of: total, parts)
  }

  func restore(_ record: StoreRecord) throws(Fault) {
    answers = try record.restored("answers", SetSearch.Answer.restore)
  }

  /// What was found so far.
  var result: SetSearchResult {
    SetSearchResult(
      request: request,
      searchSeed: scenes.searchSeed,
      heldOutSeed: scenes.heldOutSeed,
      trials: answers.count,
      contestants: contestants
    )
  }

  func advance() throws(Fault) -> StepOutcome {
    guard found == nil else { return .finished }
    if waiting.isEmpty {
      switch search.step(answers) {
      case .measure(let trials): waiting = trials
      case .finished(let sets):
        contestants = MeasuredSet.list(from: MeasuredSet.text(of: sets))
        found = sets
        save()
        onUpdate(result)
        return .finished
      }
    }
    guard let trial = waiting.first else { return .finished }
    guard let base = bases[trial.sample] else {
      try prepare(trial.sample)
      return .working(report)
    }
    if let images {
      self.images = nil
      let after = try networks.countableSegmentation(of: images)
      answers.append(try answer(base, after))
      waiting.removeFirst()
      if waiting.isEmpty { save() } else { saveIfDue() }
    } else {
      images = try draw(trial.set, base: base, sample: trial.sample)
    }
    return .working(report)
  }

  /// How many trials there will be depends on what they find: an upper bound, which shrinks.
  private var report: StepReport {
    let phase: String
    switch waiting.first?.sample {
    case .heldOut: phase = "sets on held-out scenes"
    case .validation: phase = "sets compared"
    default: phase = "sets tried"
    }
    let total = max(search.trialBound, answers.count + waiting.count)
    return StepReport(phase: phase, done: answers.count, total: total)
  }

  // MARK: One trial

  private func draw(_ set: UnitSet, base: Base, sample: SetSearch.Sample) throws(Fault)
    -> Tensor
  {
    guard let layer = layers.first(where: { $0.name == set.layer }) else {
      throw Fault(.defect, "try units of", on: set.layer.rawValue, found: "no such layer")
    }
    let toLayer = try toLayer(set.layer, base: base, sample: sample)
    let variants = SceneVariants(layer: layer, activations: nil, before: base.before)
    let places = base.cells?.map { cell in
      let mask = Mask(height: SearchScenes.grid, width: SearchScenes.grid, set: [cell])
      let shares = mask.pooled(toHeight: layer.height, width: layer.width, by: .max)
      return shares.indices.filter { shares[$0] > 0 }
    }
    let trial = CurveTrial(units: set.units, values: values(of: set))
    let edit = variants.edit(trial, scenes: Array(base.scenes.indices), places: places)
    return try networks.generator.generate(from: toLayer, edits: [edit]).images
  }

  private func values(of set: UnitSet) -> [Float] {
    guard case .insertion(let quantile) = request.action, let table = quantiles[set.layer] else {
      return set.units.map { _ in 0 }
    }
    return set.units.map { table.value(unit: $0, quantile: quantile) }
  }

  private func answer(_ base: Base, _ after: LabelMap) throws(Fault) -> SetSearch.Answer {
    var answer = SetSearch.Answer()
    for index in base.scenes.indices {
      let place = base.cells.map { cells in
        PixelPlace(
          row: cells[index].row,
          column: cells[index].column,
          gridHeight: SearchScenes.grid,
          gridWidth: SearchScenes.grid,
          height: base.before.shape.height,
          width: base.before.shape.width
        )
      }
      answer.add(
        try comparison.change(
          before: base.before,
          scene: index,
          after: after,
          edited: index,
          place: place
        )
      )
    }
    return answer
  }

  // MARK: Scenes

  private func toLayer(
    _ layer: LayerName,
    base: Base,
    sample: SetSearch.Sample
  ) throws(Fault) -> Continuation {
    if let known = base.toLayers[layer] { return known }
    let z = networks.latents.rows(seed: base.seed, scenes: base.scenes)
    let made = try networks.draw(z, to: layer)
    let kept = bases.values.reduce(0) { sum, base in
      sum + base.toLayers.values.reduce(0) { $0 + $1.byteCount }
    }
    if kept + made.byteCount <= Self.byteLimit { bases[sample]?.toLayers[layer] = made }
    return made
  }

  /// Draws and segments a batch without an edit, or looks for scenes with the concept first.
  private func prepare(_ sample: SetSearch.Sample) throws(Fault) {
    guard let batch = scenes.batch(of: sample) else {
      // One more batch is looked at a step.
      let candidates = scenes.nextCandidates
      let map = try segmentation(candidates, seed: scenes.searchSeed)
      let wants = request.action == .ablation
      scenes.look(at: candidates) { index in
        !wants || Self.shows(request.concept, in: map, at: index)
      }
      return
    }
    let before = try segmentation(batch.scenes, seed: batch.seed)
    if case .search = sample {} else { bases = bases.filter { $0.key.isSearch } }
    var cells: [GridCell]?
    if case .insertion = request.action {
      cells = batch.scenes.enumerated().map { index, scene in
        scenes.cell(of: scene, seed: batch.seed) { cell in
          let place = PixelPlace(
            row: cell.row,
            column: cell.column,
            gridHeight: SearchScenes.grid,
            gridWidth: SearchScenes.grid,
            height: before.shape.height,
            width: before.shape.width
          )
          return place.area(of: request.concept, in: before, scene: index) == 0
        }
      }
    }
    bases[sample] = Base(
      scenes: batch.scenes,
      seed: batch.seed,
      before: before,
      toLayers: [:],
      cells: cells
    )
  }

  private func segmentation(_ scenes: [Int], seed: UInt32) throws(Fault) -> LabelMap {
    let images = try networks.draw(networks.latents.rows(seed: seed, scenes: scenes)).images
    return try networks.countableSegmentation(of: images)
  }

  private static func shows(_ concept: Int, in map: LabelMap, at scene: Int) -> Bool {
    let count = map.shape.sampleCount
    return map.labels[scene * count..<(scene + 1) * count].contains(Int32(concept))
  }
}
