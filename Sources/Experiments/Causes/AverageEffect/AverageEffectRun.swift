import Causes
import Faults
import Jobs
import Laboratory
import Store
import Tensors

/// Optimises the average causal effect of a layer's units on a concept, a piece of a step at a time.
///
/// After each step all that goes on from it is at hand: shares, Adam's moments, the step, which also
/// decides what the next one looks at, and the best shares. It is saved now and then and at the end.
/// A step that was begun is taken anew, so that the bits do not depend on where it was stopped.
final class AverageEffectRun: JobSteps, Resumable {
  private let networks: Networks
  private let layer: LayerDescription
  private let objective: any CausalObjective
  private let onUpdate: (AverageEffect) -> Void
  private var optimiser: AlphaOptimiser?
  private(set) var effect: AverageEffect
  /// The loss of the step at hand, and how many of its pieces are in it.
  private var sum: AlphaLoss
  private var piece = 0
  /// A set on its way through the scenes that it is judged by.
  private var trial: EffectTrial?
  private var judges: [UInt32: SetJudge] = [:]
  private var isPrepared = false
  var kept: KeptState
  private var reportedAt: SuspendingClock.Instant?

  private static let updateInterval = Duration.milliseconds(250)

  /// Prepares an optimisation and takes up what is kept of it.
  ///
  /// - Parameters:
  ///   - networks: What scenes are drawn and segmented with.
  ///   - effect: The optimisation without steps: the request and the seeds of scenes.
  ///   - layer: Its layer.
  ///   - start: What units are worth for a start; nil to find that out by the first gradient.
  ///   - objective: What is made smaller.
  ///   - entry: Where it is kept.
  ///   - furthest: Where the optimisation of its kind is kept that got furthest within its steps,
  ///     perhaps this one; nil for none.
  ///   - onUpdate: Called with the newest state, at most some four times a second.
  init(
    _ networks: Networks,
    _ effect: AverageEffect,
    in layer: LayerDescription,
    start: [Double]?,
    towards objective: any CausalObjective,
    at entry: ResultEntry,
    goingOnFrom furthest: ResultEntry?,
    onUpdate: @escaping (AverageEffect) -> Void
  ) {
    self.networks = networks
    self.effect = effect
    self.layer = layer
    self.objective = objective
    kept = KeptState(entry)
    self.onUpdate = onUpdate
    sum = AlphaLoss(units: layer.units)
    if let start { begin(with: effect.request.start(from: start)) }
    if let furthest { takeUp(from: furthest) }
  }

  private static func optimiser(
    for request: AverageEffectRequest,
    from start: [Double]
  ) -> AlphaOptimiser {
    switch request.recipe {
    case .published:
      AlphaOptimiser(start: start, rate: PublishedRecipe.rate, bounds: .unit)
    case .scenes(let recipe):
      AlphaOptimiser(
        start: start,
        rate: recipe.rate,
        bounds: .sum(Double(min(request.limit, start.count)))
      )
    }
  }

  private func begin(with start: [Double]) {
    let begun = Self.optimiser(for: effect.request, from: start)
    optimiser = begun
    effect.start = start
    effect.alpha = begun.alpha
    effect.chosenAlpha = begun.alpha
  }

  func advance() throws(Fault) -> StepOutcome {
    if effect.state == .withoutConcept || effect.isJudged { return finish() }
    if !isPrepared {
      if let report = try objective.prepare() { return .working(report) }
      isPrepared = true
      guard objective.hasConcept else {
        effect.state = .withoutConcept
        return finish()
      }
    }
    guard optimiser != nil else { return try startByGradient() }
    if let trial = trial ?? effect.nextTrial { return try judge(trial) }
    return try descend()
  }

  private func finish() -> StepOutcome {
    save()
    onUpdate(effect)
    return .finished
  }

  // MARK: Steps

  /// Where units were not ranked before, the first gradient ranks them: what a little less of each
  /// removes.
  private func startByGradient() throws(Fault) -> StepOutcome {
    let nothing = [Double](repeating: 0, count: layer.units)
    try objective.add(piece: piece, of: 0, alpha: nothing, to: &sum)
    piece += 1
    if piece == objective.pieces {
      begin(with: effect.request.start(from: sum.gradient.map { -$0 }))
      (piece, sum) = (0, AlphaLoss(units: layer.units))
    }
    return .working(StepReport(phase: "a start", done: piece, total: objective.pieces))
  }

