import Tensors

/// Searches a concept's best set of units: a pure function of what its trials measured.
///
/// The search is written straight on; it asks for whole rounds of trials and gives up at the first
/// round that is not answered yet. Run again with one more answer it gets one round further, so the
/// list of answers is all the state there is, and a search that was killed goes on to the same bits.
public struct SetSearch: Sendable {
  /// What is asked for.
  public let request: SearchRequest
  private let fields: [Field]
  private let batches: BatchCounts
  /// Units that are tried beside a set: twice as many as it may have.
  private var poolSize: Int { 2 * request.limit }
  /// How many layers are searched unit by unit.
  private static let searchedLayers = 2
  /// How many candidates of a round are tried on all scenes.
  private static let finalists = 6

  /// Prepares a search over layers whose orders are known.
  public init(_ request: SearchRequest, fields: [Field], batches: BatchCounts) {
    self.request = request
    self.fields = fields
    self.batches = batches
  }

  /// The round to measure next, or the result.
  public enum Step: Sendable {
    /// These trials are to be measured.
    case measure([Trial])
    /// The best set of each kind, the best one first, with its answer on held-out scenes.
    case finished([(set: UnitSet, origin: SetOrigin, heldOut: Answer)])
  }

  /// Goes on as far as the answers reach.
  public func step(_ answers: [Answer]) -> Step {
    var log = Log(answers)
    do throws(Waiting) {
      return .finished(try search(&log))
    } catch {
      return .measure(error.trials)
    }
  }

  /// The answers so far, in the order they are asked for.
  private struct Log {
    private let answers: [Answer]
    private var next = 0

    init(_ answers: [Answer]) { self.answers = answers }

    mutating func ask(_ trials: [Trial]) throws(Waiting) -> [Answer] {
      guard next + trials.count <= answers.count else {
        throw Waiting(trials: Array(trials.dropFirst(answers.count - next)))
      }
      defer { next += trials.count }
      return Array(answers[next..<next + trials.count])
    }
  }

  // MARK: The search

  private typealias Entry = (set: UnitSet, origin: SetOrigin, score: Double)

  private func search(
    _ log: inout Log
  ) throws(Waiting) -> [(set: UnitSet, origin: SetOrigin, heldOut: Answer)] {
    let starts = try firstSets(&log)
    var entries = starts
    var searched: [LayerName] = []
    for start in starts where !searched.contains(start.set.layer) {
      guard searched.count < Self.searchedLayers, start.score > 0 || searched.isEmpty else {
        continue
      }
      searched.append(start.set.layer)
      guard let field = fields.first(where: { $0.layer == start.set.layer }) else { continue }
      let grown = try additions(in: field, &log)
      if !grown.set.units.isEmpty { entries.append(grown) }
      let better = grown.score > start.score ? grown : start
      let swapped = try swaps(from: better, in: field, &log)
      if swapped.set != better.set { entries.append(swapped) }
    }
    let validation = try answers(to: entries.map(\.set), on: batches.validation, &log) {
      .validation(batch: $0)
    }
    let ranked = zip(entries, validation).map { ($0.set, $0.origin, score($1)) }
      .sorted { $0.2 == $1.2 ? ($0.0.units.count < $1.0.units.count) : $0.2 > $1.2 }
    let heldOut = try answers(to: ranked.map(\.0), on: batches.heldOut, &log) {
      .heldOut(batch: $0)
    }
    return zip(ranked, heldOut).map { ($0.0, $0.1, $1) }
  }

  /// The first units of each order in each layer, the best first.
  private func firstSets(_ log: inout Log) throws(Waiting) -> [Entry] {
    var sets: [(UnitSet, SetOrigin)] = []
    for field in fields {
      for order in SetOrder.allCases {
        guard let units = field.orders[order] else { continue }
        sets.append(
          (
            UnitSet(layer: field.layer, units: Array(units.prefix(request.limit))), .order(order)
          )
        )
      }
    }
    let scores = try scores(of: sets.map(\.0), &log)
    return zip(sets, scores).map { ($0.0, $0.1, $1) }.sorted { $0.score > $1.score }
  }

