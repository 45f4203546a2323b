import CKernels
public import OneDNN
import Tensors

/// Doubles every row and column.
public final class NearestUpsampling: Layer {
  /// Makes the layer.
  public init() {}

  /// Repeats each pixel twice along both axes.
  public func callAsFunction(_ input: FeatureMaps) -> FeatureMaps {
    let from = input.shape
    let output = FeatureMaps(
      Shape(from.batch, from.channels, from.height * 2, from.width * 2),
      input.precision,
      on: input.session
    )
    input.session.claimThread()
    CKernels_upsample_nearest(
      input.element,
      input.bytes,
      output.bytes,
      from.batch,
      from.height,
      from.width,
      from.channels
    )
    return output
  }

  /// Each pixel for itself.
  public func reach(fromInput index: Int) -> Reach { .nearby(margin: 0, scale: 2) }
}
