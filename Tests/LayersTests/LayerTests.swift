import Layers
import OneDNN
import Tensors
import Testing

@Suite struct LayerTests {
  @Test func `feature maps give back the tensor they were made of`() throws {
    let session = try Session()
    let tensor = noise(Shape(2, 5, 3, 7))
    #expect(FeatureMaps(tensor, on: session).tensor() == tensor)
    #expect(FeatureMaps(tensor, on: session).copy().tensor() == tensor)
    let rounded = FeatureMaps(tensor, .bfloat16, on: session)
    #expect(largestDifference(rounded.tensor(), tensor) <= 1.0 / 256)
    #expect(FeatureMaps(tensor, on: session).copy(.bfloat16).tensor() == rounded.tensor())
    #expect(rounded.copy(.float32).tensor() == rounded.tensor())
  }

  @Test func `one variable holds oneDNN and the kernels to the same instruction set`() {
    let (oneDNN, kernels) = (Processor.instructionSet, Processor.kernelInstructionSet)
    #expect(oneDNN.hasPrefix("AVX-512") == (kernels == "AVX-512"), "\(oneDNN), \(kernels)")
    #expect(oneDNN.hasPrefix("AVX2") == (kernels == "AVX2"), "\(oneDNN), \(kernels)")
  }

  @Test func `a convolution equals its definition`() throws {
    let session = try Session()
    let geometries = [
      ConvolutionGeometry(
        inputChannels: 5,
        outputChannels: 7,
        kernelHeight: 3,
        kernelWidth: 3,
        padding: Padding(1)
      ),
      ConvolutionGeometry(
        inputChannels: 3,
        outputChannels: 16,
        kernelHeight: 3,
        kernelWidth: 3,
        stride: 2,
        padding: Padding(1)
      ),
      ConvolutionGeometry(
        inputChannels: 8,
        outputChannels: 8,
        kernelHeight: 3,
        kernelWidth: 3,
        dilation: 2,
        padding: Padding(2)
      ),
      ConvolutionGeometry(
        inputChannels: 12,
        outputChannels: 12,
        kernelHeight: 3,
        kernelWidth: 3,
        stride: 2,
        groups: 12,
        padding: Padding(1)
      ),
      ConvolutionGeometry(
        inputChannels: 16,
        outputChannels: 4,
        kernelHeight: 2,
        kernelWidth: 2,
        padding: Padding(top: 1, left: 0, bottom: 0, right: 1)
      ),
      ConvolutionGeometry(inputChannels: 16, outputChannels: 3, kernelHeight: 1, kernelWidth: 1),
    ]
    for geometry in geometries {
      let x = noise(Shape(2, geometry.inputChannels, 9, 8))
      let weights = noise(Shape(1, 1, 1, geometry.weightCount), seed: 2).values
      let bias = noise(Shape(1, 1, 1, geometry.outputChannels), seed: 3).values
      let convolution = try Convolution(geometry, weights: weights, bias: bias)
      let y = try convolution(FeatureMaps(x, on: session)).tensor()
      let expected = plainConvolution(x, geometry, weights: weights, bias: bias)
      #expect(largestDifference(y, expected) < 1e-5, "\(geometry)")
    }
  }

  @Test func `nonlinearities and residuals are fused without changing the result`() throws {
    let session = try Session()
    let geometry = ConvolutionGeometry(
      inputChannels: 6,
      outputChannels: 10,
      kernelHeight: 3,
      kernelWidth: 3,
      padding: Padding(1)
    )
    let x = noise(Shape(1, 6, 8, 8))
    let weights = noise(Shape(1, 1, 1, geometry.weightCount), seed: 2).values
    let bias = noise(Shape(1, 1, 1, 10), seed: 3).values
    let plain = plainConvolution(x, geometry, weights: weights, bias: bias)
    let residual = noise(plain.shape, seed: 4)
    let functions: [(Nonlinearity, (Float) -> Float)] = [
      (.none, { $0 }), (.rectified, { max($0, 0) }), (.clampedToSix, { min(max($0, 0), 6) }),
      (.leaky(slope: 0.2), { $0 > 0 ? $0 : 0.2 * $0 }),
    ]
    for (nonlinearity, function) in functions {
      let convolution = try Convolution(
        geometry,
        weights: weights,
        bias: bias,
        nonlinearity: nonlinearity
      )
      let y = try convolution(FeatureMaps(x, on: session)).tensor()
      #expect(largestDifference(y, Tensor(plain.shape, plain.values.map(function))) < 1e-5)
      let sum = FeatureMaps(residual, on: session)
      try convolution(FeatureMaps(x, on: session), accumulatingInto: sum)
      let expected = zip(plain.values, residual.values).map { function($0 + $1) }
      #expect(largestDifference(sum.tensor(), Tensor(plain.shape, expected)) < 1e-5)
    }
  }

