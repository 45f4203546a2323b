/// An experiment on what units cause, beyond a single edit.
public enum CauseRequest: Hashable, Sendable {
  /// Effect and damage against the number of units or their level.
  case curve(CurveRequest)
  /// The best set of units for a concept; the sample size is that of the held-out scenes.
  case search(SearchRequest)
}

/// What such an experiment found, perhaps so far.
public enum CauseFinding: Hashable, Sendable {
  /// Effect and damage against the number of units or their level.
  case curve(Curve)
  /// The best set of units for a concept.
  case search(SetSearchResult)
}
