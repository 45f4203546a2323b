public import Faults
public import OneDNN
import Tensors

/// The convolution that opens a progressive GAN: a 1x1 latent, padded, to a k x k map.
///
/// With padding k-1 each output place sees the latent through one tap alone, so the layer is a
/// matrix: one 1x1 convolution to (row, column, unit), which is the map channels last.
public final class LatentProjection: Layer {
  let matrix: Convolution
  private let kernel: Int
  private let outputChannels: Int

  /// Makes the layer from weights in the order (output, input, row, column).
  ///
  /// The bias has one value an output, or one a place in the order (output, row, column).
  public init(
    inputChannels: Int,
    outputChannels: Int,
    kernel: Int,
    weights: [Float],
    bias: [Float],
    nonlinearity: Nonlinearity
  ) throws(Fault) {
    self.kernel = kernel
    self.outputChannels = outputChannels
    let taps = kernel * kernel
    var rows = [Float](repeating: 0, count: weights.count)
    for place in 0..<taps {
      // Output place (i, j) lies under tap (k-1-i, k-1-j).
      let tap = taps - 1 - place
      for output in 0..<outputChannels {
        let row = (place * outputChannels + output) * inputChannels
        for input in 0..<inputChannels {
          rows[row + input] = weights[(output * inputChannels + input) * taps + tap]
        }
      }
    }
    matrix = try Convolution(
      ConvolutionGeometry(
        inputChannels: inputChannels,
        outputChannels: taps * outputChannels,
        kernelHeight: 1,
        kernelWidth: 1
      ),
      weights: rows,
      bias: bias.count == outputChannels
        ? (0..<taps).flatMap { _ in bias }
        : (0..<taps).flatMap { place in (0..<outputChannels).map { bias[$0 * taps + place] } },
      nonlinearity: nonlinearity
    )
  }

  /// Computes the map of shape (batch, outputs, k, k) from latents of shape (batch, inputs, 1, 1).
  public func callAsFunction(_ input: FeatureMaps) throws(Fault) -> FeatureMaps {
    try matrix(input).reshaped(Shape(input.shape.batch, outputChannels, kernel, kernel))
  }
}
