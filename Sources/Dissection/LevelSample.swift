public import Faults
import Interventions
public import Tensors

/// What a sample of scenes tells of a layer's units: their levels and quantiles.
///
/// Memory is bounded: the upper tail of each unit is kept exactly, everything else in a histogram.
/// The result does not depend on the order of the scenes or on how they were split.
public struct LevelSample: Sendable {
  /// The layer.
  public let layer: LayerDescription
  /// The recipe that is followed.
  public let rule: LabelRule
  /// How many scenes will be looked at.
  public let sampleSize: Int
  /// How many scenes were looked at.
  public internal(set) var scenes = 0
  /// Rows of a segmentation, to which activations are upsampled where the convention asks for it.
  public let segmentationHeight: Int
  /// Columns of a segmentation.
  public let segmentationWidth: Int
  var native: UnitDistribution
  var upsampled: UnitDistribution?

  /// The quantiles that are offered for insertion.
  public static let fractions = [
    0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999,
  ]

  /// Bytes that the exact tail of upsampled activations may take; that of native ones takes half.
  static let budget = 96 << 20

  /// Starts a sample.
  ///
  /// - Parameters:
  ///   - layer: The layer.
  ///   - rule: The recipe.
  ///   - sampleSize: How many scenes will be looked at; levels are exact up to there.
  ///   - segmentationHeight: Rows of the segmentations that will be counted.
  ///   - segmentationWidth: Columns of these.
  public init(
    layer: LayerDescription,
    rule: LabelRule,
    sampleSize: Int,
    segmentationHeight: Int,
    segmentationWidth: Int
  ) {
    self.init(
      layer: layer,
      rule: rule,
      sampleSize: sampleSize,
      segmentationHeight: segmentationHeight,
      segmentationWidth: segmentationWidth,
      budget: Self.budget
    )
  }

  init(
    layer: LayerDescription,
    rule: LabelRule,
    sampleSize: Int,
    segmentationHeight: Int,
    segmentationWidth: Int,
    budget: Int
  ) {
    self.layer = layer
    self.rule = rule
    self.sampleSize = sampleSize
    self.segmentationHeight = segmentationHeight
    self.segmentationWidth = segmentationWidth
    native = UnitDistribution(
      units: layer.units,
      expectedCount: sampleSize * layer.height * layer.width,
      exactFrom: [0.98, rule.quantile ?? 0.995],
      budget: budget / 2,
      resolution: .coarse,
      needsHistogram: true
    )
    guard rule.usesUpsampledLevels else { return }
    upsampled = UnitDistribution(
      units: layer.units,
      expectedCount: sampleSize * segmentationHeight * segmentationWidth,
      exactFrom: [rule.quantile ?? 0],
      budget: budget,
      resolution: .fine,
      needsHistogram: false
    )
  }

  /// Looks at scenes.
  ///
  /// - Parameter activations: The layer's output, (batch, units, height, width).
  /// - Throws: `Fault` of kind defect for activations of another layer.
  public mutating func add(_ activations: Tensor) throws(Fault) {
    let shape = activations.shape
    let expected = Shape(shape.batch, layer.units, layer.height, layer.width)
    guard shape == expected else {
      throw Fault(
        .defect,
        "find levels of",
        on: layer.name.rawValue,
        expected: "\(expected)",
        found: "\(shape)"
      )
    }
    for sample in 0..<shape.batch {
      activations.values.withUnsafeBufferPointer { values in
        let range = sample * shape.sampleCount..<(sample + 1) * shape.sampleCount
        add(scene: UnsafeBufferPointer(rebasing: values[range]))
      }
    }
    scenes += shape.batch
  }

  /// Adds what was seen in other scenes.
  ///
  /// - Throws: `Fault` of kind defect if it belongs to another layer, recipe or sample size.
  public mutating func merge(_ other: LevelSample) throws(Fault) {
    guard
      layer == other.layer, rule == other.rule, sampleSize == other.sampleSize,
      segmentationHeight == other.segmentationHeight,
      segmentationWidth == other.segmentationWidth
    else {
      throw Fault(
        .defect,
        "merge levels of",
        on: layer.name.rawValue,
        expected: "the same layer, recipe and sample size",
        found: "others"
      )
    }
    scenes += other.scenes
    native.merge(other.native)
    if let added = other.upsampled { upsampled?.merge(added) }
  }

  /// Each unit's level: the rule's quantile, linear between order statistics.
  ///
  /// Where a level is yet to be chosen for a concept it is the 0.995 quantile of native activations.
  public var levels: [Float] {
    guard let quantile = rule.quantile else { return native.quantiles([0.995]) }
    return (upsampled ?? native).quantiles([quantile])
  }

  /// Each unit's 100 levels; nil where the rule has a fixed quantile.
  public var grid: LevelGrid? {
    guard rule.usesAllLevels, let upsampled else { return nil }
    return LevelGrid(upsampled.quantiles(LevelGrid.fractions.map { 1 - $0 }))
  }

  /// Quantiles of each unit's native activations, for insertion.
  public var quantiles: UnitQuantiles {
    UnitQuantiles(fractions: Self.fractions, values: native.quantiles(Self.fractions))
  }

  /// How each unit's activations are spread, upsampled where levels are and all of them are known.
  public var histograms: [ActivationHistogram] {
    let known = upsampled.flatMap { $0.knowsAll ? $0 : nil } ?? native
    return known.histograms(bins: Self.histogramBins)
  }

  /// How many bins a histogram for the screen has.
  public static let histogramBins = 64

  /// The largest relative error of a level: 0 while the exact tail fits its memory.
  public var levelError: Double {
    (upsampled ?? native).error(at: rule.quantile ?? 0)
  }

  /// The most memory that a sample of so many units can take, in bytes.
  public static func byteLimit(units: Int) -> Int {
    UnitHistogram.bytes(units: units, resolution: .coarse)
      + UnitHistogram.bytes(units: units, resolution: .fine) + budget + budget / 2
  }

  private mutating func add(scene: UnsafeBufferPointer<Float>) {
    let plane = layer.height * layer.width
    for unit in 0..<layer.units {
      native.add(unit, .init(rebasing: scene[unit * plane..<(unit + 1) * plane]))
    }
    native.counted(plane)
    addUpsampled(scene)
  }

  private mutating func addUpsampled(_ scene: UnsafeBufferPointer<Float>) {
    guard var changed = upsampled else { return }
    upsampled = nil  // so that the copy is the only one and is changed in place
    let upsampling = Upsampling(
      from: layer.height,
      layer.width,
      to: segmentationHeight,
      segmentationWidth,
      padding: rule.convention.padding
    )
    changed.add(scene, upsampling)
    upsampled = changed
  }
}
