import Tensors

extension LayerDissection {
  /// Whether all scenes are counted, by levels that are final.
  public var isComplete: Bool { !isProvisional && countedScenes >= sampleSize }

  /// The units whose label is a concept, and that are interpretable by the convention.
  public func matching(_ concept: Int) -> [Int] {
    labels.filter { $0.isInterpretable && $0.concept == concept }.map(\.unit)
  }

  /// The units that overlap a concept most, best first; fewer where no other overlaps at all.
  public func best(_ count: Int, for concept: Int) -> [Int] {
    Array(
      ranking(for: concept).prefix { iou(unit: $0, concept: concept) > 0 }.prefix(max(0, count))
    )
  }
}

extension Sweep {
  /// Whether every unit of the layer was measured: only then may the strongest be named.
  public var isComplete: Bool { measuredUnits >= layer.units }

  /// The units that remove most of a concept, strongest first; fewer where no other removes any.
  ///
  /// Of a sweep that is not complete these are the strongest among the units measured.
  public func best(_ count: Int, for concept: Int) -> [Int] {
    Array(
      ranking(for: concept).prefix { change(unit: $0, concept: concept) < 0 }.prefix(max(0, count))
    )
  }

  /// The change of a concept's area by ablating a unit, as a share of the area before.
  ///
  /// - Returns: -1 where all of it vanishes; nil where the unit was not measured or the concept was
  ///   not seen.
  public func relativeChange(unit: Int, concept: Int) -> Double? {
    guard unit < measuredUnits, baseline.indices.contains(concept), baseline[concept] > 0 else {
      return nil
    }
    return Double(change(unit: unit, concept: concept)) / baseline[concept]
  }
}
