public import Causes
import Concepts
import Dissection
public import Faults
import Generators
public import Laboratory
import Latents
import OneDNN
import Segmenters
import Store
public import Tensors

extension Workbench {
  /// Optimises the average causal effect of a layer's units, going on from what the store holds.
  ///
  /// - Throws: `Fault` for an unknown layer or concept, or a network without gradients.
  public func averageEffect(
    _ request: AverageEffectRequest,
    onUpdate: @escaping (AverageEffect) -> Void = { _ in },
    progress: ProgressHandler = ignoreProgress
  ) throws(Fault) -> AverageEffect {
    let run = try averageEffectRun(request, onUpdate: onUpdate)
    return try drive(run, progress: progress).effect
  }

  func averageEffectRun(
    _ request: AverageEffectRequest,
    onUpdate: @escaping (AverageEffect) -> Void
  ) throws(Fault) -> AverageEffectRun {
    let layer = try checked(request)
    let start = try start(of: request)
    let key = key(of: request, start: start?.scores)
    return AverageEffectRun(
      networks,
      AverageEffect(
        request,
        startOrder: start?.order,
        validationSeed: options.seed &+ 1,
        heldOutSeed: options.seed &+ 2
      ),
      in: layer,
      start: start?.scores,
      towards: try objective(of: request, in: layer),
      at: books.entry(key),
      goingOnFrom: furthest(key, within: request.steps).map { books.entry($0) },
      onUpdate: onUpdate
    )
  }

  private func objective(
    of request: AverageEffectRequest,
    in layer: LayerDescription
  ) throws(Fault) -> any CausalObjective {
    switch request.recipe {
    case .published(let recipe):
      PlaceObjective(
        networks,
        in: layer,
        concept: request.concept,
        by: recipe,
        search: try placeSearch(in: layer, concept: request.concept, recipe)
      )
    case .scenes(let recipe):
      SceneObjective(
        networks,
        in: layer,
        concept: request.concept,
        by: recipe,
        damageWeight: request.damageWeight,
        seed: options.seed,
        search: sceneSearch(for: request.concept, recipe)
      )
    }
  }

  /// Searches the scenes that the optimisation learns from; they are the same for every layer.
  func sceneSearch(for concept: Int, _ recipe: SceneRecipe) -> SceneSearch {
    let key = keys.cause(
      .ace,
      nil,
      sampleSize: recipe.trainingScenes,
      detail: "scenes with concept \(concept)"
    )
    return SceneSearch(
      networks,
      concept: concept,
      wanted: recipe.trainingScenes,
      seed: options.seed,
      at: books.entry(key)
    )
  }

  /// Searches the places that the published optimisation learns from.
  func placeSearch(
    in layer: LayerDescription,
    concept: Int,
    _ recipe: PublishedRecipe
  ) throws(Fault) -> PlaceSearch {
    let key = keys.cause(
      .ace,
      layer,
      sampleSize: recipe.searchScenes,
      detail: "places, concept \(concept), learn \(recipe.trainingScenes), "
        + "evaluate \(recipe.evaluationScenes), \(recipe.constant.rawValue), "
        + (recipe.hasPublishedErrors ? "published" : "corrected")
    )
    return PlaceSearch(
      networks,
      in: layer,
      concept: concept,
      by: recipe,
      quantiles: recipe.constant == .quantile ? try unitQuantiles(of: layer) : nil,
      at: books.entry(key)
    )
  }

  /// What units are worth for a start: published, their IoU; else their effect alone, or their IoU.
  private func start(
    of request: AverageEffectRequest
  ) throws(Fault) -> (order: SetOrder, scores: [Double])? {
    let layer = try checked(request)
    if case .scenes = request.recipe, let sweep = try storedSweep(of: layer.name),
      sweep.measuredUnits == layer.units
    {
      return (.effect, Self.scores(of: sweep.ranking(for: request.concept), layer.units))
    }
    if let dissection = try storedDissection(of: layer.name), !dissection.iou.isEmpty {
      let scores = (0..<layer.units).map {
        Double(dissection.iou(unit: $0, concept: request.concept))
      }
      if scores.contains(where: { $0 > 0 }) { return (.iou, scores) }
    }
    guard case .scenes = request.recipe else {
      throw Fault(
        .missing,
        "start the published optimisation from IoU in",
        on: layer.name.rawValue,
        expected: "a dissection in which some unit overlaps the concept",
        found: "none",
        advice: "Run 'ganscope dissect --layers \(layer.name)' first"
      )
    }
    return nil
  }

  /// Scores that put units in an order.
  private static func scores(of ranking: [Int], _ units: Int) -> [Double] {
    var scores = [Double](repeating: 0, count: units)
    for (place, unit) in ranking.enumerated() { scores[unit] = Double(units - place) }
    return scores
  }

