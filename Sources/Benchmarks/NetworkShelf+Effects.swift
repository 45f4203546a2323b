import Concepts
import Faults
import Generators
import Interventions
import OneDNN
import Segmenters
import Tensors

extension NetworkShelf {
  /// A step of the causal effect's optimisation, forwards and backwards: how much tree two scenes
  /// show where the units of layer4 are off by shares, and what each unit has to do with it.
  func effectStep(_ precision: Precision) -> Subject {
    Subject(name: "effect-step-\(precision)", operations: 0) { [self] in
      let (generator, segmenter) = (try generator(256), try segmenter("upp"))
      let z = try tensor("z")
      let two = Tensor(
        Shape(2, z.shape.channels, z.shape.height, z.shape.width),
        Array(z.values[..<(2 * z.shape.sampleCount)])
      )
      let toLayer = try generator.begin(to: "layer4", from: two, precision: precision)
      guard let units = toLayer.output?.shape.channels,
        let tree = segmenter.vocabulary.concepts.first(where: { $0.name == "tree" })
      else {
        throw Fault(.missing, "measure a step", found: "a network without layer4 or trees")
      }
      let shares = Tensor(Shape(1, units, 1, 1), filledWith: 0.5)
      let edit = LayerEdit(
        layer: "layer4",
        weight: shares,
        replacement: Tensor(shares.shape, filledWith: 0)
      )
      let options = SegmentationOptions(precision: precision)
      return {
        let drawn = try generator.differentiableImages(from: toLayer, edits: [edit])
        let score = try segmenter.score(
          of: tree.number,
          keeping: nil,
          in: drawn.images,
          options: options
        )
        let ones = Tensor(score.probability.shape, filledWith: 1)
        _ = try drawn.layerGradient(of: score.imageGradient(of: ones))
      }
    }
  }
}
