/// What the optimisation of a concept's average causal effect has found, perhaps so far.
public struct AverageEffect: Hashable, Sendable {
  /// How far it is.
  public enum State: String, Hashable, Sendable {
    /// On its way, or stopped by hand.
    case unfinished
    /// All steps that were asked for are taken.
    case finished
    /// It stopped by itself, since no better set was found any more.
    case settled
    /// The concept appears in no scene that was looked at: there is no effect to find.
    case withoutConcept
  }

  /// What the first units did on scenes that took no part, after some step.
  public struct Check: Hashable, Sendable {
    /// After which step; 0 is the start.
    public let step: Int
    /// What they did.
    public let answer: SetSearch.Answer

    /// Makes a check.
    public init(step: Int, answer: SetSearch.Answer) {
      self.step = step
      self.answer = answer
    }
  }

  /// What was asked for.
  public let request: AverageEffectRequest
  /// How far it is.
  public var state: State
  /// From where the shares started.
  public let startOrder: SetOrder?
  /// The shares at the start, one a unit; empty until the optimisation has begun.
  public var start: [Double]
  /// The shares now.
  public var alpha: [Double]
  /// The shares by which units are ranked: the published recipe's last ones, else the best.
  public var chosenAlpha: [Double]
  /// After which step those were reached.
  public var chosenStep: Int
  /// The loss of each step.
  public var losses: [Double]
  /// The checks, by step.
  public var checks: [Check]
  /// The seed of the scenes of the checks.
  public let validationSeed: UInt32
  /// The seed of the held-out scenes.
  public let heldOutSeed: UInt32
  /// What the first units by the shares, and by the start, do on held-out scenes; nil until then.
  public var heldOut: SetSearch.Answer?
  /// The same for the first units at the start.
  public var startHeldOut: SetSearch.Answer?

  /// Makes a result before the first step.
  public init(
    _ request: AverageEffectRequest,
    startOrder: SetOrder?,
    validationSeed: UInt32,
    heldOutSeed: UInt32
  ) {
    self.request = request
    self.startOrder = startOrder
    self.validationSeed = validationSeed
    self.heldOutSeed = heldOutSeed
    state = .unfinished
    (start, alpha, chosenAlpha, losses) = ([], [], [], [])
    chosenStep = 0
    checks = []
  }

  /// How many steps were taken.
  public var steps: Int { losses.count }

  /// The units, best first: by their shares, equal ones in the order of the start.
  public var ranking: [Int] { Self.ranking(of: chosenAlpha, start: start) }

  /// The first units by the shares now.
  public var newestUnits: [Int] {
    Array(Self.ranking(of: alpha, start: start).prefix(request.limit))
  }

  /// Units by shares, equal ones in the order of the start, then by number.
  public static func ranking(of alpha: [Double], start: [Double]) -> [Int] {
    alpha.indices.sorted { one, other in
      if alpha[one] != alpha[other] { return alpha[one] > alpha[other] }
      let (first, second) = (
        start.indices.contains(one) ? start[one] : 0,
        start.indices.contains(other) ? start[other] : 0
      )
      return first == second ? one < other : first > second
    }
  }

  /// The effect of some answer less what its damage costs.
  public func score(_ answer: SetSearch.Answer) -> Double {
    let damage = answer.rest.ratio?.value ?? 0
    return (answer.effect.ratio?.value ?? 0) - request.damageWeight * damage
  }

  /// The check of the shares that units are ranked by.
  public var chosenCheck: Check? { checks.last { $0.step <= chosenStep } }
}

extension AverageEffectRequest {
  /// Shares to start with: for the published recipe the scores over the largest, else shares that
  /// fall along an order, half of what may be off beyond the first units.
  ///
  /// - Parameter scores: One a unit, larger is better; what is not positive starts with 0 as
  ///   published.
  /// - Returns: A share for each unit.
  public func start(from scores: [Double]) -> [Double] {
    guard case .scenes = recipe else {
      let largest = scores.max() ?? 0
      return scores.map { largest > 0 ? max(0, $0 / largest) : 0 }
    }
    let order = scores.indices.sorted {
      scores[$0] == scores[$1] ? $0 < $1 : scores[$0] > scores[$1]
    }
    let count = Double(min(limit, scores.count))
    var start = scores.map { _ in 0.0 }
    for (place, unit) in order.enumerated() {
      // From 1 down to 0 over twice as many units: in sum as many as may be off, and all differ.
      start[unit] = max(0, 1 - (Double(place) + 0.5) / (2 * count))
    }
    return start
  }
}
