public import Faults

/// The counts behind a curve, scene by scene.
///
/// All sums are of whole pixels, so merging the parts of any split gives the whole, bit for bit.
public struct CurveTally: Hashable, Sendable {
  /// How many scenes were measured.
  public private(set) var scenes = 0
  /// How many scenes, or cells of scenes, could show the effect.
  public private(set) var places = 0
  private var effects: [RatioTally]
  private var rests: [RatioTally]
  /// For each line and point, all members together: [line][point], one after the other.
  private var pooledEffects: [RatioTally]
  private var pooledRests: [RatioTally]

  /// Starts without scenes.
  public init(for plan: CurvePlan) {
    let points = plan.lines.reduce(0) { $0 + ($1.members.first?.count ?? 0) }
    let trials = plan.trials.count
    effects = Array(repeating: RatioTally(), count: trials)
    rests = effects
    pooledEffects = Array(repeating: RatioTally(), count: points)
    pooledRests = pooledEffects
  }

  /// Counts a scene.
  ///
  /// - Parameters:
  ///   - changes: What each trial changed in it, in the order of the plan's trials.
  ///   - places: How many of its cells were tried; 1 or 0 for the whole image.
  ///   - plan: The plan.
  public mutating func add(_ changes: [ConceptChange], places: Int, plan: CurvePlan) {
    scenes += 1
    self.places += places
    var (trial, base) = (0, 0)
    for line in plan.lines {
      let points = line.members.first?.count ?? 0
      var sums = Array(repeating: ConceptChange(), count: points)
      for _ in line.members {
        for point in 0..<points {
          let change = changes[trial]
          effects[trial].add(x: change.possible, y: change.happened)
          rests[trial].add(x: change.rest, y: change.changedRest)
          sums[point] += change
          trial += 1
        }
      }
      for (point, sum) in sums.enumerated() {
        pooledEffects[base + point].add(x: sum.possible, y: sum.happened)
        pooledRests[base + point].add(x: sum.rest, y: sum.changedRest)
      }
      base += points
    }
  }

  /// Adds what was measured in other scenes.
  ///
  /// - Throws: `Fault` of kind defect for a tally of another plan.
  public mutating func merge(_ other: CurveTally) throws(Fault) {
    guard effects.count == other.effects.count, pooledEffects.count == other.pooledEffects.count
    else {
      throw Fault(
        .defect,
        "merge curves",
        expected: "\(effects.count) sets of units",
        found: "\(other.effects.count)"
      )
    }
    scenes += other.scenes
    places += other.places
    for index in effects.indices {
      effects[index].merge(other.effects[index])
      rests[index].merge(other.rests[index])
    }
    for index in pooledEffects.indices {
      pooledEffects[index].merge(other.pooledEffects[index])
      pooledRests[index].merge(other.pooledRests[index])
    }
  }

  /// The curve as measured so far.
  public func curve(of plan: CurvePlan, seed: UInt32, sampleSize: Int) -> Curve {
    var (trial, base) = (0, 0)
    let series = plan.lines.map { line in
      let points = line.members.first ?? []
      defer {
        trial += line.members.count * points.count
        base += points.count
      }
      return CurveSeries(
        kind: line.kind,
        units: line.units,
        points: points.indices.map { point in
          let single = line.members.indices.compactMap {
            effects[trial + $0 * points.count + point].ratio?.value
          }
          let ends = single.min().flatMap { low in single.max().map { low...$0 } }
          return CurvePoint(
            number: points[point].number,
            quantile: points[point].quantile,
            effect: pooledEffects[base + point].ratio,
            rest: pooledRests[base + point].ratio,
            spread: line.members.count > 1 ? ends : nil
          )
        }
      )
    }
    return Curve(
      request: plan.request,
      layer: plan.layer,
      seed: seed,
      scenes: scenes,
      sampleSize: sampleSize,
      places: places,
      series: series
    )
  }
}

extension CurveTally {
  /// The sums as numbers to store.
  public var numbers: [Int64] {
    [Int64(scenes), Int64(places)]
      + [effects, rests, pooledEffects, pooledRests].flatMap { $0.flatMap(\.numbers) }
  }

  /// Restores sums to go on with; nil for those of another plan.
  public init?(_ numbers: [Int64], plan: CurvePlan) {
    self.init(for: plan)
    let count = 2 * (effects.count + pooledEffects.count)
    guard numbers.count == 2 + count * RatioTally.width, numbers[0] >= 0, numbers[1] >= 0 else {
      return nil
    }
    (scenes, places) = (Int(numbers[0]), Int(numbers[1]))
    var tallies: [RatioTally] = []
    for start in stride(from: 2, to: numbers.count, by: RatioTally.width) {
      guard let tally = RatioTally(numbers[start..<start + RatioTally.width]),
        tally.scenes == scenes
      else { return nil }
      tallies.append(tally)
    }
    let (single, pooled) = (effects.count, pooledEffects.count)
    effects = Array(tallies[..<single])
    rests = Array(tallies[single..<2 * single])
    pooledEffects = Array(tallies[2 * single..<2 * single + pooled])
    pooledRests = Array(tallies[(2 * single + pooled)...])
  }
}
