import CKernels
public import OneDNN
import Tensors

/// Probabilities over a range of channels, in float32.
public final class Softmax: DifferentiableLayer {
  private let range: Range<Int>

  /// Makes the layer for the channels that compete.
  public init(over range: Range<Int>) { self.range = range }

  /// Computes the probabilities of the range's channels.
  public func callAsFunction(_ input: FeatureMaps) -> FeatureMaps { input.softmax(over: range) }

  /// The gradient with respect to the input, zero outside the range.
  public func adjoint(
    of gradient: FeatureMaps,
    input: FeatureMaps,
    output: FeatureMaps
  ) -> FeatureMaps {
    let inner = FeatureMaps(output.shape, on: input.session)
    input.session.claimThread()
    CKernels_softmax_adjoint(
      output.bytes.assumingMemoryBound(to: Float.self),
      gradient.bytes.assumingMemoryBound(to: Float.self),
      inner.bytes.assumingMemoryBound(to: Float.self),
      output.shape.batch * output.shape.planeCount,
      output.shape.channels
    )
    return range == 0..<input.shape.channels
      ? inner : .zeros(input.shape, with: inner, at: range.lowerBound)
  }
}

/// One channel of a value.
public final class Selection: DifferentiableLayer {
  private let channel: Int

  /// Makes the layer.
  public init(_ channel: Int) { self.channel = channel }

  /// Copies the channel.
  public func callAsFunction(_ input: FeatureMaps) -> FeatureMaps {
    input.channels(channel..<channel + 1)
  }

  /// The gradient in that channel, zero in the others.
  public func adjoint(
    of gradient: FeatureMaps,
    input: FeatureMaps,
    output: FeatureMaps
  ) -> FeatureMaps { .zeros(input.shape, with: gradient, at: channel) }
}
