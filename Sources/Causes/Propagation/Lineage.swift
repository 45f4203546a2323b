public import Tensors

/// Which units of an earlier layer feed those of a layer.
///
/// Measured, not read from weights: how much of a unit's mean activation goes when the earlier unit
/// is silenced. Through a convolution alone this is the weight times the mean activation; here what
/// norms and nonlinearities make of it is in it too, whatever the family of the generator.
public struct Lineage: Hashable, Sendable {
  /// The earlier layer.
  public let source: LayerDescription
  /// The layer.
  public let target: LayerDescription
  /// The seed of the scenes.
  public let seed: UInt32
  /// How many scenes.
  public let scenes: Int
  /// How many earlier units are measured so far, in order.
  public let measuredUnits: Int
  /// The mean activation of each unit of the layer.
  public let means: [Double]
  /// What goes of it: [earlier unit * units + unit].
  private let flows: [Double]

  /// Makes a lineage of sums in parts of `FixedPoint.fineOne`.
  public init(
    source: LayerDescription,
    target: LayerDescription,
    seed: UInt32,
    scenes: Int,
    means: [Int64],
    flows: [Int64]
  ) {
    self.source = source
    self.target = target
    self.seed = seed
    self.scenes = scenes
    let scale = Double(FixedPoint.fineOne) * Double(max(1, scenes))
    self.means = means.map { Double($0) / scale }
    self.flows = flows.map { Double($0) / scale }
    measuredUnits = target.units > 0 ? flows.count / target.units : 0
  }

  /// One earlier unit and what it gives.
  public struct Feed: Hashable, Sendable {
    /// The earlier unit.
    public let unit: Int
    /// How much of the unit's mean activation comes from it; negative where it holds it down.
    public let flow: Double
  }

  /// What an earlier unit gives a unit.
  public func flow(from earlier: Int, to unit: Int) -> Double {
    let index = earlier * target.units + unit
    return flows.indices.contains(index) ? flows[index] : 0
  }

  /// The earlier units that move a unit most, in either direction.
  public func feeds(of unit: Int, limit: Int = 20) -> [Feed] {
    let feeds = (0..<measuredUnits).map { Feed(unit: $0, flow: flow(from: $0, to: unit)) }
    return Array(
      feeds.sorted { (abs($1.flow), $0.unit) < (abs($0.flow), $1.unit) }.prefix(limit)
    )
  }
}
