public import Faults
public import OneDNN

/// A convolution whose output is float32 whatever it reads: what makes an image, or logits.
public final class WidenedConvolution: Layer {
  /// The convolution.
  public let convolution: Convolution

  /// Widens a convolution's output.
  public init(_ convolution: Convolution) { self.convolution = convolution }

  /// Computes the convolution in the input's precision, and stores float32.
  public func callAsFunction(_ input: FeatureMaps) throws(Fault) -> FeatureMaps {
    try convolution(input, outputPrecision: .float32)
  }

  /// The convolution's.
  public func reach(fromInput index: Int) -> Reach { convolution.reach(fromInput: index) }
}

extension WidenedConvolution: DifferentiableLayer {
  /// The convolution's.
  public func adjoint(
    of gradient: FeatureMaps,
    input: FeatureMaps,
    output: FeatureMaps
  ) throws(Fault) -> FeatureMaps {
    try convolution.adjoint(of: gradient, input: input, output: output)
  }
}
