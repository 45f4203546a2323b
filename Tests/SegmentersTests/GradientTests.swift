import Concepts
import Faults
import Foundation
import NumPyFiles
import OneDNN
import Tensors
import TestSupport
import Testing

@testable import Segmenters

/// The gradient of a score by the images, beside differences of the score.
@Suite("Gradients of scores", .enabled(if: Golden.isPresent))
struct GradientTests {
  /// The derivative along the gradient and along a random direction, with central differences of
  /// 1e-3 in the images' unit; two steps must agree first, so that no kink decides.
  private func check(
    _ segmenter: any Segmenter,
    _ concept: Int,
    _ images: Tensor,
    _ options: SegmentationOptions
  ) throws {
    func weighted(_ tensor: Tensor) -> Double {
      tensor.values.enumerated().reduce(0) { $0 + Double($1.element) * Self.weight($1.offset) }
    }
    let score = try segmenter.score(of: concept, in: images, options: options)
    let shape = score.probability.shape
    let weights = Tensor(shape, (0..<shape.count).map { Float(Self.weight($0)) })
    let gradient = try score.imageGradient(of: weights)
    #expect(gradient.shape == images.shape)
    let norm = gradient.values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    try #require(norm > 0)
    let random = (0..<images.shape.count).map { Float(sin(Double($0 * $0 % 7919))) }
    let scale = Float(random.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot())
    for direction in [
      gradient.values.map { $0 / Float(norm) }, random.map { $0 / scale },
    ] {
      func moved(_ step: Float) throws -> Double {
        let values = zip(images.values, direction).map { $0 + step * $1 }
        let moved = Tensor(images.shape, values)
        return weighted(
          try segmenter.score(of: concept, in: moved, options: options).probability
        )
      }
      let steps: [Float] = [0.02, 0.01]
      let slopes = try steps.map { (try moved($0) - moved(-$0)) / Double(2 * $0) }
      let expected = zip(gradient.values, direction).reduce(0) {
        $0 + Double($1.0) * Double($1.1)
      }
      let error = abs(slopes[1] - expected)
      #expect(error < 1e-2 * norm + abs(slopes[0] - slopes[1]), "\(slopes) for \(expected)")
    }
  }

  private static func weight(_ place: Int) -> Double { 0.5 + Double(place * 37 % 11) / 11 }

  /// The concept that most pixels show.
  private func commonConcept(
    _ segmenter: any Segmenter,
    _ images: Tensor,
    _ options: SegmentationOptions,
    channel: Int = 0
  ) throws -> Int {
    let map = try segmenter.segment(images, options: options)
    let plane = map.shape.planeCount
    var counts: [Int32: Int] = [:]
    for label in map.labels[channel * plane..<(channel + 1) * plane] {
      counts[label, default: 0] += 1
    }
    let named = counts.filter { segmenter.vocabulary(for: options).isConcept(Int($0.key)) }
    return Int(try #require(named.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key))
  }

  // Not the random DeepLabV3: its score has slopes of 1e5, beyond what differences of float32 show.
  @Test(arguments: [
    ("ade20k_mobilenetv2dilated_c1_deepsup", "image"),
    ("ade20k_resnet18dilated_ppm_deepsup", "image"), ("ade20k_resnet50_upernet", "image"),
    ("segformer_slim", "image_64x64"), ("torchvision_lraspp_slim", "image_64x64"),
    ("bisenet_face_slim", "image_64x64"),
  ])
  func `of every family with one list of classes`(folder: String, image: String) throws {
    let segmenter = try SegmenterLoader.load(
      directory: References.path("golden/\(folder)"),
      session: Session()
    )
    let images = try Golden.arrays(folder).tensor(image).sample(0)
    let options = SegmentationOptions(sizes: [64], downsample: 2)
    let concept = try commonConcept(segmenter, images, options)
    try check(segmenter, concept, images, options)
  }

  @Test func `of unified parsing's objects, materials and parts, at two sizes`() throws {
    let segmenter = try SegmenterLoader.load(
      directory: References.path("golden/upp_slim"),
      session: Session()
    )
    let images = try Golden.arrays("upp_slim").tensor("image")
    let options = SegmentationOptions(sizes: [96, 128], downsample: 4)
    for channel in 0..<3 {
      guard
        let concept = try? commonConcept(segmenter, images.sample(0), options, channel: channel)
      else { continue }
      try check(segmenter, concept, images, options)
    }
  }
}
