public import ArgumentParser
public import Dissection

extension Convention: ExpressibleByArgument {}

/// Which generator and segmenter, which scenes, and where results are kept.
struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Checkpoint of a progressive GAN (.pth or .safetensors); the demo world if absent.",
      valueName: "file"
    )
  )
  var generator: String?

  @Option(
    help: ArgumentHelp(
      "Directory of a segmenter, or 'none' to work without labels.",
      valueName: "directory"
    )
  )
  var segmenter: String?

  @Option(help: "Seed of the scenes: scene n is row n of NumPy's RandomState(seed). (default: 1)")
  var seed: UInt32?

  @Option(help: ArgumentHelp("Database of results.", valueName: "path"))
  var store: String?

  @Option(help: "Recipe of levels and counts. (default: gandissect)")
  var convention: Convention?

  @Option(
    help: ArgumentHelp(
      "Side in pixels at which the segmenter sees an image.",
      valueName: "pixels"
    )
  )
  var segmentationSize: Int?

  @Option(
    help: ArgumentHelp(
      "Image pixels for each pixel of the label map, each way.",
      valueName: "pixels"
    )
  )
  var downsample: Int?

  func validate() throws {
    if let segmentationSize, !(16...4096).contains(segmentationSize) {
      throw ValidationError("--segmentation-size takes a number from 16 to 4096.")
    }
    if let downsample, !(1...64).contains(downsample) {
      throw ValidationError("--downsample takes a number from 1 to 64.")
    }
    if segmenter == "" { throw ValidationError("--segmenter takes a directory or 'none'.") }
  }
}
