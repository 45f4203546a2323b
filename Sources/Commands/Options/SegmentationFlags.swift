import ArgumentParser
import Experiments
import Laboratory
import Segmenters

/// How images are segmented.
struct SegmentationFlags: ParsableArguments {
  /// Whether the mistakes of published code are made too.
  enum Parity: String, ExpressibleByArgument, CaseIterable {
    case corrected, published
  }

  @Option(
    name: .customLong("segmentation-size"),
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Sides in pixels at which the segmenter sees an image; over several, probabilities are summed.",
      valueName: "pixels"
    )
  )
  var sizes: [Int] = []

  @Option(
    help: ArgumentHelp(
      "Image pixels for each pixel of the label map, each way. (default: 1, in statistics 2)",
      valueName: "pixels"
    )
  )
  var downsample: Int?

  @Flag(
    inversion: .prefixedNo,
    help: "Tell the parts of all objects that have some, not of the segmenter's own choice alone."
  )
  var allParts: Bool?

  @Flag(
    inversion: .prefixedNo,
    help: "Divide objects in top, bottom, left and right too, as tree-t ('quad' in publications)."
  )
  var quadrants: Bool?

  @Option(
    help: ArgumentHelp(
      "published makes the published code's mistakes too: with --quadrants each image's last "
        + "component stays whole; '-' competes for the best IoU; correlations ('ganscope help "
        + "computing')."
    )
  )
  var parity: Parity?

  func validate() throws {
    let allowed = SegmentationOptions.allowedSizes
    if sizes.contains(where: { !allowed.contains($0) }) {
      throw ValidationError(
        "--segmentation-size takes numbers from \(allowed.lowerBound) to \(allowed.upperBound)."
      )
    }
    if let downsample, !(1...64).contains(downsample) {
      throw ValidationError("--downsample takes a number from 1 to 64.")
    }
  }

  /// These choices over those of the configuration file.
  func choices(_ configuration: Configuration) -> SegmentationChoices {
    var choices = SegmentationChoices()
    choices.sizes = sizes.isEmpty ? configuration.segmentationSizes ?? [] : sizes
    choices.downsample = downsample ?? configuration.downsample
    choices.allParts = allParts ?? configuration.allParts ?? false
    choices.quadrants = quadrants ?? configuration.quadrants ?? false
    let parity = parity ?? configuration.parity
    choices.hasPublishedErrors = parity == .published
    return choices
  }
}
