import Checkpoints
import Concepts
import Dissection
import Foundation
import Generators
import Interventions
import Latents
import NumPyFiles
import OneDNN
import Segmenters
import Tensors
import TestSupport

/// The published code's dissection of small random networks, and these networks.
struct GoldenNetworks {
  static let sampleSize = 120
  static let layer: LayerName = "layer4"

  let generator: ProgressiveGenerator
  let segmenter: any Segmenter
  let arrays: NPZ
  /// Segmentations at half of the image's own size, undivided.
  let options = SegmentationOptions(sizes: [64], downsample: 2)

  init() throws {
    let session = try Session()
    generator = try ProgressiveGenerator(
      CheckpointReader.read(path: References.path("golden/proggan_64/zip.pth")),
      session: session
    )
    segmenter = try SegmenterLoader.load(
      directory: References.path("golden/upp_slim"),
      session: session
    )
    arrays = try NPZ(path: References.path("golden/dissection/expected.npz"))
  }

  var vocabulary: ConceptVocabulary { segmenter.vocabulary(for: options) }

  /// Images and the layer's activations of consecutive scenes.
  func scenes(
    seed: UInt32,
    first: Int,
    count: Int,
    edits: [LayerEdit] = []
  ) throws -> (images: Tensor, activations: Tensor) {
    let z = Latents.rows(seed: seed, first: first, count: count, width: 32)
    let made = try generator.generate(z, edits: edits, observing: [Self.layer])
    return (made.images, made.activations[Self.layer] ?? Tensor(Shape(0, 0, 0, 0), []))
  }

  /// The published numbers of an array.
  func expected(_ name: String) throws -> [Double] {
    try arrays.array(name).floats.map(Double.init)
  }
}
