import Layers
import OneDNN
import Tensors
import Testing

@Suite struct SegmenterLayerTests {
  private func weights(_ outputs: Int, _ inputs: Int) -> [Float] {
    noise(Shape(outputs, inputs, 3, 3), seed: 2).values.map { $0 / Float(inputs) }
  }

  private func plain(
    _ inputs: Int,
    _ outputs: Int,
    _ nonlinearity: Nonlinearity,
    bias: [Float]
  ) throws -> Convolution {
    let convolution = try Convolution(
      ConvolutionGeometry(
        inputChannels: inputs,
        outputChannels: outputs,
        kernelHeight: 3,
        kernelWidth: 3,
        padding: Padding(1)
      ),
      weights: weights(outputs, inputs),
      bias: bias,
      nonlinearity: nonlinearity
    )
    convolution.avoidsWinograd = true
    return convolution
  }

  @Test(.enabled(if: Precision.bfloat16.isOffered), arguments: [(16, 16), (17, 22)])
  func `Winograd's algorithm on bfloat16 maps errs no more than direct sums`(
    height: Int,
    width: Int
  ) throws {
    let session = try Session()
    let bias = noise(Shape(1, 1, 1, 64), seed: 3).values
    let fast = try plain(64, 64, .leaky(slope: 0.2), bias: bias)
    let direct = try plain(64, 64, .leaky(slope: 0.2), bias: bias)
    fast.avoidsWinograd = false
    let input = noise(Shape(2, 64, height, width))
    let exact = try direct(FeatureMaps(input, on: session)).tensor()
    let maps = FeatureMaps(input, .bfloat16, on: session)
    let bound = 1.2 * largestDifference(try direct(maps).tensor(), exact)
    #expect(largestDifference(try fast(maps).tensor(), exact) < bound)

    let norm = PixelNorm()
    let normed = norm(FeatureMaps(exact, on: session)).tensor()
    #expect(largestDifference(try fast(maps, followedBy: norm).tensor(), normed) < 0.05)
  }

  @Test(arguments: [(4, 4, 8, 8), (3, 5, 11, 7), (1, 2, 6, 6), (6, 6, 6, 6)])
  func `mixing taps before enlarging equals the convolution of the enlarged map`(
    height: Int,
    width: Int,
    largeHeight: Int,
    largeWidth: Int
  ) throws {
    let session = try Session()
    let fast = try ResampledConvolution(
      inputChannels: 6,
      outputChannels: 5,
      weights: weights(5, 6)
    )
    let oracle = try plain(6, 5, .none, bias: [Float](repeating: 0, count: 5))
    let input = FeatureMaps(noise(Shape(2, 6, height, width)), on: session)
    let enlarged = Resampling(.bilinear, height: largeHeight, width: largeWidth)(input)
    let expected = try oracle(enlarged).tensor()
    let sum = FeatureMaps(Tensor(expected.shape, filledWith: .nan), on: session)
    try fast(input, into: sum, accumulates: false)
    #expect(largestDifference(sum.tensor(), expected) < 1e-5)
    try fast(input, into: sum, accumulates: true)
    let doubled = Tensor(expected.shape, expected.values.map { $0 * 2 })
    #expect(largestDifference(sum.tensor(), doubled) < 1e-5)
  }

  @Test func `a vote equals softmax and argmax of resampled logits`() throws {
    let session = try Session()
    let logits = [Shape(2, 9, 4, 5), Shape(2, 9, 7, 6)].enumerated().map { index, shape in
      let values = noise(shape, seed: UInt64(index + 7)).values.map { $0 * 5 }
      return FeatureMaps(Tensor(shape, values), on: session)
    }
    for sources in [[logits[0]], logits] {
      let enlarging = Resampling(.bilinear, height: 8, width: 10)
      let terms = sources.map { enlarging($0).softmax(over: 2..<8).tensor() }
      var expected = terms[0]
      for term in terms.dropFirst() {
        for index in expected.values.indices { expected.values[index] += term.values[index] }
      }
      let vote = LogitVote(sources, height: 8, width: 10)
      let found = vote.probabilities(of: Array(0..<6), among: 2..<8)
      #expect(largestDifference(found, expected) < 1e-5)

      var map = LabelMap(Shape(2, 2, 8, 10), [Int32](repeating: -1, count: 320))
      vote.decide(2..<8, numbers: [10, 11, 12, 13, 14, 15], channel: 0, of: &map)
      let winners = FeatureMaps(expected, on: session).argmax()
      for pixel in 0..<160 {
        #expect(map.labels[pixel / 80 * 160 + pixel % 80] == winners[pixel] + 10)
      }
      let gate = LogitVote.Gate(channel: 0, value: 12)
      vote.decide(2..<8, numbers: [0, 1, 2, 3, 4, 5], channel: 1, of: &map, where: gate)
      for pixel in 0..<160 {
        let label = map.labels[pixel / 80 * 160 + 80 + pixel % 80]
        #expect(label == (winners[pixel] == 2 ? 2 : -1))
      }
    }
  }
}
