public import Causes
import Concepts
import Dissection
public import Faults
public import Laboratory
import Store
public import Tensors

extension Workbench {
  /// Scenes on which no ranking is made: levels and labels are of the seeds 1 and 2 or of the seed,
  /// sweeps and optimisations of the seed, their validation of the next one.
  var heldOutSeed: UInt32 { options.seed &+ 2 }

  /// The first units of all rankings that the store holds for each concept, and random ones.
  ///
  /// - Throws: `Fault` for what makes no sense, or where no ranking is known for any concept.
  func contestants(for request: RankingRequest) throws(Fault) -> [RankingContestant] {
    let vocabulary = try vocabulary(for: "compare rankings")
    let layer = try layer(request.layer)
    guard (1...layer.units).contains(request.limit), (0...100).contains(request.randomSets),
      !request.concepts.isEmpty, request.concepts.allSatisfy(vocabulary.isConcept)
    else {
      throw Fault(
        .usage,
        "compare the rankings of",
        on: layer.name.rawValue,
        expected: "concepts, and 1 to \(layer.units) first units of each ranking",
        found: "\(request.concepts.count) concepts, \(request.limit) units"
      )
    }
    let random = (0..<request.randomSets).map { seed in
      Array(
        SeededOrder.permutation(of: layer.units, seed: UInt64(seed)).prefix(request.limit)
      )
    }
    var contestants: [RankingContestant] = []
    for concept in request.concepts {
      for name in RankingName.allCases {
        let sets =
          name == .random
          ? random
          : ranking(name, of: layer, for: concept).map { [Array($0.prefix(request.limit))] }
        guard let sets, !sets.isEmpty else { continue }
        contestants.append(RankingContestant(concept: concept, ranking: name, sets: sets))
      }
    }
    guard contestants.contains(where: { $0.ranking != .random }) else {
      throw Fault(
        .missing,
        "compare the rankings of",
        on: layer.name.rawValue,
        expected: "a dissection, a sweep or an optimisation in the store",
        found: "none",
        advice: "Add --complete, or run 'ganscope sweep --layer \(layer.name)' first"
      )
    }
    return contestants
  }

  /// All units of a layer in the order of a ranking; nil where the store does not hold it, or only
  /// an optimisation that was stopped before its end.
  public func ranking(
    _ name: RankingName,
    of layer: LayerDescription,
    for concept: Int
  ) -> [Int]? {
    func known(_ order: SetOrder) -> [Int]? {
      try? units(of: layer, orderedBy: order, for: concept)
    }
    func optimised(isPublished: Bool) -> [Int]? {
      storedAverageEffects(of: layer, for: concept)
        .first { $0.isPublished == isPublished && $0.state != .unfinished }?
        .ranking
    }
    return switch name {
    case .iou: known(.iou)
    case .iqr: known(.iqr)
    case .effect: known(.effect)
    case .publishedACE: optimised(isPublished: true)
    case .ace: optimised(isPublished: false)
    case .random: nil
    }
  }

  func rankingKey(
    _ request: RankingRequest,
    _ contestants: [RankingContestant],
    sampleSize: Int
  ) -> StoreKey {
    let sets = contestants.map { "\($0.concept) \($0.ranking.rawValue) \($0.sets)" }
    var key = keys.cause(
      .ranking,
      try? layer(request.layer),
      sampleSize: sampleSize,
      detail: "ablation\n" + sets.joined(separator: "\n")
    )
    key.seed = heldOutSeed
    return key
  }

  /// The rankings that won in a layer, by concept; of several tables those of most scenes count.
  ///
  /// - Throws: `Fault` for an unknown layer.
  public func rankingWinners(in name: LayerName) throws(Fault) -> [Int: RankingName] {
    var like = keys.cause(.ranking, try layer(name), sampleSize: 0, detail: "")
    like.seed = heldOutSeed
    let known = results.storedKeys(ofAnyDetailLike: like)
    var winners: [Int: RankingName] = [:]
    for key in known.sorted(by: { $0.sampleSize < $1.sampleSize }) {
      guard let record = results.stored(key), record.isFinished,
        let numbers = record.integers("winners"), numbers.count.isMultiple(of: 2)
      else { continue }
      for place in stride(from: 0, to: numbers.count, by: 2) {
        let (concept, ranking) = (Int(numbers[place]), Int(numbers[place + 1]))
        guard RankingName.allCases.indices.contains(ranking) else { continue }
        winners[concept] = RankingName.allCases[ranking]
      }
    }
    return winners
  }

  /// Measures all rankings that the store holds, going on from what it holds of that.
  ///
  /// - Throws: `Fault` without a segmenter, or where no ranking is known.
  public func rankings(
    _ request: RankingRequest,
    sampleSize: Int,
    progress: ProgressHandler = ignoreProgress
  ) throws(Fault) -> RankingTable {
    try checkSampleSize(sampleSize)
    let contestants = try contestants(for: request)
    let key = rankingKey(request, contestants, sampleSize: sampleSize)
    let run = RankingRun(
      networks,
      request,
      of: try layer(request.layer),
      among: contestants,
      over: try books.batches(seed: heldOutSeed, sampleSize: sampleSize),
      at: books.entry(key),
      onUpdate: { _ in }
    )
    try drive(run, progress: progress)
    return run.table
  }
}

extension RankingTable {
  /// Each concept that has a winner, with the winner's place among all rankings.
  var storedWinners: [Int64] {
    request.concepts.flatMap { concept -> [Int64] in
      guard let winner = winner(for: concept),
        let place = RankingName.allCases.firstIndex(of: winner)
      else { return [] }
      return [Int64(concept), Int64(place)]
    }
  }
}

extension AverageEffect {
  var isPublished: Bool { if case .published = request.recipe { true } else { false } }
}