  @Test func `a folded batch normalisation equals the normalised convolution`() throws {
    let session = try Session()
    let geometry = ConvolutionGeometry(
      inputChannels: 4,
      outputChannels: 6,
      kernelHeight: 1,
      kernelWidth: 1
    )
    let x = noise(Shape(1, 4, 3, 3))
    let weights = noise(Shape(1, 1, 1, 24), seed: 2).values
    let normalization = BatchNormalization(
      scale: [1, 2, 3, 0.5, -1, 1],
      shift: [0, 1, 0, -1, 0, 2],
      mean: [0, 1, 2, 3, 4, 5],
      variance: [1, 2, 0.5, 4, 1, 0]
    )
    let folded = normalization.folded(weights: weights)
    let y = try Convolution(geometry, weights: folded.weights, bias: folded.bias)(
      FeatureMaps(x, on: session)
    ).tensor()
    var expected = plainConvolution(
      x,
      geometry,
      weights: weights,
      bias: [Float](repeating: 0, count: 6)
    )
    for c in 0..<6 {
      for p in 0..<9 {
        let value = expected[0, c, p / 3, p % 3] - normalization.mean[c]
        let deviation = (normalization.variance[c] + 1e-5).squareRoot()
        expected[0, c, p / 3, p % 3] =
          value / deviation * normalization.scale[c] + normalization.shift[c]
      }
    }
    #expect(zip(y.values, expected.values).allSatisfy { abs($0 - $1) < 1e-5 * max(1, abs($1)) })
  }

  @Test func `a primitive made on one thread runs on others`() async throws {
    // With oneDNN's own scratchpad this crashes.
    let lane = Lane(try makeConvolution(), try Session())
    let first = try lane.run()
    for _ in 0..<8 {
      let next = try await onAnotherThread { try lane.run() }
      #expect(next == first)
    }
  }

  @Test(.enabled(if: Precision.bfloat16.isOffered))
  func `convolutions of both precisions made on two threads at once are right`() async throws {
    async let whole: Void = onAnotherThread { try makeSmallConvolutions(.float32) }
    async let half: Void = onAnotherThread { try makeSmallConvolutions(.bfloat16) }
    try await whole
    try await half
  }

  @Test func `resampling equals its matrices`() throws {
    let session = try Session()
    let x = noise(Shape(2, 3, 6, 5))
    let methods: [Resampling.Method] = [.bilinear, .nearest, .adaptiveAverage, .preciseRegion]
    let extents = [(13, 10), (3, 2), (1, 1), (6, 5)]
    for method in methods {
      for (height, width) in extents {
        let layer = Resampling(method, height: height, width: width)
        let expected = plainResampling(
          x,
          rows: fullMatrix(method, 6, height),
          columns: fullMatrix(method, 5, width)
        )
        #expect(largestDifference(layer(FeatureMaps(x, on: session)).tensor(), expected) < 1e-5)
        let sum = FeatureMaps(expected, on: session)
        layer(FeatureMaps(x, on: session), accumulatingInto: sum)
        let doubled = Tensor(expected.shape, expected.values.map { $0 * 2 })
        #expect(largestDifference(sum.tensor(), doubled) < 1e-5)
      }
    }
  }

  @Test func `precise region pooling loses half a pixel at the last border`() {
    let matrix = ResamplingMatrix.preciseRegion(from: 8, to: 1)
    #expect(matrix.weights == [0.0625] + [Float](repeating: 0.125, count: 7))
  }

