import Causes
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
