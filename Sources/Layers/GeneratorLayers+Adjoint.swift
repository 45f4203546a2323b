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
