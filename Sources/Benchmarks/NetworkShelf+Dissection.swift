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
      let activations = try scenes()
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

  /// What finding the 100 levels of 512 units costs a scene beside running the generator.
  var levelsSubject: Subject {
    Subject(name: "dissection-levels", operations: 0) { [self] in
      let activations = try scenes()
      var sample = levelSample(of: activations[0].shape)
      var scene = 0
      return {
        try sample.add(activations[scene % activations.count])
        scene += 1
      }
    }
  }

  /// What counting 512 units at all their levels costs a scene beside running the networks: one
  /// that holds 32 concepts, and one that holds all there are.
  var countsSubjects: [Subject] {
    [
      countsSubject("dissection-counts", concepts: 32),
      countsSubject("dissection-counts-all", concepts: .max),
    ]
  }

  private func countsSubject(_ name: String, concepts: Int) -> Subject {
    Subject(name: name, operations: 0) { [self] in
      let activations = try scenes()
      var sample = levelSample(of: activations[0].shape)
      for scene in activations { try sample.add(scene) }
      let vocabulary = try segmenter("upp").vocabulary
      var counter = LevelCounter(
        grid: sample.grid ?? LevelGrid([]),
        vocabulary: vocabulary
      )
      let segmentation = patchwork(of: min(concepts, vocabulary.count))
      var scene = 0
      return {
        let labels = SceneLabels(segmentation, vocabulary: vocabulary)
        try counter.add(activations[scene % activations.count], labels)
        scene += 1
      }
    }
  }

  private func scenes() throws -> [Tensor] {
    let layer = LayerName("layer4")
    return try (0..<16).compactMap { number in
      try generator(256).generate(try latent(number), observing: [layer]).activations[layer]
    }
  }

  private func levelSample(of shape: Shape) -> LevelSample {
    LevelSample(
      layer: LayerDescription(
        name: "layer4",
        units: shape.channels,
        height: shape.height,
        width: shape.width
      ),
      rule: .informationQuality,
      sampleSize: 1000,
      segmentationHeight: 128,
      segmentationWidth: 128
    )
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
