import Layers
import OneDNN
import Tensors
import Testing

/// The adjoints of a generator's operations: linear ones by w · (f(d) - f(0)) = d · adjoint(w) for
/// random d, summed in double precision; others by what defines them.
@Suite struct GeneratorAdjointTests {
  @Test(arguments: [(5, 7), (16, 32)])
  func `a convolution of a doubled map`(inputs: Int, outputs: Int) throws {
    func layer(_ nonlinearity: Nonlinearity) throws -> UpsampledConvolution {
      try UpsampledConvolution(
        inputChannels: inputs,
        outputChannels: outputs,
        weights: noise(Shape(1, 1, 1, inputs * outputs * 9)).values,
        bias: noise(Shape(1, 1, 1, outputs)).values,
        nonlinearity: nonlinearity
      )
    }
    for shape in [Shape(2, inputs, 17, 16), Shape(1, inputs, 1, 3)] {
      try checkLinear(layer(.none), shape)
      try checkLeaky(layer(.leaky(slope: 0.2)), against: layer(.none), shape)
    }
  }

  @Test func `a projection of latents`() throws {
    func layer(_ nonlinearity: Nonlinearity) throws -> LatentProjection {
      try LatentProjection(
        inputChannels: 6,
        outputChannels: 5,
        kernel: 4,
        weights: noise(Shape(1, 1, 1, 6 * 5 * 16)).values,
        bias: noise(Shape(1, 1, 1, 5)).values,
        nonlinearity: nonlinearity
      )
    }
    try checkLinear(layer(.none), Shape(3, 6, 1, 1))
    try checkLeaky(layer(.leaky(slope: 0.2)), against: layer(.none), Shape(3, 6, 1, 1))
  }

  @Test func `a doubled map`() throws {
    try checkLinear(NearestUpsampling(), Shape(2, 5, 5, 4))
  }

  @Test(arguments: [3, 16, 21, 64], Precision.allCases)
  func `pixel norm, against its formula in double precision`(
    channels: Int,
    precision: Precision
  ) throws {
    let norm = PixelNorm()
    let session = try Session()
    let input = FeatureMaps(noise(Shape(2, channels, 3, 2), seed: 3), precision, on: session)
    let x = input.tensor()
    let w = noise(x.shape, seed: 4)
    let gradient = FeatureMaps(w, on: session)
    let found = norm.adjoint(of: gradient, input: input, output: norm(input)).tensor()
    for sample in 0..<2 {
      for place in 0..<6 {
        let (row, column) = (place / 2, place % 2)
        var (squares, products) = (Double(norm.epsilon) * Double(channels), 0.0)
        for unit in 0..<channels {
          let value = Double(x[sample, unit, row, column])
          squares += value * value
          products += value * Double(w[sample, unit, row, column])
        }
        let factor = (Double(channels) / squares).squareRoot()
        for unit in 0..<channels {
          let along = Double(x[sample, unit, row, column]) * products / squares
          let expected = factor * (Double(w[sample, unit, row, column]) - along)
          #expect(abs(Double(found[sample, unit, row, column]) - expected) < 1e-5)
        }
      }
    }
  }
}

/// An operation's adjoint of random weights at some input.
private func adjoint(
  _ operation: any DifferentiableLayer,
  at x: Tensor,
  _ w: Tensor? = nil,
  on session: Session
) throws -> (found: Tensor, w: Tensor, output: Tensor) {
  let input = FeatureMaps(x, on: session)
  let output = try operation(input)
  let w = w ?? noise(output.shape, seed: 4)
  let gradient = FeatureMaps(w, on: session)
  let found = try operation.adjoint(of: gradient, input: input, output: output)
  return (found.tensor(), w, output.tensor())
}

private func checkLinear(_ operation: any DifferentiableLayer, _ shape: Shape) throws {
  // A layer's primitives live in one session.
  let session = try Session()
  let (found, w, zero) = try adjoint(operation, at: Tensor(shape, filledWith: 0), on: session)
  for seed in 5..<8 as Range<UInt64> {
    let d = noise(shape, seed: seed)
    let output = try operation(FeatureMaps(d, on: session)).tensor()
    let terms = output.values.indices.map {
      (Double(output.values[$0]) - Double(zero.values[$0])) * Double(w.values[$0])
    }
    let size = terms.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let expected = zip(found.values, d.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    #expect(abs(terms.reduce(0, +) - expected) < 1e-5 * max(size, 1))
  }
}

/// The linear operation's adjoint of the weights times the slope at each output.
private func checkLeaky(
  _ operation: any DifferentiableLayer,
  against linear: any DifferentiableLayer,
  _ shape: Shape
) throws {
  let session = try Session()
  let x = noise(shape, seed: 3)
  let (found, w, output) = try adjoint(operation, at: x, on: session)
  var sloped = w
  for (index, y) in output.values.enumerated() where y <= 0 { sloped.values[index] *= 0.2 }
  let expected = try adjoint(linear, at: x, sloped, on: session).found
  let size = expected.values.map(abs).max() ?? 0
  #expect(largestDifference(found, expected) <= 1e-5 * size)
}