  private func descend() throws(Fault) -> StepOutcome {
    try objective.add(piece: piece, of: effect.steps, alpha: effect.alpha, to: &sum)
    piece += 1
    guard piece == objective.pieces else { return .working(report) }
    objective.finish(&sum, alpha: effect.alpha)
    guard sum.loss.isFinite, sum.gradient.allSatisfy(\.isFinite) else {
      throw Fault(
        .refused,
        "optimise the causal effect of units of",
        on: layer.name.rawValue,
        expected: "finite gradients",
        found: "some that are infinite or no numbers at step \(effect.steps + 1)"
      )
    }
    optimiser?.descend(sum.gradient)
    effect.losses.append(sum.loss)
    effect.alpha = optimiser?.alpha ?? effect.alpha
    if effect.isPublished { (effect.chosenAlpha, effect.chosenStep) = (effect.alpha, effect.steps) }
    (piece, sum) = (0, AlphaLoss(units: layer.units))
    saveNowAndThen()
    return .working(report)
  }

  private var report: StepReport {
    StepReport(
      phase: "steps towards the causal units",
      done: min(effect.steps, effect.request.steps - 1),
      total: effect.request.steps
    )
  }

  // MARK: Sets on scenes that take no part

  private func judge(_ trial: EffectTrial) throws(Fault) -> StepOutcome {
    var trial = trial
    let isCheck = trial.purpose == .check
    let judge = judge(
      seed: isCheck ? effect.validationSeed : effect.heldOutSeed,
      scenes: isCheck ? effect.request.validationScenes : effect.request.heldOutScenes
    )
    try judge.add(trial.units, scene: trial.scene, to: &trial.answer)
    trial.scene += 1
    guard trial.scene == judge.count else {
      self.trial = trial
      guard !isCheck else { return .working(report) }
      let done = trial.scene + (trial.purpose == .heldOut ? 0 : judge.count)
      return .working(StepReport(phase: "held-out scenes", done: done, total: 2 * judge.count))
    }
    self.trial = nil
    effect.take(trial)
    if isCheck { saveNowAndThen() }
    return .working(report)
  }

  private func judge(seed: UInt32, scenes: Int) -> SetJudge {
    if let known = judges[seed] { return known }
    let made = SetJudge(
      networks,
      layer,
      concept: effect.request.concept,
      seed: seed,
      scenes: scenes
    )
    judges[seed] = made
    return made
  }

  // MARK: Saving

  func leave() {
    if !isPrepared { objective.leave() }
    save()
    onUpdate(effect)
  }

  private func saveNowAndThen() {
    saveIfDue()
    let now = SuspendingClock.now
    guard reportedAt.map({ now - $0 >= Self.updateInterval }) ?? true else { return }
    reportedAt = now
    onUpdate(effect)
  }

  /// Before the first step there is nothing to keep but a concept that is nowhere.
  var state: RunState? {
    guard optimiser != nil || effect.state == .withoutConcept else { return nil }
    let isDone = effect.isJudged || effect.state == .withoutConcept
    let done = isDone ? max(1, effect.steps) : effect.steps
    return RunState(
      done: done,
      of: isDone ? done : effect.request.steps + 1,
      effect.stored(optimiser)
    )
  }

  func restore(_ record: StoreRecord) throws(Fault) {
    var known = effect
    let isSame = record.key == kept.entry.key
    guard known.restore(record, units: layer.units, sameLength: isSame) else {
      throw record.misfitNumbers
    }
    if known.state != .withoutConcept {
      var begun = optimiser ?? Self.optimiser(for: effect.request, from: known.start)
      guard let numbers = record.doubles("optimiser"), begun.restore(numbers),
        begun.step == known.steps
      else { throw record.misfitNumbers }
      known.alpha = begun.alpha
      optimiser = begun
    }
    effect = known
  }
}
