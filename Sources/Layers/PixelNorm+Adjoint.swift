import CKernels
public import OneDNN
import Tensors

extension PixelNorm: DifferentiableLayer {
  /// With r the factor of a pixel: r g - x r³ mean(g x).
  public func adjoint(
    of gradient: FeatureMaps,
    input: FeatureMaps,
    output: FeatureMaps
  ) -> FeatureMaps {
    let result = FeatureMaps(input.shape, on: input.session)
    input.session.claimThread()
    CKernels_pixel_norm_adjoint(
      input.element,
      input.bytes,
      gradient.bytes.assumingMemoryBound(to: Float.self),
      result.bytes.assumingMemoryBound(to: Float.self),
      input.shape.batch * input.shape.planeCount,
      input.shape.channels,
      epsilon
    )
    return result
  }
}
