public import Faults
public import Tensors

/// The sums behind a propagation: first how active units are, then what insertions change.
///
/// All sums are of whole parts of one, so merging the parts of any split gives the whole, bit for
/// bit. Changes are in units of activity, so parts are merged after the first stage too.
public struct PropagationTally: Hashable, Sendable {
  /// The later layers.
  public let layers: [LayerDescription]
  /// How many scenes' activity is summed.
  public private(set) var activityScenes = 0
  /// How many scenes' changes are summed.
  public private(set) var scenes = 0
  private var appearances = 0
  private var failures = 0
  /// By layer: the sum over scenes of each unit's mean absolute activation.
  private var activity: [[Int]]
  private var appeared: [RatioTally]
  private var failed: [RatioTally]

  /// Starts without scenes.
  public init(layers: [LayerDescription]) {
    self.layers = layers
    activity = layers.map { Array(repeating: 0, count: $0.units) }
    appeared = Array(repeating: RatioTally(), count: layers.count)
    failed = appeared
  }

  /// Sums the activity of some scenes of a batch.
  ///
  /// - Parameters:
  ///   - activations: The outputs of the later layers, (batch, units, height, width).
  ///   - count: How many of the batch's scenes count.
  public mutating func addActivity(_ activations: [Tensor], scenes count: Int) {
    for (index, tensor) in activations.enumerated() {
      let (shape, plane) = (tensor.shape, tensor.shape.planeCount)
      tensor.values.withUnsafeBufferPointer { values in
        for scene in 0..<min(count, shape.batch) {
          for unit in 0..<min(shape.channels, activity[index].count) {
            let start = shape.offset(scene, unit, 0, 0)
            var sum = 0.0
            for place in start..<start + plane { sum += Double(abs(values[place])) }
            activity[index][unit] += FixedPoint.parts(
              sum / Double(plane),
              of: FixedPoint.fineOne
            )
          }
        }
      }
    }
    activityScenes += count
  }

  /// How much a layer changes, in units of its units' activity.
  ///
  /// - Parameters:
  ///   - index: The layer's place among the later ones.
  ///   - before: Its output without the insertion.
  ///   - scene: Which sample of it.
  ///   - after: Its output with it.
  ///   - edited: Which sample of it.
  /// - Returns: The mean over units that are ever active, in parts of `FixedPoint.one`.
  public func change(
    ofLayer index: Int,
    from before: Tensor,
    scene: Int,
    to after: Tensor,
    edited: Int
  ) -> Int {
    let plane = before.shape.planeCount
    var (sum, count) = (0.0, 0)
    before.values.withUnsafeBufferPointer { old in
      after.values.withUnsafeBufferPointer { new in
        for unit in 0..<before.shape.channels where activity[index][unit] > 0 {
          let start = before.shape.offset(scene, unit, 0, 0)
          let end = after.shape.offset(edited, unit, 0, 0)
          var difference = 0.0
          for place in 0..<plane {
            difference += Double(abs(new[end + place] - old[start + place]))
          }
          let mean =
            Double(activity[index][unit]) / Double(FixedPoint.fineOne) / Double(activityScenes)
          sum += difference / Double(plane) / mean
          count += 1
        }
      }
    }
    return count > 0 ? FixedPoint.parts(sum / Double(count), of: FixedPoint.one) : 0
  }

  /// Adds a scene's insertions.
  ///
  /// - Parameter insertions: For each whether the concept appeared, and the changes layer by layer.
  public mutating func add(_ insertions: [(hasAppeared: Bool, changes: [Int])]) {
    scenes += 1
    let (good, bad) = (insertions.filter(\.hasAppeared), insertions.filter { !$0.hasAppeared })
    appearances += good.count
    failures += bad.count
    for index in layers.indices {
      appeared[index].add(
        x: good.count * FixedPoint.one,
        y: good.reduce(0) { $0 + $1.changes[index] }
      )
      failed[index].add(
        x: bad.count * FixedPoint.one,
        y: bad.reduce(0) { $0 + $1.changes[index] }
      )
    }
  }

  /// Adds the activity, or the changes, of other scenes.
  ///
  /// - Throws: `Fault` of kind defect for other layers.
  public mutating func merge(_ other: PropagationTally) throws(Fault) {
    guard layers == other.layers else {
      throw Fault(
        .defect,
        "merge propagations",
        expected: "\(layers.count) layers",
        found: "\(other.layers.count) others"
      )
    }
    activityScenes += other.activityScenes
    scenes += other.scenes
    appearances += other.appearances
    failures += other.failures
    for index in layers.indices {
      for unit in activity[index].indices { activity[index][unit] += other.activity[index][unit] }
      appeared[index].merge(other.appeared[index])
      failed[index].merge(other.failed[index])
    }
  }

  /// What arrives so far.
  public func propagation(
    of request: PropagationRequest,
    seed: UInt32,
    sampleSize: Int
  ) -> Propagation {
    Propagation(
      request: request,
      seed: seed,
      scenes: scenes,
      sampleSize: sampleSize,
      appearances: appearances,
      failures: failures,
      layers: layers.indices.map {
        Propagation.Layer(
          layer: layers[$0],
          appeared: appeared[$0].ratio,
          failed: failed[$0].ratio
        )
      }
    )
  }
}

extension PropagationTally {
  /// The sums as numbers to store.
  public var numbers: [Int64] {
    [activityScenes, scenes, appearances, failures].map(Int64.init)
      + activity.flatMap { $0.map(Int64.init) } + (appeared + failed).flatMap(\.numbers)
  }

  /// Restores sums to go on with; nil for those of other layers.
  public init?(_ numbers: [Int64], layers: [LayerDescription]) {
    self.init(layers: layers)
    let units = layers.reduce(0) { $0 + $1.units }
    let start = 4 + units
    guard numbers.count == start + 2 * layers.count * RatioTally.width,
      numbers[..<start].allSatisfy({ (0...1 << 60).contains($0) })
    else { return nil }
    let tallies = stride(from: start, to: numbers.count, by: RatioTally.width).compactMap {
      RatioTally(numbers[$0..<$0 + RatioTally.width])
    }
    guard tallies.count == 2 * layers.count,
      tallies.allSatisfy({ $0.scenes == Int(numbers[1]) })
    else { return nil }
    let counts = numbers[..<4].map(Int.init)
    (activityScenes, scenes, appearances, failures) = (counts[0], counts[1], counts[2], counts[3])
    var next = 4
    for index in layers.indices {
      activity[index] = numbers[next..<next + layers[index].units].map(Int.init)
      next += layers[index].units
    }
    appeared = Array(tallies[..<layers.count])
    failed = Array(tallies[layers.count...])
  }
}
