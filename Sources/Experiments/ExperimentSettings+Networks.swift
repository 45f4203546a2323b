public import Faults
import Generators
public import Laboratory
public import OneDNN
public import Segmenters

extension ExperimentSettings {
  /// How scenes are segmented for statistics: at half the image's size unless chosen otherwise.
  public var countingSegmentation: SegmentationOptions {
    segmentation.options(usualDownsample: 2, precision.resolved)
  }

  /// Rows or columns of the label maps that are counted, for those of images.
  func countedSide(of images: Int) -> Int { max(1, images / countingSegmentation.downsample) }

  /// How pictures are segmented for files: at full size unless chosen otherwise.
  var pictureSegmentation: SegmentationOptions {
    segmentation.options(usualDownsample: 1, precision.resolved)
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
  }
}

extension SegmentationChoices {
  func options(usualDownsample: Int, _ precision: Precision) -> SegmentationOptions {
    SegmentationOptions(
      sizes: sizes,
      downsample: downsample ?? usualDownsample,
      quadrants: quadrants,
      allParts: allParts,
      publishedQuadrants: hasPublishedErrors,
      precision: precision
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

extension PrecisionChoice {
  /// The choices that this processor offers.
  public static var offered: [PrecisionChoice] {
    Precision.bfloat16.isOffered ? allCases : [.automatic, .float32]
  }

  /// The precision that this means here.
  public var resolved: Precision {
    switch self {
    case .automatic: Precision.bfloat16.isOffered ? .bfloat16 : .float32
    case .float32: .float32
    case .bfloat16: .bfloat16
    }
  }
}

extension StyleSettings {
  /// Takes up a change.
  ///
  /// - Throws: `Fault` of kind usage for a psi out of range.
  mutating func change(_ change: StyleChange) throws(Fault) {
    switch change {
    case .psi(let psi):
      guard StyleChange.psiRange.contains(psi) else {
        throw Fault(
          .usage,
          "truncate to psi",
          on: "\(psi)",
          expected: "a number from -10 to 10",
          found: "another one"
        )
      }
      self.psi = psi
    case .noise(.constant): noise = .constant
    case .noise(.none): noise = .none
    case .noise(.seeded(let seed)): noise = .seeded(seed)
    }
  }
}
