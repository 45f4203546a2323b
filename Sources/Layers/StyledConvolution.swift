import CKernels
public import Faults
public import OneDNN
import Tensors

/// A 3x3 convolution of StyleGAN2: inputs scaled by a style, outputs scaled back to unit variance,
/// noise, bias, leaky ReLU.
///
/// Its inputs are feature maps, styles of shape (batch, inputs, 1, 1) in float32, and noise of shape
/// (1, 1, height, width) of the output in float32, its strength included. Scaling activations is the
/// same as scaling the weights for each sample, and leaves one convolution for all. Karras et al.
/// 2020, arXiv:1912.04958, section 2.
public final class StyledConvolution: Operation {
  /// Whether the extent doubles: a transposed convolution of stride 2, then a smoothing filter.
  public let doubles: Bool
  let convolutions: [Convolution]
  /// The sum over the kernel of each squared weight, in the order (output, input).
  private let squares: [Float]
  private let bias: [Float]
  let limit: Float
  private let inputChannels: Int
  private let outputChannels: Int

  /// Makes the step.
  ///
  /// - Parameters:
  ///   - inputChannels: Channels of what it reads.
  ///   - outputChannels: Channels of what it makes.
  ///   - weights: In the order (output, input, row, column), with their equalising factor.
  ///   - bias: One value an output.
  ///   - doubles: Whether the extent doubles.
  ///   - limit: Where outputs are cut off.
  /// - Throws: A defect if oneDNN cannot describe the weights.
  public init(
    inputChannels: Int,
    outputChannels: Int,
    weights: [Float],
    bias: [Float],
    doubles: Bool,
    limit: Float = .infinity
  ) throws(Fault) {
    self.doubles = doubles
    self.bias = bias
    self.limit = limit
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    squares = stride(from: 0, to: weights.count, by: 9).map { start in
      weights[start..<start + 9].reduce(0) { $0 + $1 * $1 }
    }
    var convolutions: [Convolution] = []
    for part in doubles ? Part.parities : [Part.whole] {
      convolutions.append(
        try Convolution(
          ConvolutionGeometry(
            inputChannels: inputChannels,
            outputChannels: outputChannels,
            kernelHeight: part.rows.count,
            kernelWidth: part.columns.count,
            padding: part.padding
          ),
          weights: part.taps(of: weights)
        )
      )
    }
    self.convolutions = convolutions
  }

  /// Computes the layer's output.
  public func apply(to inputs: [FeatureMaps]) throws(Fault) -> FeatureMaps {
    precondition(inputs.count == 3, "feature maps, styles and noise")
    let (maps, styles, noise) = (inputs[0], inputs[1], inputs[2])
    let shape = maps.shape
    precondition(styles.shape == Shape(shape.batch, inputChannels, 1, 1))
    let scaled = FeatureMaps(shape, maps.precision, on: maps.session)
    maps.session.claimThread()
    CKernels_modulate(
      maps.element,
      maps.bytes,
      styles.bytes.assumingMemoryBound(to: Float.self),
      scaled.bytes,
      shape.batch,
      shape.planeCount,
      shape.channels
    )
    var parts: [FeatureMaps] = []
    for convolution in convolutions { parts.append(try convolution(scaled)) }
    return finish(parts, shape: shape, factors: factors(styles), noise: noise)
  }

  /// What brings outputs back to unit variance, for each sample and output.
  func factors(_ styles: FeatureMaps) -> [Float] {
    let batch = styles.shape.batch
    var factors = [Float](repeating: 0, count: batch * outputChannels)
    styles.session.claimThread()
    CKernels_demodulate(
      styles.bytes.assumingMemoryBound(to: Float.self),
      squares,
      &factors,
      batch,
      inputChannels,
      outputChannels
    )
    return factors
  }

  private func finish(
    _ parts: [FeatureMaps],
    shape: Shape,
    factors: [Float],
    noise: FeatureMaps
  ) -> FeatureMaps {
    let scale = doubles ? 2 : 1
    let output =
      doubles
      ? FeatureMaps(
        Shape(shape.batch, outputChannels, 2 * shape.height, 2 * shape.width),
        parts[0].precision,
        on: parts[0].session
      ) : parts[0]
    precondition(noise.shape == Shape(1, 1, scale * shape.height, scale * shape.width))
    factors.withUnsafeBufferPointer { factors in
      bias.withUnsafeBufferPointer { bias in
        let styling = CKernels_Styling(
          scale: factors.baseAddress,
          noise: noise.bytes.assumingMemoryBound(to: Float.self),
          bias: bias.baseAddress,
          limit: limit
        )
        guard doubles else {
          CKernels_finish_style(
            output.element,
            output.bytes,
            styling,
            shape.batch,
            shape.height,
            shape.width,
            outputChannels
          )
          return
        }
        let sources = parts.map { UnsafeRawPointer?($0.bytes) }
        CKernels_smooth_style(
          output.element,
          sources,
          output.bytes,
          styling,
          shape.batch,
          shape.height,
          shape.width,
          outputChannels
        )
      }
    }
    // The buffers may go back to the pool only now.
    withExtendedLifetime(parts) {}
    return output
  }

  /// A pixel of the feature maps reaches its neighbours; noise its own pixel; a style everything.
  public func reach(fromInput index: Int) -> Reach {
    switch index {
    case 0: .nearby(margin: 1, scale: doubles ? 2 : 1)
    case 2: .nearby(margin: 0, scale: 1)
    default: .everywhere
    }
  }
}

/// The taps of a 3x3 kernel that one part of a convolution's outputs sees.
private struct Part {
  let rows: [Int]
  let columns: [Int]
  let padding: Padding

  static let whole = Part(rows: [0, 1, 2], columns: [0, 1, 2], padding: Padding(1))

  /// Even outputs of a transposed convolution, y[2i + k] += w[k] x[i], see two inputs, odd ones one.
  static let parities = [
    Part(rows: [2, 0], columns: [2, 0], padding: Padding(1)),
    Part(rows: [2, 0], columns: [1], padding: Padding(top: 1, left: 0, bottom: 1, right: 0)),
    Part(rows: [1], columns: [2, 0], padding: Padding(top: 0, left: 1, bottom: 0, right: 1)),
    Part(rows: [1], columns: [1], padding: Padding(0)),
  ]

  func taps(of weights: [Float]) -> [Float] {
    if rows == [0, 1, 2] { return weights }
    var taps: [Float] = []
    taps.reserveCapacity(weights.count / 9 * rows.count * columns.count)
    for plane in stride(from: 0, to: weights.count, by: 9) {
      for row in rows { for column in columns { taps.append(weights[plane + row * 3 + column]) } }
    }
    return taps
  }
}
