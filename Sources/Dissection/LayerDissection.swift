import Interventions
public import Tensors

/// What is known of a layer's units: levels, labels, IoU with every concept, top scenes.
///
/// A dissection grows: it may hold levels only, then counts of some scenes, then of all.
public struct LayerDissection: Hashable, Sendable {
  /// The layer.
  public let layer: LayerDescription
  /// The recipe that was followed.
  public let convention: Convention
  /// How many scenes are counted so far.
  public var countedScenes: Int
  /// How many scenes were asked for.
  public var sampleSize: Int
  /// The level of each unit: its quantile threshold as an activation.
  public var levels: [Float]
  /// IoU of each unit with each concept, concept by concept: [concept * units + unit].
  ///
  /// Empty without a segmenter. Numbers that are no concept hold zeros.
  public var iou: [Float]
  /// The best match of each unit, in the order of the units; empty without a segmenter.
  public var labels: [UnitLabel]
  /// Exact quantiles of each unit's native activations, for insertion at a chosen quantile.
  public var quantiles: UnitQuantiles
  /// The scenes that activate each unit most, best first, unit by unit.
  public var topScenes: [[TopScene]]

  /// Makes a dissection of a layer.
  public init(
    layer: LayerDescription,
    convention: Convention,
    countedScenes: Int,
    sampleSize: Int,
    levels: [Float],
    iou: [Float],
    labels: [UnitLabel],
    quantiles: UnitQuantiles,
    topScenes: [[TopScene]]
  ) {
    self.layer = layer
    self.convention = convention
    self.countedScenes = countedScenes
    self.sampleSize = sampleSize
    self.levels = levels
    self.iou = iou
    self.labels = labels
    self.quantiles = quantiles
    self.topScenes = topScenes
  }

  /// How many units match a concept.
  public var interpretableCount: Int { labels.count { $0.isInterpretable } }

  /// IoU of a unit with a concept; 0 where it was not measured.
  public func iou(unit: Int, concept: Int) -> Float {
    let index = concept * layer.units + unit
    return iou.indices.contains(index) ? iou[index] : 0
  }

  /// The units by IoU with a concept, best first.
  public func ranking(for concept: Int) -> [Int] {
    (0..<layer.units).sorted {
      let (first, second) = (iou(unit: $0, concept: concept), iou(unit: $1, concept: concept))
      return first == second ? $0 < $1 : first > second
    }
  }
}

/// The concept that a unit matches best.
public struct UnitLabel: Hashable, Sendable {
  /// The unit's number.
  public let unit: Int
  /// The concept's number; 0 with an IoU of 0 if none overlaps.
  public let concept: Int
  /// IoU of the unit's active pixels with the concept's.
  public let iou: Float
  /// Whether the IoU is above the convention's bound.
  public let isInterpretable: Bool
  /// The pixels behind the IoU; nil if no concept overlaps or they are not known.
  public let overlap: PixelOverlap?

  /// Makes a label.
  public init(
    unit: Int,
    concept: Int,
    iou: Float,
    isInterpretable: Bool,
    overlap: PixelOverlap? = nil
  ) {
    self.unit = unit
    self.concept = concept
    self.iou = iou
    self.isInterpretable = isInterpretable
    self.overlap = overlap
  }
}

/// The pixels of a unit and a concept over a sample.
public struct PixelOverlap: Hashable, Sendable {
  /// Pixels that hold the concept.
  public let label: UInt64
  /// Pixels where the unit is active, in the scenes that count.
  public let unit: UInt64
  /// Pixels that are both.
  public let common: UInt64

  /// Makes an overlap.
  public init(label: UInt64, unit: UInt64, common: UInt64) {
    self.label = label
    self.unit = unit
    self.common = common
  }
}

/// A scene and how strongly a unit is active in it.
public struct TopScene: Hashable, Sendable {
  /// The scene's number under the dissection's counting seed.
  public let scene: Int
  /// The largest activation in the scene's feature map.
  public let activation: Float

  /// Makes an entry.
  public init(scene: Int, activation: Float) {
    self.scene = scene
    self.activation = activation
  }
}

/// Quantiles of every unit on a fixed grid of fractions.
public struct UnitQuantiles: Hashable, Sendable {
  /// The fractions, rising; those offered for insertion.
  public let fractions: [Double]
  /// The values, unit by unit: [unit * fractions.count + index].
  public let values: [Float]

  /// Makes a table; the count of values must be a multiple of the fractions'.
  public init(fractions: [Double], values: [Float]) {
    self.fractions = fractions
    self.values = values
  }

  /// A unit's activation at a quantile, linear between the table's fractions.
  public func value(unit: Int, quantile: Double) -> Float {
    guard let last = fractions.last, !values.isEmpty else { return 0 }
    let clamped = min(max(quantile, fractions[0]), last)
    let upper = fractions.firstIndex { $0 >= clamped } ?? fractions.count - 1
    let base = unit * fractions.count
    guard upper > 0 else { return values[base] }
    let span = fractions[upper] - fractions[upper - 1]
    let share = Float((clamped - fractions[upper - 1]) / span)
    let (low, high) = (values[base + upper - 1], values[base + upper])
    return low + (high - low) * share
  }
}
