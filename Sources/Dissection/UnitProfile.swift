public import Tensors

/// All that was counted of one unit: what its label would be at any level.
public struct UnitProfile: Hashable, Sendable {
  /// The layer.
  public let layer: LayerName
  /// The unit's number.
  public let unit: Int
  /// The recipe by which the layer was dissected.
  public let rule: LabelRule
  /// The shares of activations above each level, rising from a thousandth to 1.
  public let fractions: [Double]
  /// The levels, falling.
  public let levels: [Float]
  /// The unit's level by the rule.
  public let level: Float
  /// Levels at fixed quantiles of native activations, for comparison: (quantile, level).
  public let marks: [QuantileMark]
  /// How the upsampled activations of seed 2 are spread.
  public let histogram: ActivationHistogram
  /// The concepts that were seen, the best by the rule first.
  public let concepts: [ConceptProfile]

  /// Makes a profile.
  public init(
    layer: LayerName,
    unit: Int,
    rule: LabelRule,
    fractions: [Double],
    levels: [Float],
    level: Float,
    marks: [QuantileMark],
    histogram: ActivationHistogram,
    concepts: [ConceptProfile]
  ) {
    self.layer = layer
    self.unit = unit
    self.rule = rule
    self.fractions = fractions
    self.levels = levels
    self.level = level
    self.marks = marks
    self.histogram = histogram
    self.concepts = concepts
  }

  /// What the unit stands for above one of its levels: of all concepts the one that the rule would
  /// choose there.
  ///
  /// At the rule's own level this is the unit's label. The ratio is that over the scenes of seed 2.
  ///
  /// - Parameter index: The level's place.
  /// - Returns: The label; concept 0 where nothing overlaps.
  public func label(at index: Int) -> UnitLabel {
    func order(_ profile: ConceptProfile) -> (Float, Float) {
      let (quality, iou) = (profile.iqr[index], profile.iou[index])
      return rule.threshold == .maximumIoU ? (iou, quality) : (quality, iou)
    }
    let known = concepts.filter { $0.iou.indices.contains(index) && $0.iqr.indices.contains(index) }
    guard let best = known.max(by: { order($0) < order($1) }), best.iou[index] > 0 else {
      return UnitLabel(unit: unit, concept: 0, iou: 0, iqr: 0, isInterpretable: false)
    }
    return UnitLabel(
      unit: unit,
      concept: best.concept,
      iou: best.iou[index],
      iqr: best.iqr[index],
      isInterpretable: Double(best.iou[index]) > rule.interpretableIoU
        && Double(best.iqr[index]) > rule.interpretableQuality ?? -1
    )
  }

  /// The place of the level nearest to an activation.
  public func index(nearest level: Float) -> Int {
    levels.indices.min { abs(levels[$0] - level) < abs(levels[$1] - level) } ?? 0
  }
}

/// A fixed quantile and the activation that it is.
public struct QuantileMark: Hashable, Sendable {
  /// The share of activations below.
  public let quantile: Double
  /// The activation.
  public let level: Float

  /// Makes a mark.
  public init(quantile: Double, level: Float) {
    self.quantile = quantile
    self.level = level
  }
}

/// A unit and one concept at every level.
public struct ConceptProfile: Hashable, Sendable {
  /// The concept's number.
  public let concept: Int
  /// IoU at each level, over the counted scenes.
  public let iou: [Float]
  /// The information quality ratio at each level over the scenes of seed 2, its filters applied:
  /// 0 where the rule would not choose the level.
  public let iqr: [Float]
  /// The share of pixels where unit and concept agree at each level, over the scenes of seed 2.
  public let accuracy: [Float]
  /// Pixels of the concept by level, over the counted scenes: one more than there are levels, those
  /// above the highest level first and those at or below the lowest last.
  public let pixels: [UInt64]
  /// Pearson's correlation of activation and concept, over the counted scenes.
  public let correlation: Float

  /// The best ratio over all levels, and its place.
  public var bestQuality: (value: Float, index: Int) { Self.best(of: iqr) }
  /// The best IoU over all levels, and its place.
  public var bestIoU: (value: Float, index: Int) { Self.best(of: iou) }

  private static func best(of values: [Float]) -> (Float, Int) {
    var best = (values.first ?? 0, 0)
    for (index, value) in values.enumerated() where value > best.0 { best = (value, index) }
    return best
  }

  /// Makes a profile.
  public init(
    concept: Int,
    iou: [Float],
    iqr: [Float],
    accuracy: [Float],
    pixels: [UInt64],
    correlation: Float
  ) {
    self.concept = concept
    self.iou = iou
    self.iqr = iqr
    self.accuracy = accuracy
    self.pixels = pixels
    self.correlation = correlation
  }
}

/// How many activations of a unit lie where, in bins of equal width.
public struct ActivationHistogram: Hashable, Sendable {
  /// The lowest activation: the left edge of the first bin.
  public let lowest: Float
  /// The highest activation: the right edge of the last bin.
  public let highest: Float
  /// Pixels in each bin.
  public let counts: [UInt64]

  /// Makes a histogram.
  public init(lowest: Float, highest: Float, counts: [UInt64]) {
    self.lowest = lowest
    self.highest = highest
    self.counts = counts
  }
}
