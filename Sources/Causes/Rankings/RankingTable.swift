public import Tensors

/// By what a layer's units come first, in a table of all rankings.
public enum RankingName: String, Hashable, Sendable, CaseIterable {
  /// By IoU with the concept.
  case iou
  /// By the information quality ratio with the concept.
  case iqr
  /// By how much of the concept ablating the unit alone removes.
  case effect
  /// By the average causal effect, optimised as published.
  case publishedACE = "ace-published"
  /// By the average causal effect, optimised on whole scenes.
  case ace
  /// By chance: the mean of some seeded orders, which no ranking may fall below.
  case random
}

/// What rankings of a layer's units are held against each other by.
public struct RankingRequest: Hashable, Sendable {
  /// The layer.
  public var layer: LayerName
  /// The concepts' numbers.
  public var concepts: [Int]
  /// How many first units of each ranking are switched off together.
  public var limit: Int
  /// How many random sets stand beside them, with the seeds 0, 1, 2...
  public var randomSets: Int
  /// What a share of the rest that changes costs, in shares of the concept, where a ranking wins.
  public var damageWeight: Double

  /// Makes a request.
  public init(
    layer: LayerName,
    concepts: [Int],
    limit: Int = 20,
    randomSets: Int = 5,
    damageWeight: Double = 1
  ) {
    self.layer = layer
    self.concepts = concepts
    self.limit = limit
    self.randomSets = randomSets
    self.damageWeight = damageWeight
  }
}

/// The first units of one ranking for one concept: what is tried.
public struct RankingContestant: Hashable, Sendable {
  /// The concept's number.
  public let concept: Int
  /// The ranking.
  public let ranking: RankingName
  /// Its first units, or random ones: several sets, whose effects are averaged.
  public let sets: [[Int]]

  /// Makes a contestant.
  public init(concept: Int, ranking: RankingName, sets: [[Int]]) {
    self.concept = concept
    self.ranking = ranking
    self.sets = sets
  }
}

/// What one ranking's first units do on held-out scenes.
public struct RankingOutcome: Hashable, Sendable {
  /// What was tried.
  public let contestant: RankingContestant
  /// The share of the concept that is gone; nil where it never appeared.
  public let effect: Estimate?
  /// The share of the pixels without the concept that show another thing now: the collateral.
  public let rest: Estimate?
}

/// All rankings of a layer's units for some concepts, measured on held-out scenes.
public struct RankingTable: Hashable, Sendable {
  /// What was asked for.
  public let request: RankingRequest
  /// The seed of the scenes, which no ranking was made on.
  public let seed: UInt32
  /// How many scenes were measured so far.
  public let scenes: Int
  /// How many were asked for.
  public let sampleSize: Int
  /// The outcomes, concept by concept in the order of the request.
  public let outcomes: [RankingOutcome]

  /// A concept's outcomes.
  public func outcomes(for concept: Int) -> [RankingOutcome] {
    outcomes.filter { $0.contestant.concept == concept }
  }

  /// The ranking whose first units remove most for the damage they do; nil where the concept never
  /// appeared, or where none does better than chance.
  public func winner(for concept: Int) -> RankingName? {
    func score(_ outcome: RankingOutcome) -> Double? {
      outcome.effect.map { $0.value - request.damageWeight * (outcome.rest?.value ?? 0) }
    }
    let scored = outcomes(for: concept).compactMap { outcome in
      score(outcome).map { (ranking: outcome.contestant.ranking, score: $0) }
    }
    // Of equals the first.
    let best = scored.reversed().max { $0.score < $1.score }
    return best?.ranking == .random ? nil : best?.ranking
  }
}

/// The counts behind a table of rankings, scene by scene.
///
/// All sums are of whole pixels, so that any interruption gives the same bits.
public struct RankingTally: Hashable, Sendable {
  /// How many scenes were measured.
  public private(set) var scenes = 0
  private var answers: [SetSearch.Answer]

  /// Starts without scenes.
  public init(contestants: Int) {
    answers = Array(repeating: SetSearch.Answer(), count: contestants)
  }

  /// Counts a scene: what the sets of each contestant changed in it together.
  public mutating func add(_ changes: [ConceptChange]) {
    precondition(changes.count == answers.count, "a change for each contestant")
    scenes += 1
    for (index, change) in changes.enumerated() { answers[index].add(change) }
  }

  /// The sums as numbers to store.
  public var numbers: [Int64] { [Int64(scenes)] + answers.flatMap(\.numbers) }

  /// Restores sums to go on with; nil for those of other contestants.
  public init?(_ numbers: [Int64], contestants: Int) {
    guard let first = numbers.first, (0...1 << 30).contains(first),
      let answers = SetSearch.Answer.restore(Array(numbers.dropFirst())),
      answers.count == contestants
    else { return nil }
    (scenes, self.answers) = (Int(first), answers)
  }

  /// The table.
  public func table(
    of contestants: [RankingContestant],
    _ request: RankingRequest,
    seed: UInt32,
    sampleSize: Int
  ) -> RankingTable {
    RankingTable(
      request: request,
      seed: seed,
      scenes: scenes,
      sampleSize: sampleSize,
      outcomes: zip(contestants, answers).map { contestant, answer in
        RankingOutcome(
          contestant: contestant,
          effect: answer.effect.ratio,
          rest: answer.rest.ratio
        )
      }
    )
  }
}
