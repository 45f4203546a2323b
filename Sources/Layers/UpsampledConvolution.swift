import CKernels
public import Faults
public import OneDNN
public import Tensors

/// A 3x3 convolution of feature maps whose rows and columns have been doubled (nearest).
///
/// Each output parity sees only 2x2 distinct inputs, so four 2x2 convolutions at the low extent,
/// with sums of the 3x3 taps, give the same result with 4/9 of the multiplications. Their outputs
/// are interleaved, and pixel norm, which follows in a progressive GAN, shares that pass.
public final class UpsampledConvolution: Layer {
  /// The convolutions for the parities (0,0), (0,1), (1,0), (1,1) of output row and column.
  private let parities: [Convolution]

  /// Makes the layer from the 3x3 weights, in the order (output, input, row, column).
  public init(
    inputChannels: Int,
    outputChannels: Int,
    weights: [Float],
    bias: [Float],
    nonlinearity: Nonlinearity
  ) throws(Fault) {
    var parities: [Convolution] = []
    for (row, column) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
      let padding = Padding(top: 1 - row, left: 1 - column, bottom: row, right: column)
      parities.append(
        try Convolution(
          ConvolutionGeometry(
            inputChannels: inputChannels,
            outputChannels: outputChannels,
            kernelHeight: 2,
            kernelWidth: 2,
            padding: padding
          ),
          weights: parityKernel(weights, row: row, column: column),
          bias: bias,
          nonlinearity: nonlinearity
        )
      )
    }
    self.parities = parities
  }

  /// Computes the convolution of the doubled input.
  public func callAsFunction(_ input: FeatureMaps) throws(Fault) -> FeatureMaps {
    let output = doubled(input)
    try run(input, plain: output, normed: nil, epsilon: 0)
    return output
  }

  /// Computes the convolution and its pixel norm in one pass.
  public func callAsFunction(
    _ input: FeatureMaps,
    followedBy norm: PixelNorm
  ) throws(Fault) -> FeatureMaps {
    let output = doubled(input)
    try run(input, plain: nil, normed: output, epsilon: norm.epsilon)
    return output
  }

  /// How many floating-point operations the plain 3x3 convolution takes on the doubled input.
  public func plainOperationCount(for input: Shape) -> Int {
    parities.reduce(0) { $0 + $1.operationCount(for: input) } / 4 * 9
  }

  private func doubled(_ input: FeatureMaps) -> FeatureMaps {
    let from = input.shape
    return FeatureMaps(
      Shape(from.batch, parities[0].geometry.outputChannels, from.height * 2, from.width * 2),
      input.precision,
      on: input.session
    )
  }

  private func run(
    _ input: FeatureMaps,
    plain: FeatureMaps?,
    normed: FeatureMaps?,
    epsilon: Float
  ) throws(Fault) {
    var quarters: [FeatureMaps] = []
    for convolution in parities { quarters.append(try convolution(input)) }
    let low = quarters[0].shape
    let sources = quarters.map { UnsafeRawPointer?($0.bytes) }
    CKernels_interleave(
      input.element,
      sources,
      plain?.bytes,
      normed?.bytes,
      low.batch,
      low.height,
      low.width,
      low.channels,
      epsilon
    )
    // The buffers may go back to the pool only now.
    withExtendedLifetime(quarters) {}
  }
}

/// The sums of 3x3 taps that one output parity sees as a 2x2 kernel.
private func parityKernel(_ weights: [Float], row: Int, column: Int) -> [Float] {
  // Output 2y sees inputs y-1 (tap 0) and y (taps 1 and 2); 2y+1 sees y (0 and 1) and y+1 (2).
  let taps = [[[0], [1, 2]], [[0, 1], [2]]]
  var kernel: [Float] = []
  kernel.reserveCapacity(weights.count / 9 * 4)
  for plane in stride(from: 0, to: weights.count, by: 9) {
    for rows in taps[row] {
      for columns in taps[column] {
        var sum: Float = 0
        for y in rows { for x in columns { sum += weights[plane + y * 3 + x] } }
        kernel.append(sum)
      }
    }
  }
  return kernel
}
