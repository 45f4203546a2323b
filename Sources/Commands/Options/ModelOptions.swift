public import ArgumentParser
import Dissection

extension Convention: ExpressibleByArgument {}

/// Which generator and segmenter, and where results are kept.
public struct ModelOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Checkpoint of a progressive GAN.", valueName: "file"))
  var generator: String?

  @Option(
    help: ArgumentHelp(
      "Directory of a segmenter, or 'none' to work without labels.",
      valueName: "directory"
    )
  )
  var segmenter: String?

  @Option(help: "Seed of the scenes: scene n is row n of NumPy's RandomState(seed).")
  var seed: UInt32 = 1

  @Option(help: ArgumentHelp("Database of results.", valueName: "path"))
  var store: String?

  @Option(
    help:
      "Recipe of levels and counts: \(Convention.allCases.map(\.rawValue).joined(separator: " or "))."
  )
  var convention: Convention = .gandissect

  @Option(help: "Side in pixels at which the segmenter sees an image.")
  var segmentationSize: Int?

  @Option(help: "How many image pixels one pixel of the label map stands for, each way.")
  var downsample: Int?

  /// Makes the defaults.
  public init() {}

  /// Refuses impossible sizes.
  public func validate() throws {
    if let segmentationSize, !(16...4096).contains(segmentationSize) {
      throw ValidationError("--segmentation-size takes a number from 16 to 4096.")
    }
    if let downsample, !(1...64).contains(downsample) {
      throw ValidationError("--downsample takes a number from 1 to 64.")
    }
    if segmenter == "" { throw ValidationError("--segmenter takes a directory or 'none'.") }
  }
}
