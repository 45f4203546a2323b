public import Dissection
public import Faults
public import OneDNN
public import Segmenters

/// How scenes are computed, segmented and counted; it can be changed while networks stay loaded.
public struct ExperimentSettings: Hashable, Sendable {
  /// The recipe of levels and counts.
  public var convention = Convention.gandissect
  /// How images are segmented.
  public var segmentation = SegmentationChoices()
  /// What statistics, exports and scripts are computed with.
  public var precision = PrecisionChoice.float32
  /// What the explorer's screen is computed with.
  public var previewPrecision = PrecisionChoice.automatic

  /// Makes the defaults.
  public init() {}

  /// How scenes are segmented for statistics: at half the image's size unless chosen otherwise.
  public var countingSegmentation: SegmentationOptions {
    segmentation.options(usualDownsample: 2, precision.resolved)
  }

  /// How pictures are segmented for files: at full size unless chosen otherwise.
  var pictureSegmentation: SegmentationOptions {
    segmentation.options(usualDownsample: 1, precision.resolved)
  }

  /// What differs from the defaults, in words for a title line: "dissect", "quadrants".
  public var deviations: [String] {
    let segmentation = segmentation
    let quadrants = segmentation.publishedQuadrants ? "published quadrants" : "quadrants"
    let deviations: [(isThere: Bool, words: String)] = [
      (convention != .gandissect, convention.rawValue),
      (
        !segmentation.sizes.isEmpty,
        "at " + segmentation.sizes.map(String.init).joined(separator: "+")
      ), (segmentation.downsample != nil, "labels 1/\(segmentation.downsample ?? 1)"),
      (segmentation.allParts, "all parts"), (segmentation.quadrants, quadrants),
      (precision.resolved != .float32, "statistics in \(precision.resolvedName)"),
    ]
    return deviations.filter(\.isThere).map(\.words)
  }

  /// Refuses what this processor does not compute, and choices that contradict each other.
  ///
  /// - Throws: `Fault` of kind usage.
  public func check() throws(Fault) {
    for choice in [precision, previewPrecision] where choice == .bfloat16 {
      guard !Precision.bfloat16.isOffered else { continue }
      throw Fault(
        .usage,
        "compute with bfloat16",
        expected: "a processor with AVX-512 BF16",
        found: Processor.instructionSet,
        advice: "Use float32, or auto, which takes bfloat16 only where it is offered"
      )
    }
    try segmentation.check()
  }
}

/// How a person wants images segmented; what is left open is the segmenter's own affair.
public struct SegmentationChoices: Hashable, Sendable {
  /// The sizes that may be asked for.
  public static let allowedSizes = SegmentationOptions.allowedSizes

  /// The sides at which the segmenter sees an image; none for its own default.
  public var sizes: [Int] = []
  /// How many times smaller than the image label maps are; nil for 1 in pictures, 2 in statistics.
  public var downsample: Int?
  /// Whether the parts of all objects are told instead of those the segmenter's settings name.
  public var allParts = false
  /// Whether each connected object is also divided in top, bottom, left and right.
  public var quadrants = false
  /// Whether the last component of each image stays undivided, as in the published code.
  public var publishedQuadrants = false

  /// Makes the defaults.
  public init() {}

  func options(usualDownsample: Int, _ precision: Precision) -> SegmentationOptions {
    SegmentationOptions(
      sizes: sizes,
      downsample: downsample ?? usualDownsample,
      quadrants: quadrants,
      allParts: allParts,
      publishedQuadrants: publishedQuadrants,
      precision: precision
    )
  }

  func check() throws(Fault) {
    guard publishedQuadrants, !quadrants else { return }
    throw Fault(
      .usage,
      "segment with the published parity",
      expected: "quadrants, since only they were published with a component dropped",
      found: "none",
      advice: "Add --quadrants, or leave --parity published out"
    )
  }

  /// Refuses parts and quadrants where the segmenter knows no objects.
  ///
  /// - Throws: `Fault` of kind usage that names the segmenter.
  public func check(for segmenter: SegmenterSummary) throws(Fault) {
    guard allParts || quadrants, !segmenter.kind.hasParts else { return }
    throw Fault(
      .usage,
      allParts ? "tell all parts with" : "divide objects into quadrants with",
      on: segmenter.name,
      expected: "a segmenter of unified parsing",
      found: "one of \(segmenter.kind.rawValue)",
      advice: "Leave \(allParts ? "--all-parts" : "--quadrants") out, or give --no-"
        + (allParts ? "all-parts" : "quadrants")
    )
  }
}

/// What to compute with.
public enum PrecisionChoice: String, CaseIterable, Hashable, Sendable {
  /// bfloat16 where the processor has it, else float32.
  case automatic = "auto"
  /// 32 bits.
  case float32
  /// 16 bits with float32's range, sums in float32.
  case bfloat16

  /// The choices that this processor offers.
  public static var offered: [PrecisionChoice] {
    Precision.bfloat16.isOffered ? allCases : [.automatic, .float32]
  }

  /// The name of the precision that this means here.
  public var resolvedName: String { resolved.rawValue }

  /// The precision that this means here.
  public var resolved: Precision {
    switch self {
    case .automatic: Precision.bfloat16.isOffered ? .bfloat16 : .float32
    case .float32: .float32
    case .bfloat16: .bfloat16
    }
  }
}