  /// Units added one at a time, each the best for the set so far, until none helps.
  private func additions(in field: Field, _ log: inout Log) throws(Waiting) -> Entry {
    let pool = pool(of: field)
    var units: [Int] = []
    var score = -Double.infinity
    while units.count < request.limit {
      let sets = pool.filter { !units.contains($0) }.map {
        UnitSet(layer: field.layer, units: units + [$0])
      }
      guard let found = try best(of: sets, &log), found.score > score || units.isEmpty else {
        break
      }
      (units, score) = (found.set.units, found.score)
    }
    return (UnitSet(layer: field.layer, units: units), .additions, score)
  }

  /// Each unit, the least important first, exchanged for the one that is best in its place.
  private func swaps(
    from start: Entry,
    in field: Field,
    _ log: inout Log
  ) throws(Waiting) -> Entry {
    let pool = pool(of: field)
    var (set, score) = (start.set, start.score)
    let without = set.units.map { unit in
      UnitSet(layer: set.layer, units: set.units.filter { $0 != unit })
    }
    guard set.units.count > 1 else { return (set, .swaps, score) }
    let losses = try scores(of: without, &log)
    // What is missed least goes first.
    let order = zip(set.units, losses).sorted { $0.1 > $1.1 }.map(\.0)
    for unit in order.prefix(Self.finalists) {
      let rest = set.units.filter { $0 != unit }
      let sets =
        [UnitSet(layer: set.layer, units: rest)]
        + pool.filter { !set.units.contains($0) }.map {
          UnitSet(layer: set.layer, units: rest + [$0])
        }
      guard let found = try best(of: sets, &log), found.score > score else { continue }
      (set, score) = (found.set, found.score)
    }
    return (set, .swaps, score)
  }

  /// The units that come first in any order.
  private func pool(of field: Field) -> [Int] {
    let orders = SetOrder.allCases.compactMap { field.orders[$0] }
    var pool: [Int] = []
    for place in 0..<(orders.map(\.count).max() ?? 0) where pool.count < poolSize {
      for order in orders where place < order.count && !pool.contains(order[place]) {
        pool.append(order[place])
      }
    }
    return Array(pool.prefix(poolSize))
  }

  // MARK: Scores

  /// The best of some sets: all on the first scenes, the best of them on all.
  private func best(
    of sets: [UnitSet],
    _ log: inout Log
  ) throws(Waiting) -> (set: UnitSet, score: Double)? {
    let first = try log.ask(sets.map { Trial(set: $0, sample: .search(batch: 0)) })
    let leaders = zip(sets, first).sorted { score($0.1) > score($1.1) }.prefix(Self.finalists)
    var sums = leaders.map(\.1)
    for batch in 1..<max(1, batches.search) {
      let more = try log.ask(leaders.map { Trial(set: $0.0, sample: .search(batch: batch)) })
      for index in sums.indices { sums[index].merge(more[index]) }
    }
    let scored = zip(leaders, sums).map { (set: $0.0, score: score($1)) }
    return scored.max { $0.score < $1.score }
  }

  private func scores(of sets: [UnitSet], _ log: inout Log) throws(Waiting) -> [Double] {
    try answers(to: sets, on: batches.search, &log) { .search(batch: $0) }.map(score)
  }

  /// What sets do over all batches of a kind; batch by batch, so that each is drawn once.
  private func answers(
    to sets: [UnitSet],
    on batches: Int,
    _ log: inout Log,
    sample: (Int) -> Sample
  ) throws(Waiting) -> [Answer] {
    var trials: [Trial] = []
    for batch in 0..<batches {
      for set in sets { trials.append(Trial(set: set, sample: sample(batch))) }
    }
    let answers = try log.ask(trials)
    return sets.indices.map { index in
      var sum = Answer()
      for batch in 0..<batches { sum.merge(answers[batch * sets.count + index]) }
      return sum
    }
  }

  /// At most so many trials are needed; how many depends on what they find.
  public var trialBound: Int {
    let sets = fields.reduce(0) { $0 + $1.orders.count }
    let round = poolSize + Self.finalists * max(0, batches.search - 1)
    let layers = min(Self.searchedLayers, fields.count)
    let swaps = request.limit * batches.search + Self.finalists * (round + 1)
    let contestants = sets + 2 * layers
    return sets * batches.search + layers * (request.limit * round + swaps)
      + contestants * (batches.validation + batches.heldOut)
  }

  /// The effect less what the damage costs; a concept that never could change scores nothing.
  public func score(_ answer: Answer) -> Double {
    let damage = answer.rest.ratio?.value ?? 0
    return (answer.effect.ratio?.value ?? 0) - request.damageWeight * damage
  }
}
