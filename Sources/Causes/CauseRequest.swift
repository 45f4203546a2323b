public import Tensors

/// An experiment on what units cause, beyond a single edit.
public enum CauseRequest: Hashable, Sendable {
  /// Effect and damage against the number of units or their level.
  case curve(CurveRequest)
  /// The best set of units for a concept; the sample size is that of the held-out scenes.
  case search(SearchRequest)
  /// The shares of units that remove a concept together; the sample size plays no part.
  case averageEffect(AverageEffectRequest)
  /// What inserted units make appear, by what was there.
  case context(ContextRequest)
  /// The same at each cell of one scene, for the screen; it is not kept.
  case contextMap(ContextRequest, seed: UInt32, scene: Int)
  /// What an insertion changes in later layers.
  case propagation(PropagationRequest)
  /// Which units of an earlier layer feed those of a layer.
  case lineage(from: LayerName, to: LayerName)
}

/// What such an experiment found, perhaps so far.
public enum CauseFinding: Hashable, Sendable {
  /// Effect and damage against the number of units or their level.
  case curve(Curve)
  /// The best set of units for a concept.
  case search(SetSearchResult)
  /// The shares of units that remove a concept together.
  case averageEffect(AverageEffect)
  /// What inserted units make appear, by what was there.
  case context(ContextResult)
  /// The same at each cell of one scene.
  case contextMap(ContextMap)
  /// What an insertion changes in later layers.
  case propagation(Propagation)
  /// Which units of an earlier layer feed those of a layer.
  case lineage(Lineage)
}
