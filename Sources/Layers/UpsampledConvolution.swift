import CKernels
public import Faults
public import OneDNN
import Tensors

/// A 3x3 convolution of feature maps whose rows and columns have been doubled (nearest).
///
/// Each output parity sees only 2x2 distinct inputs, so four 2x2 convolutions at the low extent,
/// with sums of the 3x3 taps, give the same result with 4/9 of the multiplications. Their outputs
/// are interleaved, and pixel norm, which follows in a progressive GAN, shares that pass.
public final class UpsampledConvolution: Layer {
  /// The convolutions for the parities (0,0), (0,1), (1,0), (1,1) of output row and column.
  let parities: [Convolution]
  /// What takes gradients back, once it was needed.
  var gathered: Convolution?
  private var winograd: FusedWinograd?
  /// Whether the four convolutions are used even where Winograd's algorithm serves.
  public var avoidsWinograd = false

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
    if let fast = try winograd(for: input) {
      fast.run(input, into: output)
    } else {
      try run(input, plain: output, normed: nil, epsilon: 0)
    }
    return output
  }

  /// Computes the convolution and its pixel norm in one pass.
  public func callAsFunction(
    _ input: FeatureMaps,
    followedBy norm: PixelNorm
  ) throws(Fault) -> FeatureMaps {
    let output = doubled(input)
    if let fast = try winograd(for: input) {
      fast.run(input, into: output, norm: norm)
    } else {
      try run(input, plain: nil, normed: output, epsilon: norm.epsilon)
    }
    return output
  }

  /// Joins a pixel norm.
  public func apply(
    to inputs: [FeatureMaps],
    followedBy next: any Operation
  ) throws(Fault) -> FeatureMaps? {
    guard let norm = next as? PixelNorm, inputs.count == 1 else { return nil }
    return try self(inputs[0], followedBy: norm)
  }

  /// One pixel of the input before it is doubled.
  public func reach(fromInput index: Int) -> Reach { .nearby(margin: 1, scale: 2) }

  private func doubled(_ input: FeatureMaps) -> FeatureMaps {
    let from = input.shape
    return FeatureMaps(
      Shape(from.batch, parities[0].geometry.outputChannels, from.height * 2, from.width * 2),
      input.precision,
      on: input.session
    )
  }

  /// The four kernels as one 3x3 convolution with four times the outputs, transformed.
  private func winograd(for input: FeatureMaps) throws(Fault) -> FusedWinograd? {
    let geometry = parities[0].geometry
    guard !avoidsWinograd, input.precision == .float32, geometry.outputChannels % 16 == 0,
      let slope = FusedWinograd.slope(of: parities[0].nonlinearity),
      FusedWinograd.suits(
        input.shape,
        input.precision,
        inputChannels: geometry.inputChannels,
        outputChannels: geometry.outputChannels * 4
      )
    else { return nil }
    if let winograd { return winograd }
    var weights: [Float] = []
    weights.reserveCapacity(36 * geometry.inputChannels * geometry.outputChannels)
    for (parity, convolution) in parities.enumerated() {
      let kernels = try convolution.weights.plainValues(on: input.session)
      appendWidened(kernels, row: parity / 2, column: parity % 2, to: &weights)
    }
    let bias = UnsafeBufferPointer(
      start: parities[0].weights.biasValues,
      count: geometry.outputChannels
    )
    let made = FusedWinograd(
      inputChannels: geometry.inputChannels,
      outputChannels: geometry.outputChannels * 4,
      weights: weights,
      bias: Array(bias) + bias + bias + bias,
      slope: slope,
      shuffles: true
    )
    winograd = made
    return made
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

/// Sets 2x2 kernels into 3x3 ones: those of parity 0 see the taps 0 and 1, of parity 1 the taps 1, 2.
private func appendWidened(_ kernels: [Float], row: Int, column: Int, to weights: inout [Float]) {
  for start in stride(from: 0, to: kernels.count, by: 4) {
    for y in 0..<3 {
      for x in 0..<3 {
        let (i, j) = (y - row, x - column)
        let isInside = (0..<2).contains(i) && (0..<2).contains(j)
        weights.append(isInside ? kernels[start + i * 2 + j] : 0)
      }
    }
  }
}
