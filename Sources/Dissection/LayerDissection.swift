import Interventions
public import Tensors

/// How far a layer's dissection is.
public enum DissectionPhase: String, Hashable, Sendable, CaseIterable {
  /// Levels are sought; labels, if there are any, come from the levels of the first scenes.
  case levels
  /// Levels are known; what they tell about concepts is counted over the scenes of seed 2.
  case jointCounts = "joint counts"
  /// Labels are known, or are sought by IoU; the scenes of the seed are counted.
  case counts
}

/// By what a unit can be matched to a concept.
public enum UnitScore: String, Hashable, Sendable, CaseIterable {
  /// IoU at the unit's level.
  case iou
  /// The best information quality ratio over all levels.
  case iqr
  /// The best IoU over all levels.
  case maxiou
  /// Pearson's correlation of the activation with the concept, pixel by pixel.
  case correlation = "cor"
}

/// What is known of a layer's units: levels, labels, IoU with every concept, top scenes.
///
/// A dissection grows: it may hold levels only, then counts of some scenes, then of all.
public struct LayerDissection: Hashable, Sendable {
  /// The layer.
  public let layer: LayerDescription
  /// The recipe that was followed.
  public let rule: LabelRule
  /// What is going on; the last phase stays when all is done.
  public var phase: DissectionPhase
  /// How many scenes are counted so far in this phase.
  public var countedScenes: Int
  /// How many scenes were asked for.
  public var sampleSize: Int
  /// The level of each unit, above which it is active.
  public var levels: [Float]
  /// IoU of each unit at its level with each concept: [concept * units + unit].
  ///
  /// Empty without a segmenter. Numbers that are no concept hold zeros.
  public var iou: [Float]
  /// The label of each unit, in the order of the units; empty without a segmenter.
  public var labels: [UnitLabel]
  /// Exact quantiles of each unit's native activations, for insertion at a chosen quantile.
  public var quantiles: UnitQuantiles
  /// The scenes that activate each unit most, best first, unit by unit.
  public var topScenes: [[TopScene]]
  /// Scores other than the IoU, laid out as `iou`, as far as they are known.
  public var scores: [UnitScore: [Float]] = [:]
  /// Each unit's best concept by a score other than the IoU, as far as it is known.
  public var matches: [UnitScore: [UnitMatch]] = [:]

  /// Makes a dissection of a layer.
  public init(
    layer: LayerDescription,
    rule: LabelRule,
    phase: DissectionPhase = .counts,
    countedScenes: Int,
    sampleSize: Int,
    levels: [Float],
    iou: [Float],
    labels: [UnitLabel],
    quantiles: UnitQuantiles,
    topScenes: [[TopScene]]
  ) {
    self.layer = layer
    self.rule = rule
    self.phase = phase
    self.countedScenes = countedScenes
    self.sampleSize = sampleSize
    self.levels = levels
    self.iou = iou
    self.labels = labels
    self.quantiles = quantiles
    self.topScenes = topScenes
  }

  /// Whether labels come from levels that are not final; such labels are never stored.
  public var isProvisional: Bool { phase == .levels }

  /// How many units match a concept.
  public var interpretableCount: Int { labels.count { $0.isInterpretable } }

  /// IoU of a unit with a concept; 0 where it was not measured.
  public func iou(unit: Int, concept: Int) -> Float {
    let index = concept * layer.units + unit
    return iou.indices.contains(index) ? iou[index] : 0
  }

  /// A unit's score with a concept; nil where that score is not known.
  public func score(_ score: UnitScore, unit: Int, concept: Int) -> Float? {
    let values = score == .iou ? iou : scores[score] ?? []
    let index = concept * layer.units + unit
    return values.indices.contains(index) ? values[index] : nil
  }

  /// The units by their score with a concept, best first.
  public func ranking(for concept: Int, by score: UnitScore = .iou) -> [Int] {
    let scores = (0..<layer.units).map { self.score(score, unit: $0, concept: concept) ?? 0 }
    return scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
  }
}

/// The concept that a unit stands for by the rule of its dissection.
public struct UnitLabel: Hashable, Sendable {
  /// The unit's number.
  public let unit: Int
  /// The concept's number; 0 with an IoU of 0 if none overlaps.
  public let concept: Int
  /// IoU of the unit's active pixels with the concept's.
  public let iou: Float
  /// The information quality ratio at the unit's level over the counted scenes; nil if not counted.
  public let iqr: Float?
  /// Whether IoU and ratio are above the rule's bounds.
  public let isInterpretable: Bool
  /// The pixels behind the IoU; nil if no concept overlaps or they are not known.
  public let overlap: PixelOverlap?
  /// Half the width of the 95 % confidence interval of the IoU over scenes; nil where not known.
  public let halfWidth: Float?

  /// Makes a label.
  public init(
    unit: Int,
    concept: Int,
    iou: Float,
    iqr: Float? = nil,
    isInterpretable: Bool,
    overlap: PixelOverlap? = nil,
    halfWidth: Float? = nil
  ) {
    self.unit = unit
    self.concept = concept
    self.iou = iou
    self.iqr = iqr
    self.isInterpretable = isInterpretable
    self.overlap = overlap
    self.halfWidth = halfWidth
  }
}

/// A unit's best concept by a score over all levels, or by correlation.
public struct UnitMatch: Hashable, Sendable {
  /// The concept's number.
  public let concept: Int
  /// The score.
  public let score: Float
  /// The place of the level among `LevelGrid.fractions`; nil for a correlation, which has none.
  public let index: Int?
  /// The level; 0 for a correlation.
  public let level: Float
  /// The IoU there, over the scenes that the score is from; 0 for a correlation.
  public let iou: Float

  /// The share of activations above the level; nil for a correlation.
  public var fraction: Double? { index.map { LevelGrid.fractions[$0] } }

  /// Makes a match.
  public init(concept: Int, score: Float, index: Int?, level: Float, iou: Float) {
    self.concept = concept
    self.score = score
    self.index = index
    self.level = level
    self.iou = iou
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

  /// The quantiles of every dissection: beyond them no level is known.
  public static let offered = LevelSample.fractions[0]...(LevelSample.fractions.last ?? 1)

  /// The same in words: "0.5 to 0.999".
  public static var range: String { "\(offered.lowerBound) to \(offered.upperBound)" }

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
