import Causes
import Faults
import Store

extension AverageEffect {
  /// What the store keeps of a run.
  func stored(_ optimiser: AlphaOptimiser?) -> [String: StoredArray] {
    var parts: [String: StoredArray] = [
      "state": .bytes(Array(state.rawValue.utf8)),
      "concept": .integers([Int64(request.concept)]),
      "start": .doubles(start),
      "chosen": .doubles(chosenAlpha),
      "chosen step": .integers([Int64(chosenStep)]),
      "losses": .doubles(losses),
      "check steps": .integers(checks.map { Int64($0.step) }),
      "checks": .integers(checks.flatMap(\.answer.numbers)),
      "held out": .integers((heldOut?.numbers ?? []) + (startHeldOut?.numbers ?? [])),
    ]
    if let optimiser { parts["optimiser"] = .doubles(optimiser.numbers) }
    return parts
  }

  /// Takes up what the store kept.
  ///
  /// - Parameters:
  ///   - record: A record of this or a shorter run.
  ///   - units: How many units the layer has.
  ///   - sameLength: Whether it was as long; a shorter one's end is none.
  /// - Returns: Whether its numbers belong together; else nothing of it is to be used.
  mutating func restore(_ record: StoreRecord, units: Int, sameLength: Bool) -> Bool {
    guard let text = record.bytes("state"),
      let state = State(rawValue: String(decoding: text, as: UTF8.self)),
      let start = record.doubles("start"), let chosen = record.doubles("chosen"),
      let step = record.integers("chosen step")?.first, let losses = record.doubles("losses"),
      let steps = record.integers("check steps"), let numbers = record.integers("checks"),
      let answers = SetSearch.Answer.restore(numbers), answers.count == steps.count,
      let judged = record.integers("held out").flatMap(SetSearch.Answer.restore),
      [0, 1, 2].contains(judged.count)
    else { return false }
    if state == .withoutConcept {
      self.state = state
      return start.isEmpty || start.count == units
    }
    let all = start + chosen + losses
    guard start.count == units, chosen.count == units, all.allSatisfy(\.isFinite),
      (0...Int64(losses.count)).contains(step),
      steps.allSatisfy({ (0...Int64(losses.count)).contains($0) })
    else { return false }
    (self.start, chosenAlpha, chosenStep, self.losses) = (start, chosen, Int(step), losses)
    alpha = chosen
    checks = zip(steps, answers).map { Check(step: Int($0), answer: $1) }
    // What settled has settled for any number of steps; what was finished goes on for more.
    if sameLength || state == .settled {
      self.state = state
      heldOut = judged.first
      startHeldOut = judged.count > 1 ? judged[1] : nil
    } else {
      // The last check of a shorter run lies between those that a longer one makes.
      checks.removeAll { $0.step % request.checkInterval != 0 }
      if case .scenes = request.recipe, !checks.contains(where: { $0.step == chosenStep }) {
        return false
      }
    }
    return true
  }
}

/// Keeps an optimisation, now and then and at the end.
struct KeptEffect {
  private let entry: ResultEntry
  /// A run of the same kind, perhaps this one, to go on from; nil for none.
  private let furthest: ResultEntry?
  private var savedAt = SuspendingClock.now
  private static let interval = Duration.seconds(1)

  /// - Parameters:
  ///   - entry: Where it is kept.
  ///   - furthest: Where the run is kept that got furthest within the steps asked for.
  init(_ entry: ResultEntry, goingOnFrom furthest: ResultEntry?) {
    self.entry = entry
    self.furthest = furthest
  }

  /// Whether it is time to save.
  var isDue: Bool { SuspendingClock.now - savedAt > Self.interval }

  /// Saves what is known; before the first step there is nothing but a concept that is nowhere.
  mutating func save(_ effect: AverageEffect, _ optimiser: AlphaOptimiser?) {
    savedAt = .now
    guard optimiser != nil || effect.state == .withoutConcept else { return }
    let isDone = effect.isJudged || effect.state == .withoutConcept
    entry.keep(
      done: isDone ? max(1, effect.steps) : effect.steps,
      of: isDone ? max(1, effect.steps) : effect.request.steps + 1,
      effect.stored(optimiser)
    )
  }

  /// What is kept of an optimisation; nil for nothing, or for what cannot be gone on with.
  ///
  /// - Parameters:
  ///   - effect: The optimisation without steps.
  ///   - units: How many units the layer has.
  ///   - begin: Makes an optimiser that begins with some shares.
  /// - Returns: The optimisation, and what makes its next step.
  func takenUp(
    _ effect: AverageEffect,
    units: Int,
    optimiser begin: ([Double]) -> AlphaOptimiser
  ) -> (effect: AverageEffect, optimiser: AlphaOptimiser?)? {
    guard let furthest else { return nil }
    return furthest.recalled { (record) throws(Fault) in
      var known = effect
      let isSame = furthest.key == entry.key
      guard known.restore(record, units: units, sameLength: isSame) else {
        throw Fault(
          .refused,
          "read a stored optimisation of causal units",
          found: "numbers that do not belong together",
          advice: "It is begun again"
        )
      }
      if known.state == .withoutConcept { return (known, nil) }
      var optimiser = begin(known.start)
      guard let numbers = record.doubles("optimiser"), optimiser.restore(numbers),
        optimiser.step == known.steps
      else { return nil }
      known.alpha = optimiser.alpha
      return (known, optimiser)
    }
  }
}
