public import Tensors

/// Effect and damage against the number of units or the level they are set to.
public struct Curve: Hashable, Sendable {
  /// What was asked for.
  public let request: CurveRequest
  /// The layer.
  public let layer: LayerDescription
  /// The seed of the scenes.
  public let seed: UInt32
  /// How many scenes were measured so far.
  public let scenes: Int
  /// How many were asked for.
  public let sampleSize: Int
  /// How many scenes, or cells of scenes, could show the effect.
  public let places: Int
  /// The lines: an order each, then the controls.
  public let series: [CurveSeries]

  /// Whether the concept never appeared where an effect on it could be measured.
  public var isWithoutConcept: Bool {
    scenes > 0 && series.allSatisfy { $0.points.allSatisfy { $0.effect == nil } }
  }

  /// Whether the axis is the quantile instead of the number of units.
  public var isOverLevels: Bool {
    if case .levels = request.action { true } else { false }
  }
}

/// One line of a curve.
public struct CurveSeries: Hashable, Sendable {
  /// What a line stands for.
  public enum Kind: Hashable, Sendable {
    /// Units that a person chose.
    case given
    /// The first units of an order.
    case order(SetOrder)
    /// As many random units, the mean of some sets.
    case random
    /// The first order's units with their activations exchanged among themselves.
    case exchanged
  }

  /// What the line stands for.
  public let kind: Kind
  /// The units in order; empty for random sets.
  public let units: [Int]
  /// The points along the axis.
  public let points: [CurvePoint]
}

/// One point of a line.
public struct CurvePoint: Hashable, Sendable {
  /// How many units are edited.
  public let number: Int
  /// The quantile they are set to; nil for an ablation.
  public let quantile: Double?
  /// The share of the concept that is gone, or of the place that shows it; nil where the concept
  /// never could.
  public let effect: Estimate?
  /// The share of the pixels without the concept that show another thing now.
  public let rest: Estimate?
  /// The lowest and highest effect of the sets or permutations behind a control.
  public let spread: ClosedRange<Double>?
}
