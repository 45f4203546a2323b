import Faults
import Foundation
import Layers
import OneDNN
import Tensors
import Testing

/// Compares an operation's adjoint with differences of its outputs.
///
/// For random w and directions d: <w, f(x + h d) - f(x - h d)> / 2h = <adjoint(w), d>. One direction
/// changes one value at a time, so that a fault in few values shows.
private func checkAdjoint(
  _ operation: some Differentiable,
  _ inputs: [Tensor],
  step: Float = 1e-2,
  tolerance: Double = 2e-3,
  skipping: Set<Int> = []
) throws {
  let session = try Session()
  func run(_ tensors: [Tensor]) throws -> FeatureMaps {
    try operation.apply(to: tensors.map { FeatureMaps($0, on: session) })
  }
  let maps = inputs.map { FeatureMaps($0, on: session) }
  let output = try operation.apply(to: maps)
  let weights = noise(output.shape, seed: 77)
  let gradient = FeatureMaps(weights, on: session)
  let before = gradient.tensor()
  let parts = try operation.adjoint(
    of: gradient,
    inputs: maps,
    output: output,
    wanted: inputs.map { _ in true }
  )
  #expect(parts.count == inputs.count)
  #expect(gradient.tensor() == before, "the gradient was changed")
  func product(_ tensor: Tensor) -> Double {
    zip(tensor.values, weights.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
  for (index, input) in inputs.enumerated() where !skipping.contains(index) {
    let found = try #require(parts[index]).tensor()
    #expect(found.shape == input.shape)
    // Some values by themselves, then all at once.
    let stride = max(1, input.values.count / 23)
    var directions = Swift.stride(from: 0, to: input.values.count, by: stride).map { place in
      var direction = Tensor(input.shape, filledWith: 0)
      direction.values[place] = 1
      return direction
    }
    directions.append(noise(input.shape, seed: 5))
    for direction in directions {
      func moved(_ factor: Float) -> [Tensor] {
        var all = inputs
        for place in input.values.indices {
          all[index].values[place] += factor * direction.values[place]
        }
        return all
      }
      let difference =
        (product(try run(moved(step)).tensor()) - product(try run(moved(-step)).tensor()))
        / Double(2 * step)
      let expected = zip(found.values, direction.values).reduce(0) {
        $0 + Double($1.0) * Double($1.1)
      }
      #expect(
        abs(difference - expected) < tolerance * max(1, abs(difference)),
        "input \(index): \(expected) for \(difference)"
      )
    }
  }
}

private func exponential(_ x: Double) -> Double {
  (1...30).reversed().reduce(1) { 1 + $0 * x / Double($1) }
}

private func derivative(of nonlinearity: Nonlinearity, at x: Double) -> Double {
  switch nonlinearity {
  case .none: return 1
  case .rectified: return x > 0 ? 1 : 0
  case .leaky(let slope): return x > 0 ? 1 : Double(slope)
  case .clampedToSix: return x > 0 && x < 6 ? 1 : 0
  case .sigmoid: return exp(-x) / ((1 + exp(-x)) * (1 + exp(-x)))
  case .hardSigmoid: return abs(x) < 3 ? 1.0 / 6 : 0
  case .gaussian:
    return (1 + erf(x / 2.0.squareRoot())) / 2 + x * exp(-x * x / 2) / (2 * Double.pi).squareRoot()
  case .hardSwish: return x <= -3 ? 0 : x >= 3 ? 1 : (2 * x + 3) / 6
  }
}

private func layer(
  _ geometry: ConvolutionGeometry,
  _ nonlinearity: Nonlinearity = .none
) throws -> Convolution {
  try Convolution(
    geometry,
    weights: noise(Shape(1, 1, 1, geometry.weightCount), seed: 2).values,
    bias: noise(Shape(1, 1, 1, geometry.outputChannels), seed: 3).values,
    nonlinearity: nonlinearity
  )
}

@Suite struct AdjointTests {
  @Test(arguments: [
    ConvolutionGeometry(inputChannels: 5, outputChannels: 7, kernelHeight: 1, kernelWidth: 1),
    ConvolutionGeometry(
      inputChannels: 5,
      outputChannels: 7,
      kernelHeight: 3,
      kernelWidth: 3,
      padding: Padding(1)
    ),
    ConvolutionGeometry(
      inputChannels: 16,
      outputChannels: 32,
      kernelHeight: 3,
      kernelWidth: 3,
      padding: Padding(1)
    ),
    ConvolutionGeometry(
      inputChannels: 4,
      outputChannels: 6,
      kernelHeight: 3,
      kernelWidth: 3,
      dilation: 2,
      padding: Padding(2)
    ),
    ConvolutionGeometry(
      inputChannels: 4,
      outputChannels: 6,
      kernelHeight: 3,
      kernelWidth: 3,
      stride: 2,
      padding: Padding(1)
    ),
    ConvolutionGeometry(
      inputChannels: 3,
      outputChannels: 6,
      kernelHeight: 7,
      kernelWidth: 7,
      stride: 4,
      padding: Padding(3)
    ),
    ConvolutionGeometry(
      inputChannels: 4,
      outputChannels: 6,
      kernelHeight: 1,
      kernelWidth: 1,
      stride: 2
    ),
    ConvolutionGeometry(
      inputChannels: 4,
      outputChannels: 4,
      kernelHeight: 4,
      kernelWidth: 4,
      stride: 4
    ),
    ConvolutionGeometry(
      inputChannels: 8,
      outputChannels: 8,
      kernelHeight: 3,
      kernelWidth: 3,
      groups: 8,
      padding: Padding(1)
    ),
    ConvolutionGeometry(
      inputChannels: 8,
      outputChannels: 8,
      kernelHeight: 5,
      kernelWidth: 5,
      stride: 2,
      groups: 8,
      padding: Padding(2)
    ),
    ConvolutionGeometry(
      inputChannels: 3,
      outputChannels: 2,
      kernelHeight: 3,
      kernelWidth: 2,
      padding: Padding(top: 2, left: 0, bottom: 1, right: 1)
    ),
  ])
  func `convolutions of every stride, dilation and grouping`(
    geometry: ConvolutionGeometry
  ) throws {
    for extent in [(17, 18), (9, 12)] {
      let shape = Shape(2, geometry.inputChannels, extent.0, extent.1)
      try checkAdjoint(try layer(geometry), [noise(shape)])
    }
  }

  @Test(arguments: [
    Nonlinearity.rectified, .leaky(slope: 0.2), .clampedToSix, .sigmoid, .hardSigmoid, .gaussian,
    .hardSwish,
  ])
  func `what is fused behind a convolution`(nonlinearity: Nonlinearity) throws {
    let geometry = ConvolutionGeometry(
      inputChannels: 8,
      outputChannels: 8,
      kernelHeight: 3,
      kernelWidth: 3,
      padding: Padding(1)
    )
    let session = try Session()
    let shape = Shape(1, 8, 5, 6)
    let input = FeatureMaps(noise(shape), on: session)
    let gradient = FeatureMaps(noise(shape, seed: 4), on: session)
    let past = FeatureMaps(noise(shape, seed: 9), on: session)
    let (bare, fused) = (try layer(geometry), try layer(geometry, nonlinearity))
    // The derivative in double precision, then the way back through the bare convolution.
    func expected(_ sums: Tensor) throws -> (past: Tensor, input: Tensor) {
      let values = zip(sums.values, gradient.tensor().values).map {
        Float(derivative(of: nonlinearity, at: Double($0)) * Double($1))
      }
      let masked = Tensor(shape, values)
      let back = try bare.adjoint(
        of: FeatureMaps(masked, on: session),
        input: input,
        output: input
      )
      return (masked, back.tensor())
    }
    var sums = try bare(input).tensor()
    let alone = try fused.adjoint(of: gradient, input: input, output: try fused(input))
    #expect(largestDifference(alone.tensor(), try expected(sums).input) < 1e-4)

    for (place, value) in past.tensor().values.enumerated() { sums.values[place] += value }
    let operation = ResidualConvolution(fused)
    let parts = try operation.adjoint(
      of: gradient,
      inputs: [input, past],
      output: try operation.apply(to: [input, past]),
      wanted: [true, true]
    )
    let wanted = try expected(sums)
    #expect(largestDifference(try #require(parts[0]).tensor(), wanted.input) < 1e-4)
    #expect(largestDifference(try #require(parts[1]).tensor(), wanted.past) < 1e-4)
  }

  @Test(arguments: [
    Resampling.Method.bilinear, .cornerAligned, .antialiased, .nearest, .adaptiveAverage,
    .preciseRegion,
  ])
  func `every way to resample, larger and smaller`(method: Resampling.Method) throws {
    for (height, width) in [(9, 4), (1, 1), (13, 15), (3, 2), (6, 7)] {
      let resampling = Resampling(method, height: height, width: width)
      try checkAdjoint(resampling, [noise(Shape(2, 3, 6, 7))])
    }
    let inputs = [noise(Shape(1, 3, 4, 5)), noise(Shape(1, 3, 8, 7), seed: 4)]
    try checkAdjoint(Resizing(method), inputs, skipping: [1])
    try checkAdjoint(ResizedSum(method), inputs)
    try checkAdjoint(Resizing(method), [inputs[0], inputs[0]], skipping: [1])
  }

  @Test func `the largest value of each window`() throws {
    let pooling = MaxPooling(kernel: 3, stride: 2, padding: 1)
    try checkAdjoint(pooling, [noise(Shape(2, 4, 9, 8))], step: 1e-4, tolerance: 2e-2)
  }

  @Test func `sums, gates, concatenation and rectification`() throws {
    let (one, other) = (noise(Shape(2, 5, 3, 4)), noise(Shape(2, 5, 3, 4), seed: 8))
    try checkAdjoint(Addition(), [one, other])
    try checkAdjoint(Concatenation(), [one, other, noise(Shape(2, 2, 3, 4), seed: 6)])
    try checkAdjoint(Rectification(), [one], step: 1e-4, tolerance: 2e-2)
    let gate = noise(Shape(2, 5, 1, 1), seed: 3)
    try checkAdjoint(Gate(), [one, gate])
    try checkAdjoint(Gate(adds: true), [one, gate])
  }

  @Test func `layer normalisation`() throws {
    let norm = LayerNormalization(
      scale: noise(Shape(1, 1, 1, 19), seed: 2).values,
      shift: noise(Shape(1, 1, 1, 19), seed: 3).values
    )
    try checkAdjoint(norm, [noise(Shape(2, 19, 3, 2))], step: 1e-3)
  }

  @Test func `softmax, over all channels and over some, and one channel`() throws {
    let input = noise(Shape(2, 9, 3, 4))
    try checkAdjoint(Softmax(over: 0..<9), [input])
    try checkAdjoint(Softmax(over: 2..<7), [input])
    try checkAdjoint(Selection(4), [input])
  }

  @Test(arguments: [(1, 3), (2, 12), (5, 8), (2, 64)])
  func `attention, with keys of its own map and of another`(heads: Int, width: Int) throws {
    let channels = heads * width
    let step: Float = 1e-2
    let own = noise(Shape(2, 3 * channels, 3, 5))
    try checkAdjoint(Attention(heads: heads), [own], step: step, tolerance: 5e-3)
    let queries = noise(Shape(2, channels, 7, 5))
    let others = noise(Shape(2, 2 * channels, 2, 3), seed: 4)
    try checkAdjoint(Attention(heads: heads), [queries, others], step: step, tolerance: 5e-3)
  }

  @Test(arguments: [(4, 4, 8, 8), (3, 5, 11, 7), (1, 2, 6, 6)])
  func `the convolution of an enlarged map`(
    height: Int,
    width: Int,
    largeHeight: Int,
    largeWidth: Int
  ) throws {
    let session = try Session()
    let layer = try ResampledConvolution(
      inputChannels: 6,
      outputChannels: 5,
      weights: noise(Shape(5, 6, 3, 3), seed: 2).values
    )
    func run(_ tensor: Tensor) throws -> Tensor {
      let sum = FeatureMaps(Shape(1, 5, largeHeight, largeWidth), on: session)
      try layer(FeatureMaps(tensor, on: session), into: sum, accumulates: false)
      return sum.tensor()
    }
    // It is linear: <w, f(x)> = <adjoint(w), x>.
    let input = noise(Shape(1, 6, height, width))
    let weights = noise(Shape(1, 5, largeHeight, largeWidth), seed: 3)
    let found = try layer.adjoint(
      of: FeatureMaps(weights, on: session),
      input: FeatureMaps(input, on: session)
    ).tensor()
    for seed in 1...5 {
      let direction = noise(input.shape, seed: UInt64(seed))
      func product(_ one: Tensor, _ other: Tensor) -> Double {
        zip(one.values, other.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
      }
      let (left, right) = (product(try run(direction), weights), product(found, direction))
      #expect(abs(left - right) < 1e-4 * max(1, abs(left)))
    }
  }

  @Test func `attention is softmax of products, then a mean of values`() throws {
    let session = try Session()
    for (heads, width, queries, keys) in [(1, 5, 7, 3), (2, 16, 33, 40), (3, 40, 10, 65)] {
      let channels = heads * width
      let q = noise(Shape(2, channels, 1, queries))
      let kv = noise(Shape(2, 2 * channels, 1, keys), seed: 5)
      let found = Attention(heads: heads).apply(
        to: [FeatureMaps(q, on: session), FeatureMaps(kv, on: session)]
      ).tensor()
      for n in 0..<2 {
        for head in 0..<heads {
          for query in 0..<queries {
            let scores = (0..<keys).map { key in
              (0..<width).reduce(0.0) {
                $0 + Double(q[n, head * width + $1, 0, query])
                  * Double(kv[n, head * width + $1, 0, key])
              } / Double(width).squareRoot()
            }
            let weights = scores.map(exponential)
            let sum = weights.reduce(0, +)
            for channel in 0..<width {
              let expected = (0..<keys).reduce(0.0) {
                $0 + weights[$1] / sum * Double(kv[n, channels + head * width + channel, 0, $1])
              }
              #expect(abs(Double(found[n, head * width + channel, 0, query]) - expected) < 1e-5)
            }
          }
        }
      }
    }
  }

  @Test func `layer normalisation has a mean of zero and a variance of one`() throws {
    let session = try Session()
    let input = noise(Shape(2, 21, 3, 2))
    let plain = LayerNormalization(
      scale: [Float](repeating: 1, count: 21),
      shift: [Float](repeating: 0, count: 21)
    )
    let found = plain(FeatureMaps(input, on: session)).tensor()
    for pixel in 0..<12 {
      let (n, row, column) = (pixel / 6, pixel / 2 % 3, pixel % 2)
      let values = (0..<21).map { Double(input[n, $0, row, column]) }
      let mean = values.reduce(0, +) / 21
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 21
      for channel in 0..<21 {
        let expected = (values[channel] - mean) / (variance + 1e-5).squareRoot()
        #expect(abs(Double(found[n, channel, row, column]) - expected) < 1e-5)
      }
    }
  }

  @Test(.enabled(if: Precision.bfloat16.isOffered))
  func `gradients of bfloat16 values are those of float32 within rounding`() throws {
    let session = try Session()
    let geometry = ConvolutionGeometry(
      inputChannels: 32,
      outputChannels: 32,
      kernelHeight: 3,
      kernelWidth: 3,
      padding: Padding(1)
    )
    for nonlinearity in [Nonlinearity.rectified, .gaussian] {
      let convolution = try layer(geometry, nonlinearity)
      let input = FeatureMaps(noise(Shape(1, 32, 8, 8)), on: session)
      let gradient = FeatureMaps(noise(Shape(1, 32, 8, 8), seed: 4), on: session)
      func adjoint(_ precision: Precision) throws -> Tensor {
        let maps = input.copy(precision)
        let output = try convolution(maps)
        return try convolution.adjoint(of: gradient, input: maps, output: output).tensor()
      }
      let (exact, rounded) = (try adjoint(.float32), try adjoint(.bfloat16))
      // A few values turn the sign of what is rectified.
      let error = zip(exact.values, rounded.values).reduce(0) { $0 + abs($1.0 - $1.1) }
      #expect(error < 0.02 * exact.values.reduce(0) { $0 + abs($1) })
    }
  }
}

@Suite struct BackwardPassTests {
  @Test func `gradients of a value that two steps read are added`() throws {
    let session = try Session()
    var network = Network()
    let input = network.addInput()
    let middle = network.add(Addition(), input, input)
    let end = network.add(Addition(), middle, input)
    let unread = network.addInput()
    let maps = FeatureMaps(noise(Shape(1, 2, 3, 4)), on: session)
    let pass = try BackwardPass(network, from: [input: maps, unread: maps], to: end)
    let triple = Tensor(maps.shape, maps.tensor().values.map { $0 * 3 })
    #expect(largestDifference(pass.output.tensor(), triple) < 1e-6)
    let gradient = FeatureMaps(Tensor(maps.shape, filledWith: 1), on: session)
    let found = try pass.gradients(of: gradient, by: [input, middle, unread])
    #expect(found[input]?.tensor().values.allSatisfy { $0 == 3 } == true)
    #expect(found[middle]?.tensor().values.allSatisfy { $0 == 1 } == true)
    #expect(found[unread] == nil)
    #expect(gradient.tensor().values.allSatisfy { $0 == 1 })
  }

  @Test func `values that are kept are not overwritten, and one sum may be`() throws {
    let session = try Session()
    var network = Network()
    let input = network.addInput()
    let start = network.add(Rectification(), input)
    let end = network.add(ResidualConvolution(try layer(.point(3), .rectified)), start, start)
    let maps = FeatureMaps(noise(Shape(1, 3, 3, 4)), on: session)
    let before = maps.tensor()
    let pass = try BackwardPass(network, from: [input: maps], to: end)
    var forward = ForwardPass(network, from: [input: maps], visiting: [])
    #expect(try forward.run(to: end).tensor() == pass.output.tensor())
    #expect(maps.tensor() == before)
    #expect(pass[start]?.tensor().values == before.values.map { max($0, 0) })
  }

  @Test func `an operation without a gradient is refused in words`() throws {
    let session = try Session()
    var network = Network()
    let input = network.addInput()
    let end = network.add(Opaque(), input)
    let maps = FeatureMaps(noise(Shape(1, 3, 3, 4)), on: session)
    let pass = try BackwardPass(network, from: [input: maps], to: end)
    let fault = #expect(throws: Fault.self) {
      _ = try pass.gradients(of: maps, by: [input])
    }
    #expect(fault?.kind == .usage && fault?.subject == "Opaque")
  }
}

private final class Opaque: Layer {
  func callAsFunction(_ input: FeatureMaps) -> FeatureMaps { input.copy() }
}

extension ConvolutionGeometry {
  fileprivate static func point(_ channels: Int) -> ConvolutionGeometry {
    ConvolutionGeometry(
      inputChannels: channels,
      outputChannels: channels,
      kernelHeight: 1,
      kernelWidth: 1
    )
  }
}
