public import Dissection

/// How scenes are computed, segmented and counted; it can be changed while networks stay loaded.
public struct ExperimentSettings: Hashable, Sendable {
  /// The recipe of levels, counts and labels.
  public var rule = LabelRule.informationQuality
  /// How images are segmented.
  public var segmentation = SegmentationChoices()
  /// What statistics, exports and scripts are computed with.
  public var precision = PrecisionChoice.float32
  /// What the explorer's screen is computed with.
  public var previewPrecision = PrecisionChoice.automatic

  /// Makes the defaults.
  public init() {}

  /// What differs from the defaults, in words for a title line: "dissect", "quadrants".
  ///
  /// - Parameter offer: What `auto` means here.
  /// - Returns: The words; none for the defaults.
  public func deviations(_ offer: SettingsOffer) -> [String] {
    let statistics = precision == .automatic ? offer.automaticStatistics : precision
    let quadrants = segmentation.hasPublishedErrors ? "published quadrants" : "quadrants"
    let deviations: [(isThere: Bool, words: String)] = [
      (rule != .informationQuality, rule.title),
      (
        !segmentation.sizes.isEmpty,
        "at " + segmentation.sizes.map(String.init).joined(separator: "+")
      ), (segmentation.downsample != nil, "labels 1/\(segmentation.downsample ?? 1)"),
      (segmentation.allParts, "all parts"), (segmentation.quadrants, quadrants),
      (segmentation.hasPublishedErrors && !segmentation.quadrants, "published mistakes"),
      (statistics != .float32, "statistics in \(statistics.rawValue)"),
    ]
    return deviations.filter(\.isThere).map(\.words)
  }
}

/// How a person wants images segmented; what is left open is the segmenter's own affair.
public struct SegmentationChoices: Hashable, Sendable {
  /// The sides at which the segmenter sees an image; none for its own default.
  public var sizes: [Int] = []
  /// How many times smaller than the image label maps are; nil for 1 in pictures, 2 in statistics.
  public var downsample: Int?
  /// Whether the parts of all objects are labelled instead of those the segmenter's settings name.
  public var allParts = false
  /// Whether each connected object is also divided in top, bottom, left and right.
  public var quadrants = false
  /// Whether published mistakes are made too: the last component of each image stays undivided, "-"
  /// counts as a concept in scores over all levels, and correlations are nearly those within batches.
  public var hasPublishedErrors = false

  /// Makes the defaults.
  public init() {}
}

/// What to compute with.
public enum PrecisionChoice: String, CaseIterable, Hashable, Sendable {
  /// bfloat16 where the processor has it, else float32.
  case automatic = "auto"
  /// 32 bits.
  case float32
  /// 16 bits with float32's range, sums in float32.
  case bfloat16
}

/// What can be chosen on this machine, and what is meant where the choice is left open.
public struct SettingsOffer: Hashable, Sendable {
  /// The precisions that the processor computes with.
  public let precisions: [PrecisionChoice]
  /// What `auto` means for the screen; never `auto`.
  public let automaticPreview: PrecisionChoice
  /// What `auto` means for statistics; never `auto`.
  public let automaticStatistics: PrecisionChoice
  /// The sides at which a segmenter may see an image.
  public let segmentationSizes: ClosedRange<Int>

  /// Makes an offer.
  public init(
    precisions: [PrecisionChoice],
    automaticPreview: PrecisionChoice,
    automaticStatistics: PrecisionChoice,
    segmentationSizes: ClosedRange<Int>
  ) {
    self.precisions = precisions
    self.automaticPreview = automaticPreview
    self.automaticStatistics = automaticStatistics
    self.segmentationSizes = segmentationSizes
  }
}

/// Another way in which a StyleGAN2 is used from now on.
public enum StyleChange: Hashable, Sendable {
  /// How far w lies from its mean: mean + psi (w - mean).
  case psi(Float)
  /// What is added to the layers' outputs.
  case noise(Noise)

  /// What is added to the layers' outputs.
  public enum Noise: Hashable, Sendable {
    /// The noise of the file, always the same.
    case constant
    case none
    /// Noise of a seed.
    case seeded(UInt32)
  }

  /// The values of psi that are taken.
  public static let psiRange: ClosedRange<Float> = -10...10
}
