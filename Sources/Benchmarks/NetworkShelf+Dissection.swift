import Concepts
import Dissection
import Generators
import Segmenters
import Tensors

extension NetworkShelf {
  /// What a dissection does with one scene beside running the networks: 512 units of layer4,
  /// upsampled to a label map of half size, thresholded and counted against all concepts.
  var bookkeepingSubject: Subject {
    Subject(name: "dissection-bookkeeping", operations: 0) { [self] in
      let layer = LayerName("layer4")
      let activations = try (0..<16).compactMap { number in
        try generator(256).generate(try latent(number), observing: [layer]).activations[layer]
      }
      let vocabulary = try segmenter("upp").vocabulary
      let segmentation = patchwork(of: vocabulary.count)
      var counter = ConceptCounter(
        levels: levels(of: activations),
        vocabulary: vocabulary,
        convention: .gandissect
      )
      var scene = 0
      return {
        try counter.add(activations[scene % activations.count], segmentation)
        scene += 1
      }
    }
  }

  /// Label maps of six channels whose patches of 8x8 pixels hold any concept: random weights see
  /// too few.
  private func patchwork(of concepts: Int) -> LabelMap {
    var random = UInt32(1)
    let patches = (0..<6 * 16 * 16).map { _ in
      random = random &* 1_664_525 &+ 1_013_904_223
      return Int32(Int(random >> 8) % concepts)
    }
    let shape = Shape(1, 6, 128, 128)
    return LabelMap(
      shape,
      (0..<shape.count).map { place in
        let (channel, row, column) = (place >> 14, place >> 7 & 127, place & 127)
        return patches[channel * 256 + (row / 8) * 16 + column / 8]
      }
    )
  }

  /// The 0.995 quantile of each unit.
  private func levels(of activations: [Tensor]) -> [Float] {
    let shape = activations[0].shape
    return (0..<shape.channels).map { unit in
      let first = shape.offset(0, unit, 0, 0)
      let values = activations.flatMap { $0.values[first..<first + shape.planeCount] }.sorted()
      return values[Int(Double(values.count - 1) * 0.995)]
    }
  }
}
