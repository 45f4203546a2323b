import Faults
import Layers
import OneDNN
import Tensors
import Testing

/// The adjoints of StyleGAN2's operations and of pictures: w · (f(x + d) - f(x - d)) / 2 beside
/// d · adjoint(w), by two steps; where they differ a kink lies between.
@Suite struct StyledAdjointTests {
  @Test(arguments: [false, true], [Float.infinity, 1.5])
  func `a styled convolution`(doubles: Bool, limit: Float) throws {
    let (inputs, outputs) = (5, 7)
    let convolution = try StyledConvolution(
      inputChannels: inputs,
      outputChannels: outputs,
      weights: noise(Shape(1, 1, 1, inputs * outputs * 9), seed: 1).values,
      bias: noise(Shape(1, 1, 1, outputs), seed: 2).values,
      doubles: doubles,
      limit: limit
    )
    let scale = doubles ? 2 : 1
    for (height, width) in [(4, 4), (5, 3)] {
      let session = try Session()
      let others = [
        FeatureMaps(noise(Shape(2, inputs, 1, 1), seed: 6), on: session),
        FeatureMaps(noise(Shape(1, 1, scale * height, scale * width), seed: 7), on: session),
      ]
      try check(convolution, Shape(2, inputs, height, width), others, session)
      // Styles are refused instead of being left out in silence.
      let maps = FeatureMaps(noise(Shape(2, inputs, height, width), seed: 3), on: session)
      let output = try convolution.apply(to: [maps] + others)
      #expect(throws: Fault.self) {
        try convolution.adjoint(
          of: output,
          inputs: [maps] + others,
          output: output,
          wanted: [true, true, false]
        )
      }
    }
  }

  @Test(arguments: [Float.infinity, 0.7])
  func `a styled picture`(limit: Float) throws {
    let session = try Session()
    let picture = StyledPicture(
      weights: noise(Shape(1, 1, 3, 18), seed: 1).values,
      bias: [0.1, -0.2, 0.3],
      limit: limit
    )
    let styles = FeatureMaps(noise(Shape(2, 18, 1, 1), seed: 6), on: session)
    try check(picture, Shape(2, 18, 4, 3), [styles], session)
  }

  @Test func `pictures enlarged, added, cut off and mixed`() throws {
    let session = try Session()
    let shape = Shape(2, 3, 5, 4)
    let other = FeatureMaps(noise(shape, seed: 8), on: session)
    try check(PictureEnlargement(), shape, [], session)
    try check(PictureEnlargement(), Shape(1, 3, 1, 1), [], session)
    try check(PictureSum(), shape, [other], session)
    try check(PictureRange(.clamped), shape, [], session)
    try check(PictureRange(.tanh), shape, [], session)
    try check(PictureBlend(share: 0.3), shape, [other], session)
    // The second picture's share too.
    let first = FeatureMaps(noise(shape, seed: 3), on: session)
    let parts = PictureBlend(share: 0.3).adjoint(
      of: other,
      inputs: [first, first],
      output: first,
      wanted: [true, true]
    )
    let second = try #require(parts[1]).tensor()
    #expect(zip(second.values, other.tensor().values).allSatisfy { abs($0 - 0.3 * $1) < 1e-6 })
  }

  private func check(
    _ operation: any Differentiable,
    _ shape: Shape,
    _ others: [FeatureMaps],
    _ session: Session
  ) throws {
    var x = noise(shape, seed: 3)
    for index in x.values.indices { x.values[index] *= 2 }
    func output(_ tensor: Tensor) throws -> FeatureMaps {
      try operation.apply(to: [FeatureMaps(tensor, on: session)] + others)
    }
    let made = try output(x)
    let w = noise(made.shape, seed: 4)
    let inputs = [FeatureMaps(x, on: session)] + others
    let parts = try operation.adjoint(
      of: FeatureMaps(w, on: session),
      inputs: inputs,
      output: made,
      wanted: [true] + others.map { _ in false }
    )
    let found = try #require(parts[0]).tensor()
    try #require(found.shape == shape)
    for seed in 5..<9 as Range<UInt64> {
      let d = noise(shape, seed: seed)
      func sum(_ step: Float) throws -> Double {
        let moved = Tensor(shape, zip(x.values, d.values).map { $0 + step * $1 })
        return zip(try output(moved).tensor().values, w.values)
          .reduce(0) { $0 + Double($1.0) * Double($1.1) }
      }
      let steps: [Float] = [1e-3, 5e-4]
      let slopes = try steps.map { (try sum($0) - sum(-$0)) / Double(2 * $0) }
      let expected = zip(found.values, d.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
      let size = found.values.reduce(0) { $0 + Double($1 * $1) }.squareRoot()
      let kinks = abs(slopes[0] - slopes[1])
      #expect(abs(slopes[1] - expected) < 1e-2 * size + kinks, "\(slopes) for \(expected)")
    }
  }
}