  @Test func `pooling, normalisation and upsampling equal their definitions`() throws {
    let session = try Session()
    let x = noise(Shape(2, 3, 7, 6))
    let pooled = MaxPooling(kernel: 3, stride: 2, padding: 1)(FeatureMaps(x, on: session)).tensor()
    let normed = PixelNorm()(FeatureMaps(x, on: session)).tensor()
    let doubled = NearestUpsampling()(FeatureMaps(x, on: session)).tensor()
    #expect(pooled.shape == Shape(2, 3, 4, 3) && doubled.shape == Shape(2, 3, 14, 12))
    for n in 0..<2 {
      for c in 0..<3 {
        for i in 0..<4 {
          for j in 0..<3 {
            let rows = (2 * i - 1...2 * i + 1).filter { (0..<7).contains($0) }
            let columns = (2 * j - 1...2 * j + 1).filter { (0..<6).contains($0) }
            let window = rows.flatMap { y in columns.map { x[n, c, y, $0] } }
            #expect(pooled[n, c, i, j] == window.max())
          }
        }
        for y in 0..<7 {
          for column in 0..<6 {
            let squares = (0..<3).map { x[n, $0, y, column] * x[n, $0, y, column] }
            let root = (squares.reduce(0, +) / 3 + 1e-8).squareRoot()
            #expect(abs(normed[n, c, y, column] - x[n, c, y, column] / root) < 1e-6)
            #expect(doubled[n, c, 2 * y + 1, 2 * column] == x[n, c, y, column])
          }
        }
      }
    }
  }

  @Test func `channels are concatenated, sliced, normalised and compared`() throws {
    let session = try Session()
    let x = noise(Shape(2, 5, 3, 4))
    let y = noise(Shape(2, 20, 3, 4), seed: 9)
    let both = FeatureMaps.concatenate([FeatureMaps(x, on: session), FeatureMaps(y, on: session)])
    #expect(both.channels(0..<5).tensor() == x)
    #expect(both.channels(5..<25).tensor() == y)
    let probabilities = both.softmax(over: 5..<25).tensor()
    let best = both.argmax(over: 5..<25)
    for p in 0..<24 {
      let (n, row, column) = (p / 12, p / 4 % 3, p % 4)
      let logits = (0..<20).map { Double(y[n, $0, row, column]) }
      let sum = logits.reduce(0) { $0 + exponential($1) }
      for c in 0..<20 {
        let difference = Double(probabilities[n, c, row, column]) - exponential(logits[c]) / sum
        #expect(abs(difference) < 1e-6)
      }
      #expect(logits[Int(best[p])] == logits.max())
    }
    let flat = FeatureMaps(Tensor(Shape(1, 4, 1, 2), filledWith: 3), on: session)
    #expect(flat.argmax() == [0, 0])
  }
}

private func meanSquare(_ one: Tensor, _ other: Tensor) -> Double {
  let sum = zip(one.values, other.values).reduce(0.0) {
    $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1)
  }
  return sum / Double(one.values.count)
}

/// Weights of 3x3 kernels that keep outputs near 1.
private func unitWeights(_ count: Int, inputs: Int) -> [Float] {
  let scale = 1 / Float(inputs).squareRoot()
  return noise(Shape(1, 1, 1, count), seed: 2).values.map { $0 * scale }
}

private func exponential(_ x: Double) -> Double {
  (1...30).reversed().reduce(1) { 1 + $0 * x / Double($1) }
}

private func fullMatrix(_ method: Resampling.Method, _ inputs: Int, _ outputs: Int) -> [[Float]] {
  let matrix: ResamplingMatrix =
    switch method {
    case .bilinear: .bilinear(from: inputs, to: outputs)
    case .cornerAligned: .cornerAligned(from: inputs, to: outputs)
    case .antialiased: .antialiased(from: inputs, to: outputs)
    case .nearest: .nearest(from: inputs, to: outputs)
    case .adaptiveAverage: .adaptiveAverage(from: inputs, to: outputs)
    case .preciseRegion: .preciseRegion(from: inputs, to: outputs)
    }
  return (0..<outputs).map { output in
    var row = [Float](repeating: 0, count: inputs)
    for k in 0..<Int(matrix.counts[output]) {
      row[Int(matrix.starts[output]) + k] = matrix.weights[Int(matrix.offsets[output]) + k]
    }
    return row
  }
}

