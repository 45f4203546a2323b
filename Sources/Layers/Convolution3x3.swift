public import Faults
public import OneDNN
import Tensors

/// A 3x3 convolution of stride 1 and padding 1 that is computed the faster way for each input:
/// plainly, or by Winograd's algorithm.
///
/// Winograd's algorithm wins where channels and pixels are many; with few channels the transforms
/// cost more than they save, and on small maps its larger weights do. The bounds were measured.
public final class Convolution3x3: Layer {
  private let inputChannels: Int
  private let outputChannels: Int
  private let weights: [Float]
  private let bias: [Float]
  private let nonlinearity: Nonlinearity
  private var plain: Convolution?
  private var transformed: WinogradConvolution?

  /// Makes a convolution.
  ///
  /// - Parameters:
  ///   - inputChannels: Units of the input.
  ///   - outputChannels: Units of the output.
  ///   - weights: In the order (output, input, row, column).
  ///   - bias: One value an output.
  ///   - nonlinearity: What follows.
  public init(
    inputChannels: Int,
    outputChannels: Int,
    weights: [Float],
    bias: [Float],
    nonlinearity: Nonlinearity = .none
  ) {
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.weights = weights
    self.bias = bias
    self.nonlinearity = nonlinearity
  }

  /// Computes the convolution at the input's precision.
  public func callAsFunction(_ input: FeatureMaps) throws(Fault) -> FeatureMaps {
    prefersTransform(input) ? try winograd()(input) : try direct()(input)
  }

  /// Computes the convolution with a sum added before the nonlinearity.
  ///
  /// - Parameters:
  ///   - input: Feature maps of any extent.
  ///   - sum: float32 maps of the output's shape; what they hold afterwards is undefined.
  /// - Returns: The result at the input's precision, perhaps in the sum's memory.
  /// - Throws: A defect if oneDNN fails.
  public func callAsFunction(
    _ input: FeatureMaps,
    consuming sum: FeatureMaps
  ) throws(Fault) -> FeatureMaps {
    if prefersTransform(input) { return try winograd()(input, adding: sum) }
    try direct()(input, accumulatingInto: sum)
    return input.precision == .float32 ? sum : sum.copy(input.precision)
  }

  /// The batch does not count, so that an image has the same result in any batch.
  private func prefersTransform(_ input: FeatureMaps) -> Bool {
    guard inputChannels % 16 == 0, outputChannels % 16 == 0, nonlinearity != .clampedToSix else {
      return false
    }
    let isFull = input.precision == .float32
    if isFull,
      FusedWinograd.suits(
        input.shape,
        input.precision,
        inputChannels: inputChannels,
        outputChannels: outputChannels
      )
    {
      // The plain layer does the same transform in one pass.
      return false
    }
    let pixels = input.shape.planeCount
    let isWide = min(inputChannels, outputChannels) >= (isFull ? 32 : 64)
    let isLarge = inputChannels * outputChannels * pixels >= (isFull ? 2 << 20 : 4 << 20)
    // Reading the weights, which the transform makes larger, takes the time on small maps.
    let isDeep = pixels * (isFull ? 8 : 16) <= max(inputChannels, outputChannels)
    return isWide && isLarge && !isDeep
  }

  private func winograd() -> WinogradConvolution {
    if let transformed { return transformed }
    let layer = WinogradConvolution(
      inputChannels: inputChannels,
      outputChannels: outputChannels,
      weights: weights,
      bias: bias,
      nonlinearity: nonlinearity
    )
    transformed = layer
    return layer
  }

  private func direct() throws(Fault) -> Convolution {
    if let plain { return plain }
    let layer = try Convolution(
      ConvolutionGeometry(
        inputChannels: inputChannels,
        outputChannels: outputChannels,
        kernelHeight: 3,
        kernelWidth: 3,
        padding: Padding(1)
      ),
      weights: weights,
      bias: bias,
      nonlinearity: nonlinearity
    )
    plain = layer
    return layer
  }
}
