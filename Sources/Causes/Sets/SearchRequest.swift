public import Tensors

/// What a search for a concept's best set of units is asked for.
public struct SearchRequest: Hashable, Sendable {
  /// What the set is to do.
  public enum Action: Hashable, Sendable {
    /// Remove the concept everywhere when it is switched off.
    case ablation
    /// Make the concept appear in one cell when it is forced to a quantile there.
    case insertion(quantile: Double)
  }

  /// The concept's number.
  public var concept: Int
  /// What the set is to do.
  public var action: Action
  /// The layers that are looked at.
  public var layers: [LayerName]
  /// How many units the set has at most.
  public var limit: Int
  /// What a share of the rest that changes costs, in shares of the concept.
  public var damageWeight: Double
  /// How many scenes sets are tried on.
  public var searchScenes: Int
  /// How many scenes the better sets are compared on.
  public var validationScenes: Int
  /// How many scenes what is reported of a set is measured on.
  public var heldOutScenes: Int

  /// Makes a request.
  public init(
    concept: Int,
    action: Action = .ablation,
    layers: [LayerName],
    limit: Int = 20,
    damageWeight: Double = 1,
    searchScenes: Int = 24,
    validationScenes: Int = 48,
    heldOutScenes: Int = 200
  ) {
    self.concept = concept
    self.action = action
    self.layers = layers
    self.limit = limit
    self.damageWeight = damageWeight
    self.searchScenes = searchScenes
    self.validationScenes = validationScenes
    self.heldOutScenes = heldOutScenes
  }
}
