import Faults
import Tensors

// Networks see one image at a time: it is as fast as in batches, needs a batch's fraction of the
// memory, and an image's labels do not depend on its company.

extension LabelMap {
  /// The label maps of a batch's images, one after the other.
  static func joining(
    _ images: Tensor,
    _ segment: (Tensor) throws(Fault) -> LabelMap
  ) throws(Fault) -> LabelMap {
    try checkHoldsImages(images)
    var maps: [LabelMap] = []
    for sample in 0..<images.shape.batch { maps.append(try segment(images.sample(sample))) }
    return joined(maps)
  }

  static func joined(_ maps: [LabelMap]) -> LabelMap {
    let shape = maps[0].shape
    return LabelMap(
      Shape(maps.count, shape.channels, shape.height, shape.width),
      maps.flatMap(\.labels)
    )
  }
}

extension ConceptScore {
  /// The scores of a batch's images, one after the other.
  static func joining(
    _ images: Tensor,
    labels: LabelMap?,
    _ score: (Tensor, [Int32]?) throws(Fault) -> ScoredImage
  ) throws(Fault) -> ConceptScore {
    try checkHoldsImages(images)
    var scores: [ScoredImage] = []
    for sample in 0..<images.shape.batch {
      let shown = labels.map { map in
        let start = sample * map.shape.sampleCount
        return Array(map.labels[start..<start + map.shape.planeCount])
      }
      scores.append(try score(images.sample(sample), shown))
    }
    return ConceptScore(scores)
  }
}

private func checkHoldsImages(_ images: Tensor) throws(Fault) {
  guard images.shape.count > 0, images.shape.channels == 3 else {
    throw Fault(
      .usage,
      "segment images",
      expected: "at least one image of red, green and blue",
      found: "an array of shape \(images.shape)"
    )
  }
}
