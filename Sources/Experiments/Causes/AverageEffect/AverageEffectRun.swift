import Causes
import Faults
import Jobs
import Laboratory
import Store
import Tensors

/// Optimises the average causal effect of a layer's units on a concept, a piece of a step at a time.
///
/// After each step all that goes on from it is at hand: shares, Adam's moments, the step, which also
/// decides what the next one looks at, and the best shares. It is saved once a second and at the end.
/// A step that was begun is taken anew, so that the bits do not depend on where it was stopped.
final class AverageEffectRun: JobSteps {
  private let bench: Workbench
  private let layer: LayerDescription
  private let objective: any CausalObjective
  private let key: StoreKey
  private let onUpdate: (AverageEffect) -> Void
  private var optimiser: AlphaOptimiser?
  private(set) var effect: AverageEffect
  /// The loss of the step at hand, and how many of its pieces are in it.
  private var sum: AlphaLoss
  private var piece = 0
  /// A set on its way through the scenes that it is judged by.
  private var trial: Trial?
  private var judges: [UInt32: SetJudge] = [:]
  private var isPrepared = false
  private var savedAt = SuspendingClock.now
  private var reportedAt: SuspendingClock.Instant?

  private struct Trial {
    let purpose: Purpose
    let units: [Int]
    var scene = 0
    var answer = SetSearch.Answer()
  }
  private enum Purpose { case check, heldOut, startHeldOut }

  private static let saveInterval = Duration.seconds(1)
  private static let updateInterval = Duration.milliseconds(250)

  /// Prepares an optimisation and takes up what the store holds of it.
  ///
  /// - Parameters:
  ///   - bench: The networks and the store.
  ///   - request: What is asked for.
  ///   - start: What units are worth for a start; nil to find that out by the first gradient.
  ///   - objective: Another objective than the recipe's own, for comparisons.
  ///   - onUpdate: Called with the newest state, at most some four times a second.
  /// - Throws: `Fault` for a request that makes no sense, or without a segmenter.
  init(
    _ bench: Workbench,
    _ request: AverageEffectRequest,
    start: (order: SetOrder, scores: [Double])?,
    objective: (any CausalObjective)? = nil,
    onUpdate: @escaping (AverageEffect) -> Void
  ) throws(Fault) {
    self.bench = bench
    self.onUpdate = onUpdate
    layer = try bench.checked(request)
    switch request.recipe {
    case .published(let recipe):
      self.objective =
        objective ?? PlaceObjective(bench, layer, concept: request.concept, recipe)
    case .scenes(let recipe):
      self.objective =
        objective
        ?? SceneObjective(
          bench,
          layer,
          concept: request.concept,
          recipe,
          damageWeight: request.damageWeight
        )
    }
    key = bench.key(of: request, start: start?.scores)
    effect = AverageEffect(
      request,
      startOrder: start?.order,
      validationSeed: bench.options.seed &+ 1,
      heldOutSeed: bench.options.seed &+ 2
    )
    sum = AlphaLoss(units: layer.units)
    if let start { begin(with: request.start(from: start.scores)) }
    takeUp()
  }

  private func begin(with start: [Double]) {
    let request = effect.request
    switch request.recipe {
    case .published:
      optimiser = AlphaOptimiser(start: start, rate: PublishedRecipe.rate, bounds: .unit)
    case .scenes(let recipe):
      let budget = Double(min(request.limit, layer.units))
      optimiser = AlphaOptimiser(start: start, rate: recipe.rate, bounds: .sum(budget))
    }
    effect.start = start
    effect.alpha = optimiser?.alpha ?? start
    effect.chosenAlpha = effect.alpha
  }

  func advance() throws(Fault) -> StepOutcome {
    if effect.state == .withoutConcept || isJudged { return finish() }
    if !isPrepared {
      if let report = try objective.prepare() { return .working(report) }
      isPrepared = true
      guard objective.hasConcept else {
        effect.state = .withoutConcept
        return finish()
      }
    }
    guard optimiser != nil else { return try startByGradient() }
    if trial == nil { trial = nextTrial }
    if trial != nil { return try judge() }
    return try descend()
  }

