import CKernels
public import Faults
public import OneDNN
import Tensors

/// A 1x1 convolution of StyleGAN2 to a picture: inputs scaled by a style, outputs as they come.
///
/// Its inputs are feature maps and styles of shape (batch, inputs, 1, 1) in float32; the picture is
/// float32.
public final class StyledPicture: Operation {
  /// In the order (color, input), with the equalising factor.
  private let weights: [Float]
  private let bias: [Float]
  let limit: Float

  /// Makes the step from weights in the order (color, input).
  public init(weights: [Float], bias: [Float], limit: Float = .infinity) {
    self.weights = weights
    self.bias = bias
    self.limit = limit
  }

  /// Computes the picture.
  public func apply(to inputs: [FeatureMaps]) throws(Fault) -> FeatureMaps {
    precondition(inputs.count == 2, "feature maps and styles")
    let (maps, styles) = (inputs[0], inputs[1])
    let shape = maps.shape
    precondition(styles.shape == Shape(shape.batch, shape.channels, 1, 1))
    let picture = FeatureMaps(
      Shape(shape.batch, bias.count, shape.height, shape.width),
      on: maps.session
    )
    maps.session.claimThread()
    CKernels_color(
      maps.element,
      maps.bytes,
      scaled(styles, shape),
      bias,
      limit,
      picture.bytes.assumingMemoryBound(to: Float.self),
      shape.batch,
      shape.planeCount,
      shape.channels,
      bias.count
    )
    return picture
  }

  /// The weights times each sample's styles, in the order (sample, color, input).
  func scaled(_ styles: FeatureMaps, _ shape: Shape) -> [Float] {
    let factors = UnsafeBufferPointer(
      start: styles.bytes.assumingMemoryBound(to: Float.self),
      count: shape.batch * shape.channels
    )
    return (0..<shape.batch).flatMap { sample in
      weights.indices.map { weights[$0] * factors[sample * shape.channels + $0 % shape.channels] }
    }
  }

  /// A pixel reaches its own place; a style everything.
  public func reach(fromInput index: Int) -> Reach {
    index == 0 ? .nearby(margin: 0, scale: 1) : .everywhere
  }
}

/// Doubles a float32 picture: zeros between its pixels, then the filter (1,3,3,1)/4 along both axes.
public final class PictureEnlargement: Layer {
  /// Makes the step.
  public init() {}

  /// Computes the larger picture.
  public func callAsFunction(_ input: FeatureMaps) -> FeatureMaps {
    let shape = input.shape
    precondition(input.precision == .float32)
    let output = FeatureMaps(
      Shape(shape.batch, shape.channels, 2 * shape.height, 2 * shape.width),
      on: input.session
    )
    input.session.claimThread()
    CKernels_enlarge_picture(
      input.bytes.assumingMemoryBound(to: Float.self),
      output.bytes.assumingMemoryBound(to: Float.self),
      shape.batch,
      shape.height,
      shape.width,
      shape.channels
    )
    return output
  }

  /// A pixel reaches the neighbours of its four.
  public func reach(fromInput index: Int) -> Reach { .nearby(margin: 1, scale: 2) }
}

/// Adds float32 pictures of one size.
public final class PictureSum: Operation {
  /// Makes the step.
  public init() {}

  /// Computes the sum of two pictures.
  public func apply(to inputs: [FeatureMaps]) throws(Fault) -> FeatureMaps {
    precondition(inputs.count == 2 && inputs[0].shape == inputs[1].shape)
    let sum = inputs[0].copy()
    sum.add(inputs[1])
    return sum
  }

  /// Each pixel for itself.
  public func reach(fromInput index: Int) -> Reach { .nearby(margin: 0, scale: 1) }
}
