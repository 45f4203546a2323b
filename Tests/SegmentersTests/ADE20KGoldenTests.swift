import Layers
import NumPyFiles
import OneDNN
import Tensors
import TestSupport
import Testing

@testable import Segmenters

@Suite("ADE20K networks against the published code", .enabled(if: Golden.isPresent))
struct ADE20KGoldenTests {
  @Test(
    "Probabilities and label maps agree",
    arguments: [
      ("ade20k_mobilenetv2dilated_c1_deepsup", "mobilenetv2dilated", "c1_deepsup"),
      ("ade20k_resnet18dilated_ppm_deepsup", "resnet18dilated", "ppm_deepsup"),
      ("ade20k_resnet50_upernet", "resnet (1, 2, 1, 1 blocks)", "upernet"),
    ]
  )
  func network(folder: String, encoder: String, decoder: String) throws {
    let expected = try Golden.arrays(folder)
    let loaded = try SegmenterLoader.load(
      directory: References.path("golden/\(folder)"),
      session: Session()
    )
    let segmenter = try #require(loaded as? CategorySegmenter)
    #expect(segmenter.summary.encoder == encoder)
    #expect(segmenter.summary.decoder == decoder)
    #expect(segmenter.summary.kind == .ade20k)

    let images = try expected.tensor("image")
    let vote = try segmenter.vote(on: images, SegmentationOptions())
    let scores = vote.probabilities(of: Array(0..<150), among: 0..<150)
    let tenths = vote.probabilities(of: Array(stride(from: 0, to: 150, by: 10)), among: 0..<150)
    #expect(largestDifference(tenths, try expected.tensor("prob_every10")) < 1e-3)

    let map = try segmenter.segment(images, options: SegmentationOptions())
    let published = try expected.labels("argmax")
    #expect(agreement(map, published) >= 0.999)
    for (pixel, isContested) in isContested(scores).enumerated() where !isContested {
      #expect(map.labels[pixel] == published.labels[pixel])
    }
  }
}
