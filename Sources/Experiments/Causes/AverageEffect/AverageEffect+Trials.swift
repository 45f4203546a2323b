import Causes

/// A set of units on its way through the scenes that it is judged by, which take no part in steps.
struct EffectTrial {
  /// What the set is judged for.
  enum Purpose {
    /// Whether shares are the best so far.
    case check
    /// What the first units of the ranking do.
    case heldOut
    /// What the first units of the start do.
    case startHeldOut
  }

  let purpose: Purpose
  let units: [Int]
  var scene = 0
  var answer = SetSearch.Answer()
}

extension AverageEffect {
  /// Whether no further step is taken.
  var isAtEnd: Bool { state != .unfinished }

  /// Whether all is known of what was chosen.
  var isJudged: Bool { heldOut != nil && startHeldOut != nil && isAtEnd }

  /// The set that is due to be judged; nil where the next step is.
  var nextTrial: EffectTrial? {
    if isAtEnd {
      return heldOut == nil
        ? EffectTrial(purpose: .heldOut, units: Array(ranking.prefix(request.limit)))
        : EffectTrial(purpose: .startHeldOut, units: startUnits)
    }
    let isDue = steps % request.checkInterval == 0 || steps >= request.steps
    guard isDue, checks.last?.step != steps else { return nil }
    return EffectTrial(purpose: .check, units: newestUnits)
  }

  private var startUnits: [Int] {
    Array(AverageEffect.ranking(of: start, start: start).prefix(request.limit))
  }

  /// Takes up what a trial found; a check may choose the newest shares, or end the optimisation.
  mutating func take(_ trial: EffectTrial) {
    switch trial.purpose {
    case .heldOut: heldOut = trial.answer
    case .startHeldOut: startHeldOut = trial.answer
    case .check: check(trial.answer)
    }
  }

  private mutating func check(_ answer: SetSearch.Answer) {
    let best = checks.map { score($0.answer) }.max() ?? -.infinity
    checks.append(Check(step: steps, answer: answer))
    if case .scenes(let recipe) = request.recipe {
      if score(answer) > best { (chosenAlpha, chosenStep) = (alpha, steps) }
      if steps - chosenStep >= recipe.patience * request.checkInterval { state = .settled }
    }
    if state == .unfinished, steps >= request.steps { state = .finished }
  }
}
