import CKernels
public import OneDNN
import Tensors

/// Scales each pixel's vector of units to a root mean square of one.
///
/// x / sqrt(mean over units of x² + epsilon). Karras et al. 2018, arXiv:1710.10196, section 4.2.
public final class PixelNorm: Layer {
  /// What keeps the root from zero.
  public let epsilon: Float

  /// Makes the layer with the published epsilon.
  public init(epsilon: Float = 1e-8) {
    self.epsilon = epsilon
  }

  /// Normalises each pixel.
  public func callAsFunction(_ input: FeatureMaps) -> FeatureMaps {
    let output = FeatureMaps(input.shape, input.precision, on: input.session)
    run(input, into: output)
    return output
  }

  /// Normalises each pixel in the input's own memory.
  public func overwrite(_ input: FeatureMaps) -> Bool {
    normalize(input)
    return true
  }

  /// Each pixel for itself.
  public func reach(fromInput index: Int) -> Reach { .nearby(margin: 0, scale: 1) }

  /// A pass over memory.
  public var isCheap: Bool { true }

  /// Normalises each pixel in place.
  public func normalize(_ maps: FeatureMaps) { run(maps, into: maps) }

  private func run(_ input: FeatureMaps, into output: FeatureMaps) {
    input.session.claimThread()
    CKernels_pixel_norm(
      input.element,
      input.bytes,
      output.bytes,
      input.shape.batch * input.shape.planeCount,
      input.shape.channels,
      epsilon
    )
  }
}
