public import Tensors

/// By what the units of a layer are ordered.
public enum SetOrder: String, Hashable, Codable, Sendable, CaseIterable {
  /// By IoU with the concept: what the units resemble.
  case iou
  /// By the information quality ratio with the concept.
  case iqr
  /// By how much of the concept ablating the unit alone removes.
  case effect
  /// By the average causal effect, optimised by gradient.
  case ace
}

/// What a curve is asked for: how effect and damage grow with a set of units.
public struct CurveRequest: Hashable, Codable, Sendable {
  /// What is done with the units.
  public enum Action: Hashable, Codable, Sendable {
    /// They are switched off.
    case ablation
    /// They are forced to a quantile of their own activations; the axis is their number.
    case insertion(quantile: Double)
    /// So many are forced to each of some quantiles; the axis is the quantile.
    case levels(number: Int)
  }

  /// Where the units are edited and the effect is measured.
  public enum Place: Hashable, Codable, Sendable {
    /// In the whole image.
    case image
    /// In one cell of the layer's grid at a time: at most `limit` of a scene, each one that shows
    /// the concept for an ablation, or does not for an insertion.
    case cells(limit: Int)
  }

  /// The layer.
  public var layer: LayerName
  /// The concept's number.
  public var concept: Int
  /// Units that a person chose, in their order; they come before the orders.
  public var given: [Int]
  /// The orders of the units; the first line's activations are exchanged.
  public var orders: [SetOrder]
  /// What is done.
  public var action: Action
  /// Where.
  public var place: Place
  /// The numbers of units, rising; what is larger than the layer counts as all of it.
  public var numbers: [Int]
  /// The quantiles of `Action.levels`, rising.
  public var quantiles: [Double]
  /// How many random sets stand beside each set, with the seeds 0, 1, 2...
  public var randomSets: Int
  /// How many times a set's activations are exchanged among its units, with the seeds 0, 1, 2...
  public var permutations: Int

  /// Numbers of units that show a curve's form without trying each.
  public static let usualNumbers = [1, 2, 4, 8, 12, 16, 20, 30]
  /// Quantiles at which units are usually inserted.
  public static let usualQuantiles = [0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999]

  /// Makes a request.
  public init(
    layer: LayerName,
    concept: Int,
    orders: [SetOrder],
    action: Action = .ablation,
    place: Place = .image,
    numbers: [Int] = usualNumbers,
    quantiles: [Double] = usualQuantiles,
    randomSets: Int = 5,
    permutations: Int = 10,
    given: [Int] = []
  ) {
    self.given = given
    self.layer = layer
    self.concept = concept
    self.orders = orders
    self.action = action
    self.place = place
    self.numbers = numbers
    self.quantiles = quantiles
    self.randomSets = randomSets
    self.permutations = permutations
  }
}
