public import Dissection
public import Faults
public import Tensors

/// One set of units that a curve tries.
public struct CurveTrial: Hashable, Sendable {
  /// How many units.
  public let number: Int
  /// The quantile they are set to; nil for an ablation.
  public let quantile: Double?
  /// The units.
  public let units: [Int]
  /// What each is set to; nil where `sources` says it.
  public let values: [Float]?
  /// Whose activations each unit takes; nil but where an ablation's control exchanges them.
  public let sources: [Int]?

  /// Units that are set to values.
  public init(units: [Int], values: [Float]) {
    self.init(number: units.count, quantile: nil, units: units, values: values, sources: nil)
  }

  init(number: Int, quantile: Double?, units: [Int], values: [Float]?, sources: [Int]?) {
    self.number = number
    self.quantile = quantile
    self.units = units
    self.values = values
    self.sources = sources
  }
}

/// All sets of units that a curve tries, line by line and point by point.
public struct CurvePlan: Hashable, Sendable {
  /// A line: some members, each with a trial for each point; the orders' lines have one member.
  public struct Line: Hashable, Sendable {
    /// What it stands for.
    public let kind: CurveSeries.Kind
    /// The units in order; empty for random sets.
    public let units: [Int]
    /// The trials: [member][point].
    public let members: [[CurveTrial]]
  }

  /// What was asked for.
  public let request: CurveRequest
  /// The layer.
  public let layer: LayerDescription
  /// The lines.
  public let lines: [Line]

  /// All trials, line by line, member by member, point by point.
  public var trials: [CurveTrial] { lines.flatMap { $0.members.flatMap { $0 } } }

  /// The comparison that tells the effect.
  public var comparison: ConceptComparison {
    ConceptComparison(
      of: request.concept,
      aim: request.action == .ablation ? .removal : .insertion
    )
  }

  /// Plans a curve.
  ///
  /// - Parameters:
  ///   - request: What is asked for.
  ///   - layer: The layer.
  ///   - rankings: The units given, if any, and those of each order, best first, in the order of the
  ///     request.
  ///   - quantiles: The units' quantiles, for an insertion.
  /// - Throws: `Fault` of kind usage for numbers or quantiles that make no sense.
  public init(
    _ request: CurveRequest,
    layer: LayerDescription,
    rankings: [[Int]],
    quantiles: UnitQuantiles?
  ) throws(Fault) {
    self.request = request
    self.layer = layer
    let points = try Self.points(of: request, in: layer)
    let most = points.map(\.number).max() ?? 0
    let makeTrial = { (units: [Int], point: Point) in
      Self.trial(Array(units.prefix(point.number)), at: point, quantiles: quantiles)
    }
    let kinds: [CurveSeries.Kind] =
      (request.given.isEmpty ? [] : [.given]) + request.orders.map { .order($0) }
    var lines = zip(kinds, rankings).map { kind, ranking in
      Line(
        kind: kind,
        units: Array(ranking.prefix(most)),
        members: [points.map { makeTrial(ranking, $0) }]
      )
    }
    if request.randomSets > 0 {
      let members = (0..<request.randomSets).map { seed in
        let order = SeededOrder.permutation(of: layer.units, seed: UInt64(seed))
        return points.map { makeTrial(order, $0) }
      }
      lines.append(Line(kind: .random, units: [], members: members))
    }
    if request.permutations > 0, let first = rankings.first {
      let members = (0..<request.permutations).map { seed in
        points.map { Self.exchanged(makeTrial(first, $0), seed: seed) }
      }
      lines.append(Line(kind: .exchanged, units: Array(first.prefix(most)), members: members))
    }
    self.lines = lines
  }

  private typealias Point = (number: Int, quantile: Double?)

  private static func points(
    of request: CurveRequest,
    in layer: LayerDescription
  ) throws(Fault) -> [Point] {
    switch request.action {
    case .ablation: return try numbers(request.numbers, layer).map { ($0, nil) }
    case .insertion(let quantile):
      try check([quantile])
      return try numbers(request.numbers, layer).map { ($0, quantile) }
    case .levels(let number):
      try check(request.quantiles)
      let number = try numbers([number], layer)[0]
      return request.quantiles.map { (number, $0) }
    }
  }

  private static func numbers(_ numbers: [Int], _ layer: LayerDescription) throws(Fault) -> [Int] {
    let fitting = Set(numbers.filter { $0 > 0 }.map { min($0, layer.units) }).sorted()
    guard !fitting.isEmpty, numbers.allSatisfy({ $0 >= 0 }) else {
      throw Fault(
        .usage,
        "draw a curve of",
        on: layer.name.rawValue,
        expected: "numbers of units from 1",
        found: numbers.isEmpty ? "none" : numbers.map(String.init).joined(separator: ", ")
      )
    }
    return fitting
  }

  private static func check(_ quantiles: [Double]) throws(Fault) {
    guard let wrong = quantiles.first(where: { !UnitQuantiles.offered.contains($0) })
    else { return }
    throw Fault(
      .usage,
      "insert units at a quantile",
      expected: "a number from \(UnitQuantiles.range), such as 0.99",
      found: "\(wrong)"
    )
  }

  private static func trial(
    _ units: [Int],
    at point: Point,
    quantiles: UnitQuantiles?
  ) -> CurveTrial {
    CurveTrial(
      number: units.count,
      quantile: point.quantile,
      units: units,
      values: units.map { unit in
        point.quantile.map { quantiles?.value(unit: unit, quantile: $0) ?? 0 } ?? 0
      },
      sources: nil
    )
  }

  /// The same set with its activations, or the levels it is set to, exchanged among the units.
  private static func exchanged(_ trial: CurveTrial, seed: Int) -> CurveTrial {
    let places = SeededOrder.permutation(
      of: trial.units.count,
      seed: UInt64(seed) << 32 | UInt64(trial.units.count)
    )
    let isInsertion = trial.quantile != nil
    return CurveTrial(
      number: trial.number,
      quantile: trial.quantile,
      units: trial.units,
      values: isInsertion ? trial.values.map { values in places.map { values[$0] } } : nil,
      sources: isInsertion ? nil : places.map { trial.units[$0] }
    )
  }

  /// One spelling of everything that decides the result, for the store's keys.
  public var canonicalText: String {
    let place =
      switch request.place {
      case .image: "image"
      case .cells(let limit): "up to \(limit) cells"
      }
    let sets = lines.flatMap { line in
      line.members.map { member in
        member.map { trial in
          let values = trial.values?.map { String($0.bitPattern, radix: 16) } ?? []
          let sources = trial.sources.map { "from \($0)" } ?? ""
          return "\(trial.units) \(trial.quantile ?? -1) \(values) \(sources)"
        }.joined(separator: ";")
      }
    }
    return "concept \(request.concept), \(place), \(request.action)\n"
      + sets.joined(separator: "\n")
  }
}
