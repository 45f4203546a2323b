import CKernels
import OneDNN
import Tensors

/// A 1x1 convolution with 1 to 4 outputs in float32, several times as fast as oneDNN's direct
/// convolution, which is its oracle.
final class FewOutputs {
  private let weights: [Float]
  private let bias: [Float]

  /// Takes weights in the order (output, input).
  init(weights: [Float], bias: [Float]) {
    self.weights = weights
    self.bias = bias
  }

  /// Whether it serves a layer and an input.
  static func suits(
    _ geometry: ConvolutionGeometry,
    nonlinearity: Nonlinearity,
    input: Precision,
    output: Precision
  ) -> Bool {
    let plain = ConvolutionGeometry(
      inputChannels: geometry.inputChannels,
      outputChannels: geometry.outputChannels,
      kernelHeight: 1,
      kernelWidth: 1
    )
    return geometry == plain && nonlinearity == .none && input == .float32 && output == .float32
      && geometry.outputChannels <= 4 && geometry.inputChannels % 16 == 0
  }

  /// Computes the convolution into `target`.
  func run(_ input: FeatureMaps, into target: FeatureMaps) {
    input.session.claimThread()
    CKernels_mix_few(
      input.bytes.assumingMemoryBound(to: Float.self),
      weights,
      bias,
      target.bytes.assumingMemoryBound(to: Float.self),
      input.shape.batch * input.shape.planeCount,
      input.shape.channels,
      bias.count
    )
  }
}
