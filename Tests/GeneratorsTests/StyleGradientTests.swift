import Generators
import Interventions
import Tensors
import TestSupport
import Testing

private func product(_ one: [Float], _ other: [Float]) -> Double {
  var sum = 0.0
  for (first, second) in zip(one, other) { sum += Double(first) * Double(second) }
  return sum
}

/// Gradients through StyleGAN2's synthesis beside difference quotients.
@Suite(.enabled(if: References.run(with: "golden/stylegan2_ada_64"))) struct StyleGradientTests {
  /// Along a direction in a layer the images change as the gradient says: quotients with a step of
  /// 1e-3 times a direction of length 1, tolerance 1e-2.
  @Test(arguments: StyleGoldenTests.files)
  func `images change along a direction as the gradient says`(folder: String, file: String) throws {
    let golden = try StyleGolden(folder, file)
    let generator = try golden.generator(StyleSettings())
    let layers = generator.summary.layers
    for layer in [layers[0], layers[1], layers[layers.count / 2], layers[layers.count - 1]] {
      let z: Tensor = try golden.tensor("z").sample(0)
      let begun = try generator.begin(to: layer.name, from: z)
      let drawn = try generator.differentiableImages(from: begun)
      #expect(drawn.images == (try generator.generate(from: begun).images))
      let weights = Tensor(drawn.images.shape, noise(drawn.images.shape.count, seed: 4))
      let gradient = try drawn.layerGradient(of: weights)
      let squares: [Double] = gradient.values.map { Double($0) * Double($0) }
      let length = squares.reduce(0, +).squareRoot()
      try #require(length > 0)
      let random = noise(gradient.values.count, seed: 5)
      let spread = Float(random.count).squareRoot()
      let direction: [Float] = zip(gradient.values, random).map { value, noise in
        value / Float(length) + noise / spread
      }
      let plain = try #require(begun.output)
      func sum(_ step: Float) throws -> Double {
        let moved = Tensor(plain.shape, zip(plain.values, direction).map { $0 + step * $1 })
        let edit = LayerEdit(
          layer: layer.name,
          weight: Tensor(plain.shape, filledWith: 1),
          replacement: moved
        )
        let images = try generator.generate(from: begun, edits: [edit]).images
        return product(images.values, weights.values)
      }
      let quotient = (try sum(1e-3) - sum(-1e-3)) / 2e-3
      let expected = product(gradient.values, direction)
      #expect(abs(quotient - expected) < 1e-2 * abs(expected), "\(layer.name): \(quotient)")
    }
  }
}
