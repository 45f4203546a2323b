public import Concepts
public import Faults
import Layers
import OneDNN
public import Tensors

/// A network with one list of classes: ADE20K's, faces', or a labels.json's such as the colours.
///
/// Label maps have one channel for each category; quadrants and parts do not apply.
public final class CategorySegmenter: Segmenter {
  /// What was loaded.
  public let summary: SegmenterSummary
  private let network: LogitNetwork
  private let labels: CategoryLabels
  private let input: NetworkInput

  init(
    _ network: LogitNetwork,
    labels: CategoryLabels,
    input: NetworkInput,
    summary: SegmenterSummary
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
    keeping labels: LabelMap?,
    in images: Tensor,
    options: SegmentationOptions
  ) throws(Fault) -> ConceptScore {
    for (category, classes) in places {
      guard vocabulary(for: options).isConcept(concept),
        let index = category.numbers.firstIndex(of: Int32(concept))
      else { continue }
      return try ConceptScore.joining(images, labels: labels) { image, labels throws(Fault) in
        try scored(
          image,
          labels: labels,
          options: options,
          classes: classes,
          index: index,
          concept: Int32(concept)
        )
      }
    }
    throw notScored(concept)
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
    classes: Range<Int>,
    index: Int,
    concept: Int32
  ) throws(Fault) -> ScoredImage {
    let extents = try input.extents(of: image, options)
    var steps = network.network
    let enlarged = steps.add(
      Resampling(network.enlargement, height: extents.height, width: extents.width),
      network.logits
    )
    let probabilities = steps.add(Softmax(over: classes), enlarged)
    var probability = steps.add(Selection(index), probabilities)
    if let labels, let (first, firstClasses) = places.first {
      let all =
        firstClasses == classes
        ? probabilities : steps.add(Softmax(over: firstClasses), enlarged)
      var channels: [Int32: Int32] = [:]
      for (channel, number) in first.numbers.enumerated() { channels[number] = Int32(channel) }
      let chosen = labels.map { channels[$0] ?? -1 }
      probability = steps.add(
        Concatenation(),
        probability,
        steps.add(LabelledSelection(chosen), all)
      )
    }
    let presented = input.presented(image)
    let passes = try input.each(presented, at: extents, in: options.precision) {
      maps throws(Fault) in
      try BackwardPass(steps, from: [network.image: maps], to: probability)
    }
    let logits = passes.compactMap { $0[network.logits] }
    return ScoredImage(passes, from: network.image, presented: presented, network: input) {
      self.decide(self.vote(logits, extents)).mask(of: concept)
    }
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
    let logits = try input.each(images, at: extents, in: options.precision) { maps throws(Fault) in
      try network(maps)
    }
    return vote(logits, extents)
  }

  private func vote(_ logits: [FeatureMaps], _ extents: SegmentationExtents) -> LogitVote {
    LogitVote(
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
