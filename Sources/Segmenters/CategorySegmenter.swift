public import Concepts
public import Faults
import Layers
public import Tensors

/// A network with one list of classes: ADE20K's, faces', or a labels.json's such as the colours.
///
/// Label maps have one channel for each category; quadrants and parts do not apply.
public final class CategorySegmenter: Segmenter {
  /// What was loaded.
  public let summary: SegmenterSummary
  private let network: any LogitNetwork
  private let labels: CategoryLabels
  private let input: NetworkInput

  init(
    _ network: any LogitNetwork,
    _ labels: CategoryLabels,
    _ input: NetworkInput,
    _ summary: SegmenterSummary
  ) {
    (self.network, self.labels, self.input, self.summary) = (network, labels, input, summary)
  }

  /// The concepts; the same under all options.
  public func vocabulary(for options: SegmentationOptions) -> ConceptVocabulary {
    labels.vocabulary
  }

  /// Names what each pixel shows: (batch, categories, height, width).
  public func segment(
    _ images: Tensor,
    options: SegmentationOptions
  ) throws(Fault) -> LabelMap {
    try LabelMap.joining(images) { image throws(Fault) in
      decide(try vote(on: image, options))
    }
  }

  /// The concept's probability among its category, and where it is the largest.
  public func score(
    of concept: Int,
    in images: Tensor,
    options: SegmentationOptions
  ) throws(Fault) -> ConceptScore {
    for (category, classes) in places {
      guard let index = category.numbers.firstIndex(of: Int32(concept)) else { continue }
      return try ConceptScore.joining(images) { image throws(Fault) in
        let vote = try vote(on: image, options)
        return ConceptScore(
          probability: vote.probabilities(of: [index], among: classes),
          mask: decide(vote).mask(of: Int32(concept))
        )
      }
    }
    throw notScored(concept)
  }

  /// Each category with the range of its logits.
  private var places: [(category: CategoryLabels.Category, classes: Range<Int>)] {
    var first = 0
    return labels.categories.map { category in
      defer { first += category.classes.count }
      return (category, first..<first + category.classes.count)
    }
  }

  func vote(on images: Tensor, _ options: SegmentationOptions) throws(Fault) -> LogitVote {
    let extents = try input.extents(of: images, options)
    let logits = try input.each(images, extents, options.precision) { maps throws(Fault) in
      try network(maps)
    }
    return LogitVote(
      logits,
      height: extents.height,
      width: extents.width,
      method: network.enlargement
    )
  }

  private func decide(_ vote: LogitVote) -> LabelMap {
    let shape = Shape(vote.batch, labels.categories.count, vote.height, vote.width)
    var map = LabelMap(shape, [Int32](repeating: 0, count: shape.count))
    for (channel, (category, classes)) in places.enumerated() {
      vote.decide(classes, numbers: category.numbers, channel: channel, of: &map)
    }
    return map
  }
}

/// The refusal of a number that no score belongs to.
func notScored(_ concept: Int) -> Fault {
  Fault(
    .usage,
    "score a concept",
    on: "\(concept)",
    expected: "an object, a part or a material",
    found: "a number that stands for none of these"
  )
}
