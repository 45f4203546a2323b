import Concepts
import Foundation
import Layers
import NumPyFiles
import OneDNN
import Tensors
import TestSupport
import Testing

@testable import Segmenters

@Suite("Unified parsing against the published code", .enabled(if: Golden.isPresent))
struct UnifiedParsingGoldenTests {
  let expected: NPZ
  let images: Tensor
  let segmenter: any Segmenter

  init() throws {
    expected = try Golden.arrays("upp_slim")
    images = try expected.tensor("image")
    segmenter = try SegmenterLoader.load(
      directory: References.path("golden/upp_slim"),
      session: Session()
    )
  }

  private static let undivided = SegmentationOptions(sizes: [128], downsample: 2)

  private func votes(_ options: SegmentationOptions) throws -> ParsingVotes {
    let parsing = try #require(segmenter as? UnifiedParsingSegmenter)
    return try parsing.votes(on: images, options)
  }

  private func names(_ file: String) throws -> [[String]] {
    let url = URL(filePath: References.path("golden/upp_slim/\(file).json"))
    return try JSONDecoder().decode([[String]].self, from: Data(contentsOf: url))
  }

  @Test(
    "The vocabulary has the published names, categories and order",
    arguments: [
      ("labels_plain", false, false), ("labels_quad", true, false),
      ("labels_allparts_quad_ds4", true, true),
    ]
  )
  func vocabulary(file: String, quadrants: Bool, allParts: Bool) throws {
    let options = SegmentationOptions(quadrants: quadrants, allParts: allParts)
    let concepts = segmenter.vocabulary(for: options).concepts
    #expect(try concepts.map { [$0.name, $0.category.rawValue] } == names(file))
  }

  @Test("Object probabilities agree within 1e-3")
  func objectProbabilities() throws {
    let found = try votes(Self.undivided).object.probabilities(
      of: Array(stride(from: 0, to: 336, by: 16)),
      among: 0..<336
    )
    #expect(largestDifference(found, try expected.tensor("prob_object_every16")) < 1e-3)
  }

  @Test("Material probabilities agree within 1e-3")
  func materialProbabilities() throws {
    let found = try votes(Self.undivided).material.probabilities(
      of: Array(0..<26),
      among: 0..<26
    )
    #expect(largestDifference(found, try expected.tensor("prob_material")) < 1e-3)
  }

  @Test("Probabilities of a building's parts agree within 1e-3")
  func partProbabilities() throws {
    let vote = try #require(try votes(Self.undivided).part)
    let found = vote.probabilities(of: Array(0..<24), among: 2..<26)
    #expect(largestDifference(found, try expected.tensor("prob_part_building")) < 1e-3)
  }

  @Test("Label maps agree, undivided and at one size")
  func undivided() throws {
    try compare("seg_plain", Self.undivided)
  }

  @Test("Label maps agree with quadrants, the last component left out as published")
  func quadrants() throws {
    try compare(
      "seg_quad",
      SegmentationOptions(
        sizes: [128],
        downsample: 2,
        quadrants: true,
        publishedQuadrants: true
      )
    )
  }

  @Test("Label maps agree with all parts, quadrants and a downsampling of 4")
  func allParts() throws {
    try compare(
      "seg_allparts_quad_ds4",
      SegmentationOptions(
        sizes: [128],
        downsample: 4,
        quadrants: true,
        allParts: true,
        publishedQuadrants: true
      )
    )
  }

  @Test("Label maps agree when two sizes are summed")
  func twoSizes() throws {
    try compare("seg_two_sizes", SegmentationOptions(sizes: [128, 64], downsample: 2))
  }

  @Test("The score of a concept is the published predict_single_class")
  func score() throws {
    let door = try segmenter.vocabulary.concept(named: "door").number
    let score = try segmenter.score(of: door, in: images, options: Self.undivided)
    #expect(largestDifference(score.probability, try expected.tensor("door_prob")) < 1e-3)
    let mask = try expected.labels("door_mask")
    #expect(try score.mask().labels.contains(1))
    #expect(try agreement(score.mask(), mask) > 0.999)
  }

  private func compare(_ name: String, _ options: SegmentationOptions) throws {
    let found = try segmenter.segment(images, options: options)
    let map = try expected.labels(name)
    try #require(found.shape == map.shape)
    #expect(agreement(found, map) >= 0.999)
    let votes = try votes(options)
    let contested = contestedPixels(votes, objectCount: 336)
    for (pixel, isContested) in contested.enumerated() where !isContested {
      let (sample, place) = pixel.quotientAndRemainder(dividingBy: map.shape.planeCount)
      let index = sample * map.shape.sampleCount + place
      #expect(found.labels[index] == map.labels[index])
    }
  }

  /// Where the two best objects differ by no more than the tolerance.
  private func contestedPixels(_ votes: ParsingVotes, objectCount: Int) -> [Bool] {
    let scores = votes.object.probabilities(
      of: Array(0..<objectCount),
      among: 0..<objectCount
    )
    return isContested(scores)
  }
}
