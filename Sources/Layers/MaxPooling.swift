import CKernels
public import OneDNN
import Tensors

/// The largest value of each square window; places outside the map do not count.
public final class MaxPooling: Layer {
  /// Rows and columns of the window.
  public let kernel: Int
  /// The step between windows.
  public let stride: Int
  /// How far windows reach over the border.
  public let padding: Int

  /// Makes a pooling layer.
  public init(kernel: Int, stride: Int, padding: Int = 0) {
    precondition(padding < kernel)
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
  }

  /// Pools each channel.
  public func callAsFunction(_ input: FeatureMaps) -> FeatureMaps {
    let shape = Shape(
      input.shape.batch,
      input.shape.channels,
      extent(input.shape.height),
      extent(input.shape.width)
    )
    let output = FeatureMaps(shape, input.precision, on: input.session)
    input.session.claimThread()
    CKernels_max_pool(
      input.element,
      input.bytes,
      output.bytes,
      shape.batch,
      input.shape.height,
      input.shape.width,
      shape.channels,
      shape.height,
      shape.width,
      kernel,
      stride,
      padding
    )
    return output
  }

  private func extent(_ input: Int) -> Int { (input + 2 * padding - kernel) / stride + 1 }
}

extension MaxPooling: DifferentiableLayer {
  /// The gradient with respect to the input: each window's goes to its first largest value.
  public func adjoint(
    of gradient: FeatureMaps,
    input: FeatureMaps,
    output: FeatureMaps
  ) -> FeatureMaps {
    let result = FeatureMaps(input.shape, on: input.session)
    input.session.claimThread()
    CKernels_max_pool_adjoint(
      input.element,
      input.bytes,
      gradient.bytes.assumingMemoryBound(to: Float.self),
      result.bytes.assumingMemoryBound(to: Float.self),
      input.shape.batch,
      input.shape.height,
      input.shape.width,
      input.shape.channels,
      gradient.shape.height,
      gradient.shape.width,
      kernel,
      stride,
      padding
    )
    return result
  }
}
