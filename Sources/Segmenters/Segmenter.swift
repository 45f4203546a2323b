public import Concepts
public import Faults
public import Tensors

/// A network that names what each pixel of an image shows.
///
/// A segmenter lives in one compute lane: it is not `Sendable`, and its calls block.
public protocol Segmenter: AnyObject {
  /// What was loaded, for people and for the store.
  var summary: SegmenterSummary { get }

  /// The concepts that label maps hold under given options; quadrants and parts change numbers.
  func vocabulary(for options: SegmentationOptions) -> ConceptVocabulary

  /// Names what each pixel shows.
  ///
  /// - Parameters:
  ///   - images: Raw generator output in [-1, 1], red, green and blue, (batch, 3, height, width).
  ///   - options: Sizes, subdivision and parts.
  /// - Returns: Concept numbers, (batch, label channels, height / downsample, width / downsample).
  /// - Throws: A usage fault when sizes and images do not fit, or a defect of oneDNN.
  func segment(_ images: Tensor, options: SegmentationOptions) throws(Fault) -> LabelMap

  /// How sure the network is of one concept at each pixel, and where it is the answer.
  ///
  /// Unified parsing adds the probability of the concept as a part to that as an object, and sums
  /// over the segmentation sizes, as published (predict_single_class), so scores may exceed 1. The
  /// score keeps what its gradient takes: all values of the networks, image by image.
  ///
  /// With labels, a second channel says how sure it is of each pixel's label: 1 less that is what
  /// the others lose. Only the first label channel is looked at, which names what a pixel shows; 0
  /// where it holds no class.
  ///
  /// - Parameters:
  ///   - concept: A number of `vocabulary(for: options)`; not a quadrant.
  ///   - labels: A label map of so many images under the same options, or nil.
  ///   - images: As for `segment`.
  ///   - options: As for `segment`.
  /// - Returns: Scores and answers, at the extent of the label map.
  /// - Throws: As `segment`, and a usage fault for a number that cannot be scored.
  func score(
    of concept: Int,
    keeping labels: LabelMap?,
    in images: Tensor,
    options: SegmentationOptions
  ) throws(Fault) -> ConceptScore

  /// What the encoder's deepest feature maps hold in the mean of all positions, over several
  /// segmentation sizes their mean: what Fréchet distances of features are computed of.
  ///
  /// - Parameters:
  ///   - images: As for `segment`.
  ///   - options: As for `segment`.
  /// - Returns: A vector for each image, all of the same length.
  /// - Throws: As `segment`, and a usage fault for a segmenter without an encoder.
  func pooledFeatures(
    of images: Tensor,
    options: SegmentationOptions
  ) throws(Fault) -> [[Float]]
}

extension Segmenter {
  /// For segmenters without an encoder.
  public func pooledFeatures(
    of images: Tensor,
    options: SegmentationOptions
  ) throws(Fault) -> [[Float]] {
    throw Fault(
      .usage,
      "compare scenes by features",
      on: summary.name,
      expected: "a segmenter with an encoder",
      found: "one without"
    )
  }

  /// How sure the network is of one concept at each pixel, and where it is the answer.
  ///
  /// - Throws: As `segment`, and a usage fault for a number that cannot be scored.
  public func score(
    of concept: Int,
    in images: Tensor,
    options: SegmentationOptions
  ) throws(Fault) -> ConceptScore {
    try score(of: concept, keeping: nil, in: images, options: options)
  }

  /// The concepts of label maps under the default options.
  public var vocabulary: ConceptVocabulary { vocabulary(for: SegmentationOptions()) }
}
