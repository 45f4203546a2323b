import CKernels
public import OneDNN
import Tensors

/// Normalises each pixel's channels to a mean of 0 and a variance of 1, then scales and shifts them.
///
/// Ba et al. 2016, arXiv:1607.06450.
public final class LayerNormalization: Layer {
  private let scale: [Float]
  private let shift: [Float]
  /// What keeps the root from zero.
  public let epsilon: Float

  /// Takes one factor and one addend a channel.
  public init(scale: [Float], shift: [Float], epsilon: Float = 1e-5) {
    precondition(scale.count == shift.count)
    (self.scale, self.shift, self.epsilon) = (scale, shift, epsilon)
  }

  /// Normalises each pixel.
  public func callAsFunction(_ input: FeatureMaps) -> FeatureMaps {
    precondition(input.shape.channels == scale.count, "\(input.shape) for \(scale.count)")
    let output = FeatureMaps(input.shape, input.precision, on: input.session)
    input.session.claimThread()
    CKernels_layer_norm(
      input.element,
      input.bytes,
      output.bytes,
      scale,
      shift,
      input.shape.batch * input.shape.planeCount,
      input.shape.channels,
      epsilon
    )
    return output
  }
}

extension LayerNormalization: DifferentiableLayer {
  /// The gradient with respect to the input.
  public func adjoint(
    of gradient: FeatureMaps,
    input: FeatureMaps,
    output: FeatureMaps
  ) -> FeatureMaps {
    let result = FeatureMaps(input.shape, on: input.session)
    input.session.claimThread()
    CKernels_layer_norm_adjoint(
      input.element,
      input.bytes,
      scale,
      gradient.bytes.assumingMemoryBound(to: Float.self),
      result.bytes.assumingMemoryBound(to: Float.self),
      input.shape.batch * input.shape.planeCount,
      input.shape.channels,
      epsilon
    )
    return result
  }
}
