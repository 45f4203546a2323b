public import Causes
public import Faults
import Generators
public import Laboratory
import OneDNN
import Segmenters
import Tensors

/// What an optimisation of a causal effect will cost on this machine, in seconds.
public struct AverageEffectCost: Hashable, Sendable {
  /// For what comes before the first step and after the last.
  public let fixed: Double
  /// For each step, with its share of the checks.
  public let perStep: Double

  /// For so many steps.
  public func seconds(_ steps: Int) -> Double { fixed + Double(steps) * perStep }

  /// How many steps some seconds allow; at least one.
  public func steps(within seconds: Double) -> Int {
    max(1, Int(min(1e6, max(0, seconds - fixed) / max(1e-6, perStep))))
  }
}

extension Workbench {
  /// What an optimisation will cost, by doing a little of it.
  ///
  /// - Throws: `Fault` for what the optimisation itself would refuse.
  public func estimate(_ request: AverageEffectRequest) throws(Fault) -> AverageEffectCost {
    session.claimThread()
    let layer = try checked(request)
    let (drawing, gradient) = try timeAverageEffect(request, layer)
    let scene = drawing / Double(batchSize)
    let slope = gradient / Double(batchSize)
    let checks = Double(request.validationScenes) * scene / Double(request.checkInterval)
    let judging = 3 * Double(request.heldOutScenes) * scene
    switch request.recipe {
    case .scenes(let recipe):
      return AverageEffectCost(
        fixed: judging + Double(2 * recipe.trainingScenes + request.validationScenes) * scene,
        perStep: Double(recipe.scenesPerStep) * slope + checks
      )
    case .published(let recipe):
      let passes =
        recipe.variant == .ablatedWhole ? 1.0 : Double(2 + PublishedRecipe.placesPerBatch)
      let sides = recipe.variant == .ablatedWhole ? 1.0 : 2.0
      return AverageEffectCost(
        fixed: judging + passes * Double(recipe.searchScenes) * scene,
        perStep: sides * Double(PublishedRecipe.scenesPerStep) * slope + checks
      )
    }
  }

  /// The same less what the store holds.
  ///
  /// - Throws: `Fault` for what the optimisation itself would refuse.
  public func cost(of request: AverageEffectRequest) throws(Fault) -> JobCost {
    let cost = try estimate(request)
    return try left(of: request, cost)
  }

  /// What the store does not hold of an optimisation whose cost is known.
  ///
  /// - Throws: `Fault` for what the optimisation itself would refuse.
  public func left(
    of request: AverageEffectRequest,
    _ cost: AverageEffectCost
  ) throws(Fault) -> JobCost {
    let done = try averageEffectRun(request, onUpdate: { _ in }).effect
    let isDone = done.heldOut != nil && done.startHeldOut != nil
    return JobCost(
      whole: cost.seconds(request.steps),
      left: isDone ? 0 : cost.seconds(max(0, request.steps - done.steps)),
      fixed: cost.fixed
    )
  }

  /// Seconds to draw and segment a batch, and to pass a gradient through one; the first time makes
  /// primitives and does not count.
  private func timeAverageEffect(
    _ request: AverageEffectRequest,
    _ layer: LayerDescription
  ) throws(Fault) -> (Double, Double) {
    let latents = networks.latents.rows(seed: options.seed, first: 0, count: batchSize)
    var best = (Double.infinity, Double.infinity)
    for _ in 0..<2 {
      let start = SuspendingClock.now
      let scenes = try networks.alphaScenes(latents, layer: layer)
      let images = try networks.generator.generate(from: scenes.toLayer).images
      let map = try networks.countableSegmentation(of: images)
      let drawn = SuspendingClock.now
      var sum = AlphaLoss(units: layer.units)
      let half = [Double](repeating: 0.5, count: layer.units)
      try networks.addLoss(
        of: scenes,
        in: layer,
        concept: request.concept,
        keeping: map,
        alpha: half,
        weights: { Tensor($0, filledWith: 1) },
        to: &sum
      )
      best.0 = min(best.0, (drawn - start) / .seconds(1))
      best.1 = min(best.1, (SuspendingClock.now - drawn) / .seconds(1))
    }
    return best
  }
}