  /// Refuses what makes no sense.
  func checked(_ request: AverageEffectRequest) throws(Fault) -> LayerDescription {
    try check(concept: request.concept, for: "optimise a causal effect")
    var lengths = [
      request.steps, request.limit, request.checkInterval, request.validationScenes,
      request.heldOutScenes,
    ]
    switch request.recipe {
    case .published(let recipe): lengths += [recipe.searchScenes, recipe.trainingScenes]
    case .scenes(let recipe): lengths += [recipe.trainingScenes, recipe.scenesPerStep]
    }
    guard lengths.allSatisfy({ (1...1_000_000).contains($0) }) else {
      throw Fault(
        .usage,
        "optimise a causal effect",
        expected: "at least one step, one unit and one scene of each kind",
        found: "none",
        advice: "Give a larger number of steps, minutes, units or scenes"
      )
    }
    return try layer(request.layer)
  }

  // MARK: The store

  /// All that the numbers of a step depend on; the number of steps stands apart.
  private func key(of request: AverageEffectRequest, start: [Double]?) -> StoreKey {
    let recipe: String
    switch request.recipe {
    case .published(let published):
      recipe =
        "published \(published.variant.rawValue) \(published.constant.rawValue), "
        + "search \(published.searchScenes), learn \(published.trainingScenes), "
        + "evaluate \(published.evaluationScenes)"
        + (published.hasPublishedErrors ? ", published errors" : "")
    case .scenes(let scenes):
      recipe =
        "scenes \(scenes.trainingScenes), \(scenes.scenesPerStep) a step, rate \(scenes.rate), "
        + "patience \(scenes.patience)"
    }
    let scores = start.map { request.start(from: $0) }
    let begin = scores.map { numbers in
      // Numbers bit by bit would be long: a sum that any change of them changes.
      let sum = numbers.reduce(UInt64(14_695_981_039_346_656_037)) {
        ($0 ^ $1.bitPattern) &* 1_099_511_628_211
      }
      return String(sum, radix: 16)
    }
    return keys.cause(
      .ace,
      (try? layer(request.layer)),
      sampleSize: request.steps,
      detail: "concept \(request.concept), first \(request.limit), "
        + "damage \(request.damageWeight), every \(request.checkInterval), "
        + "validation \(request.validationScenes), held out \(request.heldOutScenes), "
        + "start \(begin ?? "by gradient"), \(recipe)"
    )
  }

  /// The stored run like a key that took most steps, but no more than asked for.
  private func furthest(_ key: StoreKey, within steps: Int) -> StoreKey? {
    if results.stored(key) != nil { return key }
    let others = results.summaries.filter { summary in
      var other = summary.key
      other.sampleSize = key.sampleSize
      return other == key && summary.done <= steps
    }
    return others.max { ($0.done, $0.key.sampleSize) < ($1.done, $1.key.sampleSize) }?.key
  }

  /// The optimisations of a layer for a concept that the store holds, the best first: by what the
  /// first units did on scenes that took no part.
  public func storedAverageEffects(
    of layer: LayerDescription,
    for concept: Int? = nil
  ) -> [AverageEffect] {
    let like = keys.cause(.ace, layer, sampleSize: 0, detail: "")
    var found: [AverageEffect] = []
    for key in results.storedKeys(ofAnyDetailLike: like) where !key.detail.hasPrefix("places") {
      guard let effect = storedAverageEffect(key, layer), !effect.start.isEmpty,
        concept == nil || effect.request.concept == concept
      else { continue }
      found.append(effect)
    }
    func worth(_ effect: AverageEffect) -> Double {
      (effect.heldOut ?? effect.chosenCheck?.answer).map(effect.score) ?? -.infinity
    }
    return found.sorted { one, other in
      let (first, second) = (worth(one), worth(other))
      return first == second ? one.steps > other.steps : first > second
    }
  }

  private func storedAverageEffect(_ key: StoreKey, _ layer: LayerDescription) -> AverageEffect? {
    results.recalled(key) { (record) throws(Fault) in
      guard let concept = record.integers("concept")?.first else { return nil }
      var request = AverageEffectRequest(layer: layer.name, concept: Int(concept))
      request.steps = key.sampleSize
      // What units were chosen for is stored; what the numbers depend on beside it stays in the key.
      if key.detail.contains("published") { request.recipe = .published(PublishedRecipe()) }
      var effect = AverageEffect(
        request,
        startOrder: nil,
        validationSeed: options.seed &+ 1,
        heldOutSeed: options.seed &+ 2
      )
      return effect.restore(record, units: layer.units, sameLength: true) ? effect : nil
    }
  }
}