  private var isJudged: Bool { effect.heldOut != nil && effect.startHeldOut != nil && isAtEnd }
  private var isAtEnd: Bool { effect.state != .unfinished }

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
    if isPublished { (effect.chosenAlpha, effect.chosenStep) = (effect.alpha, effect.steps) }
    (piece, sum) = (0, AlphaLoss(units: layer.units))
    saveNowAndThen()
    return .working(report)
  }

  private var isPublished: Bool {
    if case .published = effect.request.recipe { true } else { false }
  }

  private var report: StepReport {
    StepReport(
      phase: "steps towards the causal units",
      done: min(effect.steps, effect.request.steps - 1),
      total: effect.request.steps
    )
  }

  // MARK: Sets on scenes that take no part

  /// The set that is due to be judged; nil where the next step is.
  private var nextTrial: Trial? {
    let request = effect.request
    if isAtEnd {
      if effect.heldOut == nil {
        return Trial(purpose: .heldOut, units: Array(effect.ranking.prefix(request.limit)))
      }
      return Trial(purpose: .startHeldOut, units: startUnits)
    }
    let isDue = effect.steps % request.checkInterval == 0 || effect.steps >= request.steps
    guard isDue, effect.checks.last?.step != effect.steps else { return nil }
    return Trial(purpose: .check, units: effect.newestUnits)
  }

  private var startUnits: [Int] {
    let order = AverageEffect.ranking(of: effect.start, start: effect.start)
    return Array(order.prefix(effect.request.limit))
  }

  private func judge() throws(Fault) -> StepOutcome {
    guard var trial else { return .working(report) }
    let isCheck = trial.purpose == .check
    let judge = judge(
      seed: isCheck ? effect.validationSeed : effect.heldOutSeed,
      scenes: isCheck ? effect.request.validationScenes : effect.request.heldOutScenes
    )
    try judge.add(trial.units, scene: trial.scene, to: &trial.answer)
    trial.scene += 1
    self.trial = trial
    guard trial.scene == judge.count else {
      guard !isCheck else { return .working(report) }
      let done = trial.scene + (trial.purpose == .heldOut ? 0 : judge.count)
      return .working(StepReport(phase: "held-out scenes", done: done, total: 2 * judge.count))
    }
    self.trial = nil
    switch trial.purpose {
    case .heldOut: effect.heldOut = trial.answer
    case .startHeldOut: effect.startHeldOut = trial.answer
    case .check: take(trial.answer)
    }
    return .working(report)
  }

  private func take(_ answer: SetSearch.Answer) {
    let known = effect.checks
    effect.checks.append(AverageEffect.Check(step: effect.steps, answer: answer))
    if case .scenes(let recipe) = effect.request.recipe {
      let best = known.map { effect.score($0.answer) }.max() ?? -.infinity
      if effect.score(answer) > best {
        (effect.chosenAlpha, effect.chosenStep) = (effect.alpha, effect.steps)
      }
      if effect.steps - effect.chosenStep >= recipe.patience * effect.request.checkInterval {
        effect.state = .settled
      }
    }
    if effect.state == .unfinished, effect.steps >= effect.request.steps {
      effect.state = .finished
    }
    saveNowAndThen()
    updateNowAndThen()
  }

  private func judge(seed: UInt32, scenes: Int) -> SetJudge {
    if let known = judges[seed] { return known }
    let made = SetJudge(bench, layer, concept: effect.request.concept, seed: seed, scenes: scenes)
    judges[seed] = made
    return made
  }

  // MARK: The store

  func leave() {
    if !isPrepared { objective.leave() }
    save()
    onUpdate(effect)
  }

  private func saveNowAndThen() {
    if SuspendingClock.now - savedAt > Self.saveInterval { save() }
    updateNowAndThen()
  }

  private func updateNowAndThen() {
    let now = SuspendingClock.now
    guard reportedAt.map({ now - $0 >= Self.updateInterval }) ?? true else { return }
    reportedAt = now
    onUpdate(effect)
  }

  private func save() {
    savedAt = .now
    guard let optimiser else {
      if effect.state == .withoutConcept {
        bench.results.store.save(
          StoreRecord(key: key, done: 1, total: 1, parts: effect.stored(nil))
        )
      }
      return
    }
    let isDone = isJudged || effect.state == .withoutConcept
    bench.results.store.save(
      StoreRecord(
        key: key,
        done: isDone ? max(1, effect.steps) : effect.steps,
        total: isDone ? max(1, effect.steps) : effect.request.steps + 1,
        parts: effect.stored(optimiser)
      )
    )
  }

  /// Goes on from the stored run of the same kind that got furthest within the steps asked for.
  private func takeUp() {
    guard let found = bench.furthest(key, within: effect.request.steps) else { return }
    bench.results.recalled(found) { (record) throws(Fault) in
      var known = effect
      guard known.restore(record, units: layer.units, sameLength: found == key) else {
        throw Fault(
          .refused,
          "read a stored optimisation of causal units",
          found: "numbers that do not belong together",
          advice: "It is begun again"
        )
      }
      if known.state == .withoutConcept {
        effect = known
        return
      }
      if optimiser == nil { begin(with: known.start) }
      guard var optimiser, let numbers = record.doubles("optimiser"), optimiser.restore(numbers),
        optimiser.step == known.steps
      else { return }
      self.optimiser = optimiser
      known.alpha = optimiser.alpha
      effect = known
    }
  }
}
