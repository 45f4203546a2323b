import CKernels
public import Faults
public import OneDNN
import Tensors

extension LatentProjection: DifferentiableLayer {
  /// The gradient with respect to the latents.
  public func adjoint(
    of gradient: FeatureMaps,
    input: FeatureMaps,
    output: FeatureMaps
  ) throws(Fault) -> FeatureMaps {
    let rows = Shape(gradient.shape.batch, gradient.shape.sampleCount, 1, 1)
    return try matrix.adjoint(
      of: gradient.reshaped(rows),
      input: input,
      output: output.reshaped(rows)
    )
  }
}

extension NearestUpsampling: DifferentiableLayer {
  /// The sum over each pixel's four copies.
  public func adjoint(
    of gradient: FeatureMaps,
    input: FeatureMaps,
    output: FeatureMaps
  ) -> FeatureMaps {
    let (height, width) = (gradient.shape.height, gradient.shape.width)
    let resampling = Resampling(.nearest, height: height, width: width)
    return resampling.adjoint(of: gradient, input: input, output: output)
  }
}

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