@Suite struct FastPathTests {
  @Test(arguments: [Precision.float32, .bfloat16].filter(\.isOffered))
  func `four small convolutions equal the convolution of the doubled map`(
    precision: Precision
  ) throws {
    let session = try Session()
    let weights = noise(Shape(8, 6, 3, 3), seed: 2).values
    let bias = noise(Shape(1, 8, 1, 1), seed: 3).values
    let fast = try UpsampledConvolution(
      inputChannels: 6,
      outputChannels: 8,
      weights: weights,
      bias: bias,
      nonlinearity: .leaky(slope: 0.2)
    )
    let plain = try Convolution(
      ConvolutionGeometry(
        inputChannels: 6,
        outputChannels: 8,
        kernelHeight: 3,
        kernelWidth: 3,
        padding: Padding(1)
      ),
      weights: weights,
      bias: bias,
      nonlinearity: .leaky(slope: 0.2)
    )
    let x = FeatureMaps(noise(Shape(2, 6, 5, 4)), precision, on: session)
    let expected = try plain(NearestUpsampling()(x))
    let limit: Float = precision == .float32 ? 1e-5 : 0.05
    #expect(largestDifference(try fast(x).tensor(), expected.tensor()) < limit)
    let normed = try fast(x, followedBy: PixelNorm()).tensor()
    #expect(largestDifference(normed, PixelNorm()(expected).tensor()) < limit)
  }

  @Test func `the latent projection equals its padded convolution`() throws {
    let session = try Session()
    let geometry = ConvolutionGeometry(
      inputChannels: 5,
      outputChannels: 3,
      kernelHeight: 4,
      kernelWidth: 4,
      padding: Padding(3)
    )
    let weights = noise(Shape(3, 5, 4, 4), seed: 2).values
    let bias: [Float] = [1, 2, 3]
    let z = noise(Shape(2, 5, 1, 1))
    let fast = try LatentProjection(
      inputChannels: 5,
      outputChannels: 3,
      kernel: 4,
      weights: weights,
      bias: bias,
      nonlinearity: .none
    )
    let expected = plainConvolution(z, geometry, weights: weights, bias: bias)
    #expect(largestDifference(try fast(FeatureMaps(z, on: session)).tensor(), expected) < 1e-5)
  }

  @Test func `blending repeats its arguments over batch, rows and columns`() throws {
    let session = try Session()
    let x = noise(Shape(2, 3, 4, 5))
    for shape in [Shape(1, 3, 1, 1), Shape(2, 3, 4, 5), Shape(1, 3, 4, 1), Shape(1, 3, 4, 5)] {
      let (a, v) = (noise(shape, seed: 5), noise(shape, seed: 6))
      let maps = FeatureMaps(x, on: session)
      maps.blend(weight: FeatureMaps(a, on: session), replacement: FeatureMaps(v, on: session))
      let y = maps.tensor()
      for i in 0..<x.shape.count {
        let (n, c, row, column) = (i / 60, i / 20 % 3, i / 5 % 4, i % 5)
        let place = (
          min(n, shape.batch - 1), c, min(row, shape.height - 1), min(column, shape.width - 1)
        )
        let weight = a[place.0, place.1, place.2, place.3]
        let value = v[place.0, place.1, place.2, place.3]
        let expected = x[n, c, row, column] * (1 - weight) + value * weight
        #expect(abs(y[n, c, row, column] - expected) < 1e-6)
      }
    }
  }

  @Test func `the kernel for few outputs equals the direct convolution`() throws {
    let session = try Session()
    for outputs in 1...4 {
      let convolution = try Convolution(
        ConvolutionGeometry(
          inputChannels: 48,
          outputChannels: outputs,
          kernelHeight: 1,
          kernelWidth: 1
        ),
        weights: noise(Shape(outputs, 48, 1, 1), seed: 2).values,
        bias: noise(Shape(1, outputs, 1, 1), seed: 3).values
      )
      let x = FeatureMaps(noise(Shape(2, 48, 9, 7)), on: session)
      let fast = try convolution(x).tensor()
      convolution.avoidsWinograd = true
      #expect(largestDifference(fast, try convolution(x).tensor()) < 1e-5)
    }
  }

