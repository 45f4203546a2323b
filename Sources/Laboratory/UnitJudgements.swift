public import Tensors

/// What a person thinks of the top scenes of a layer's units: whether they look right.
public struct UnitJudgements: Hashable, Sendable {
  /// The layer.
  public let layer: LayerName
  /// Whether the scenes of a unit look right; units that were not looked at are missing.
  public var isGood: [Int: Bool]

  /// Makes judgements.
  public init(layer: LayerName, isGood: [Int: Bool] = [:]) {
    self.layer = layer
    self.isGood = isGood
  }

  /// The units whose scenes look wrong, in order.
  public var flagged: [Int] { isGood.filter { !$0.value }.keys.sorted() }
}
