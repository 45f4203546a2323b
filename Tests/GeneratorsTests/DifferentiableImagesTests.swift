import Faults
import Generators
import Interventions
import OneDNN
import Tensors
import Testing

@Suite struct DifferentiableImagesTests {
  /// Along a direction in a layer the images change as the gradient says: difference quotients with
  /// a step of 1e-3 times a direction of length 1, tolerance 1e-2.
  @Test(arguments: ["layer2", "layer3", "layer6", "layer10"] as [LayerName])
  func `images change along a direction as the gradient says`(name: LayerName) throws {
    let generator = try ProgressiveGenerator(
      safetensors(publishedShapes([12, 16, 16, 16, 8, 8])),
      session: Session()
    )
    let layer = try #require(generator.summary.layer(name))
    let begun = try generator.begin(to: name, from: latents(2, width: 12))
    let edit = ablation(of: 1, in: name, units: layer.units)
    for edits in [[], [edit]] {
      let drawn = try generator.differentiableImages(from: begun, edits: edits)
      #expect(drawn.images == (try generator.generate(from: begun, edits: edits).images))
      let w = Tensor(drawn.images.shape, noise(drawn.images.shape.count, seed: 4))
      let gradient = try drawn.layerGradient(of: w)
      let length = gradient.values.reduce(0.0) { $0 + Double($1 * $1) }.squareRoot()
      let random = noise(gradient.values.count, seed: 5)
      // Partly along the gradient, so that the change stands out from rounding.
      let direction = zip(gradient.values, random).map { value, noise in
        value / Float(length) + noise / Float(random.count).squareRoot()
      }
      func sum(_ step: Float) throws -> Double {
        // An insertion that moves the edited output.
        let weight = Tensor(gradient.shape, filledWith: 1)
        let plain = try generator.generate(from: begun, observing: [name]).activations[name]
        var moved = try #require(plain)
        if !edits.isEmpty {
          for sample in 0..<2 {
            let first = moved.shape.offset(sample, 1, 0, 0)
            for place in first..<first + moved.shape.planeCount { moved.values[place] = 0 }
          }
        }
        for index in moved.values.indices { moved.values[index] += step * direction[index] }
        let edit = LayerEdit(layer: name, weight: weight, replacement: moved)
        let images = try generator.generate(from: begun, edits: [edit]).images
        return zip(images.values, w.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
      }
      let quotient = (try sum(1e-3) - sum(-1e-3)) / 2e-3
      let expected = zip(gradient.values, direction)
        .reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      #expect(abs(quotient - expected) < 1e-2 * abs(expected), "\(quotient) for \(expected)")
    }
  }

  @Test func `an edit of a later layer is refused`() throws {
    let generator = try ProgressiveGenerator(
      safetensors(publishedShapes([7, 5, 4])),
      session: Session()
    )
    let begun = try generator.begin(to: "layer2", from: latents(1, width: 7))
    #expect(throws: Fault.self) {
      try generator.differentiableImages(
        from: begun,
        edits: [ablation(of: 0, in: "layer3", units: 4)]
      )
    }
  }
}