  @Test func `Winograd's algorithm equals the direct convolution`() throws {
    let session = try Session()
    let cases = [(16, 32, 16, 16), (32, 16, 17, 30), (48, 48, 21, 13)]
    let functions: [Nonlinearity] = [.none, .rectified, .leaky(slope: 0.2)]
    for (index, (inputs, outputs, height, width)) in cases.enumerated() {
      let geometry = ConvolutionGeometry(
        inputChannels: inputs,
        outputChannels: outputs,
        kernelHeight: 3,
        kernelWidth: 3,
        padding: Padding(1)
      )
      let convolution = try Convolution(
        geometry,
        weights: unitWeights(geometry.weightCount, inputs: inputs),
        bias: noise(Shape(1, outputs, 1, 1), seed: 3).values,
        nonlinearity: functions[index]
      )
      let x = FeatureMaps(noise(Shape(2, inputs, height, width)), on: session)
      let sum = FeatureMaps(noise(Shape(2, outputs, height, width), seed: 4), on: session)
      let otherSum = sum.copy()
      let fast = try convolution(x).tensor()
      let normed = try convolution(x, followedBy: PixelNorm()).tensor()
      try convolution(x, accumulatingInto: sum)
      convolution.avoidsWinograd = true
      let direct = try convolution(x)
      try convolution(x, accumulatingInto: otherSum)
      #expect(largestDifference(fast, direct.tensor()) < 1e-5)
      #expect(largestDifference(sum.tensor(), otherSum.tensor()) < 1e-5)
      #expect(largestDifference(normed, PixelNorm()(direct).tensor()) < 1e-5)
    }
  }

  @Test(.enabled(if: Precision.bfloat16.isOffered))
  func `Winograd's algorithm on bfloat16 maps errs no more than the direct convolution`() throws {
    let session = try Session()
    let geometry = ConvolutionGeometry(
      inputChannels: 64,
      outputChannels: 64,
      kernelHeight: 3,
      kernelWidth: 3,
      padding: Padding(1)
    )
    let convolution = try Convolution(
      geometry,
      weights: unitWeights(geometry.weightCount, inputs: 64),
      bias: noise(Shape(1, 64, 1, 1), seed: 3).values,
      nonlinearity: .leaky(slope: 0.2)
    )
    let x = noise(Shape(1, 64, 18, 20))
    let rounded = FeatureMaps(x, .bfloat16, on: session)
    let sum = FeatureMaps(noise(x.shape, seed: 4), .bfloat16, on: session)
    let otherSum = sum.copy()
    let fast = try convolution(rounded).tensor()
    try convolution(rounded, accumulatingInto: sum)
    convolution.avoidsWinograd = true
    let direct = try convolution(rounded).tensor()
    try convolution(rounded, accumulatingInto: otherSum)
    let exact = try convolution(FeatureMaps(x, on: session)).tensor()
    #expect(meanSquare(fast, exact) <= meanSquare(direct, exact))
    #expect(largestDifference(sum.tensor(), otherSum.tensor()) < 0.1)
  }

  @Test func `Winograd's algorithm equals the four convolutions of a doubled map`() throws {
    let session = try Session()
    for (inputs, outputs, height, width) in [(16, 32, 16, 16), (32, 16, 19, 14)] {
      let layer = try UpsampledConvolution(
        inputChannels: inputs,
        outputChannels: outputs,
        weights: unitWeights(9 * outputs * inputs, inputs: inputs),
        bias: noise(Shape(1, outputs, 1, 1), seed: 3).values,
        nonlinearity: .leaky(slope: 0.2)
      )
      let x = FeatureMaps(noise(Shape(2, inputs, height, width)), on: session)
      let fast = try layer(x).tensor()
      let normed = try layer(x, followedBy: PixelNorm()).tensor()
      layer.avoidsWinograd = true
      let direct = try layer(x)
      #expect(largestDifference(fast, direct.tensor()) < 1e-5)
      #expect(largestDifference(normed, PixelNorm()(direct).tensor()) < 1e-5)
    }
  }
}

/// Makes convolutions for many shapes, and compares those of float32 with their definition.
private func makeSmallConvolutions(_ precision: Precision) throws {
  let session = try Session()
  let geometry = ConvolutionGeometry(
    inputChannels: 4,
    outputChannels: 4,
    kernelHeight: 3,
    kernelWidth: 3,
    padding: Padding(1)
  )
  let weights = noise(Shape(1, 1, 1, geometry.weightCount)).values
  for round in 0..<40 {
    let convolution = try Convolution(geometry, weights: weights)
    for extent in 4..<12 {
      let x = noise(Shape(1, 4, extent, extent + round % 2))
      let y = try convolution(FeatureMaps(x, precision, on: session)).tensor()
      let bias = [Float](repeating: 0, count: 4)
      let expected = plainConvolution(x, geometry, weights: weights, bias: bias)
      #expect(largestDifference(y, expected) < (precision == .float32 ? 1e-5 : 0.1))
    }
  }
}
