import Checkpoints
import Foundation
import Generators
import Latents
import OneDNN
import Tensors
import Testing

@testable import Segmenters

@Suite("The demo world's segmenter")
struct DemoWorldTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Sources/CDemoWorld/weights").standardizedFileURL.path

  @Test(
    "bfloat16 changes less than 1 % of the labels of its scenes",
    .enabled(if: Precision.bfloat16.isOffered)
  )
  func bfloat16() throws {
    let session = try Session()
    let generator = try ProgressiveGenerator(
      CheckpointReader.read(path: Self.folder + "/country.pth"),
      session: session
    )
    let segmenter = try SegmenterLoader.load(directory: Self.folder, session: session)
    let width = generator.architecture.latentWidth
    let latents = Latents.rows(seed: 1, first: 0, count: 8, width: width)
    let scenes = try generator.generate(latents).images
    let exact = try segmenter.segment(scenes, options: SegmentationOptions())
    let rounded = try segmenter.segment(
      scenes,
      options: SegmentationOptions(precision: .bfloat16)
    )
    #expect(Set(exact.labels).count > 5)
    #expect(agreement(exact, rounded) >= 0.99)
  }
}
