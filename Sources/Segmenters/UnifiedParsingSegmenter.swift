public import Concepts
public import Faults
import Layers
public import Tensors

/// The unified-parsing UPerNet: objects, materials and parts.
///
/// Label maps have the channels object, material and part, and with quadrants [t or b] and [l or r];
/// gandissect's segmenter.py defines them. A part is labelled only where its owner is the object.
public final class UnifiedParsingSegmenter: Segmenter {
  /// What was loaded.
  public let summary: SegmenterSummary
  private let network: ParsingNetwork
  private let labels: ParsingLabels
  private let input: NetworkInput
  private var numberings: [Variant: UnifiedNumbering] = [:]

  private struct Variant: Hashable {
    let quadrants: Bool
    let allParts: Bool
  }

  init(
    _ network: ParsingNetwork,
    labels: ParsingLabels,
    input: NetworkInput,
    summary: SegmenterSummary
  ) {
    (self.network, self.labels, self.input, self.summary) = (network, labels, input, summary)
  }

  /// The concepts in the published numbering.
  public func vocabulary(for options: SegmentationOptions) -> ConceptVocabulary {
    numbering(options).vocabulary
  }

  private func numbering(_ options: SegmentationOptions) -> UnifiedNumbering {
    let variant = Variant(quadrants: options.quadrants, allParts: options.allParts)
    if let known = numberings[variant] { return known }
    let numbering = UnifiedNumbering(
      labels,
      quadrants: options.quadrants,
      allParts: options.allParts
    )
    numberings[variant] = numbering
    return numbering
  }

  /// Names what each pixel shows: (batch, 3 or with quadrants 5, height, width).
  public func segment(
    _ images: Tensor,
    options: SegmentationOptions
  ) throws(Fault) -> LabelMap {
    let numbering = numbering(options)
    let map = try LabelMap.joining(images) { image throws(Fault) in
      try votes(on: image, options).decide(numbering)
    }
    guard options.quadrants else { return map }
    return Quadrants.appended(
      to: map,
      objectCount: numbering.objectCount,
      dropsLast: options.publishedQuadrants
    )
  }

  /// The published predict_single_class.
  public func score(
    of concept: Int,
    keeping labels: LabelMap?,
    in images: Tensor,
    options: SegmentationOptions
  ) throws(Fault) -> ConceptScore {
    let numbering = numbering(options)
    try numbering.checkIsScored(concept)
    return try ConceptScore.joining(images, labels: labels) { image, labels throws(Fault) in
      try scored(image, labels: labels, options: options, concept: concept, numbering: numbering)
    }
  }

  /// The encoder's deepest maps, in the mean of all positions.
  public func pooledFeatures(
    of images: Tensor,
    options: SegmentationOptions
  ) throws(Fault) -> [[Float]] {
    try input.pooledFeatures(of: images, options) { maps throws(Fault) in
      try network.encoded(maps)
    }
  }

  private func scored(
    _ image: Tensor,
    labels: [Int32]?,
    options: SegmentationOptions,
    concept: Int,
    numbering: UnifiedNumbering
  ) throws(Fault) -> ScoredImage {
    let extents = try input.extents(of: image, options)
    var (steps, probability) = network.scoring(
      concept,
      numbering: numbering,
      options: options,
      extents: extents
    )
    if let labels {
      let known = 1...Int32(max(1, numbering.objectCount))
      let classes = labels.map { known.contains($0) ? $0 : -1 }
      let enlarging = Resampling(.bilinear, height: extents.height, width: extents.width)
      let objects = 0..<numbering.objectCount + 1
      let all = steps.add(Softmax(over: objects), steps.add(enlarging, network.object))
      probability = steps.add(
        Concatenation(),
        probability,
        steps.add(LabelledSelection(classes), all)
      )
    }
    let presented = input.presented(image)
    let passes = try input.each(presented, at: extents, in: options.precision) {
      maps throws(Fault) in
      try BackwardPass(steps, from: [network.image: maps], to: probability)
    }
    return ScoredImage(passes, from: network.image, presented: presented, network: input) {
      () throws(Fault) in
      // The answer needs all lists, of which the score may take one.
      try self.votes(on: image, options).decide(numbering).mask(of: Int32(concept))
    }
  }

  /// The probabilities of some classes of each list, for comparison with the published code.
  func votes(on images: Tensor, _ options: SegmentationOptions) throws(Fault) -> ParsingVotes {
    let extents = try input.extents(of: images, options)
    let logits = try input.each(images, at: extents, in: options.precision) { maps throws(Fault) in
      try network(maps, allParts: options.allParts)
    }
    return ParsingVotes(logits, height: extents.height, width: extents.width)
  }
}
