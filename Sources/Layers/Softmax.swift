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

/// At each pixel of one image the channel that a label chooses there.
public final class LabelledSelection: DifferentiableLayer {
  /// A channel for each pixel, row by row; negative for none.
  private let channels: [Int32]

  /// Makes the layer from a channel for each pixel, row by row; where it is negative the value is 0.
  public init(_ channels: [Int32]) { self.channels = channels }

  /// Picks the values.
  public func callAsFunction(_ input: FeatureMaps) -> FeatureMaps {
    precondition(input.precision == .float32 && input.shape.planeCount == channels.count)
    let shape = Shape(input.shape.batch, 1, input.shape.height, input.shape.width)
    let output = FeatureMaps(shape, on: input.session)
    input.session.claimThread()
    let source = input.bytes.assumingMemoryBound(to: Float.self)
    let target = output.bytes.assumingMemoryBound(to: Float.self)
    for (pixel, channel) in channels.enumerated() {
      target[pixel] = channel < 0 ? 0 : source[pixel * input.shape.channels + Int(channel)]
    }
    return output
  }

  /// The gradient in the chosen channels, zero in the others.
  public func adjoint(
    of gradient: FeatureMaps,
    input: FeatureMaps,
    output: FeatureMaps
  ) -> FeatureMaps {
    let result = FeatureMaps(input.shape, on: input.session)
    input.session.claimThread()
    result.clear()
    let source = gradient.bytes.assumingMemoryBound(to: Float.self)
    let target = result.bytes.assumingMemoryBound(to: Float.self)
    for (pixel, channel) in channels.enumerated() where channel >= 0 {
      target[pixel * input.shape.channels + Int(channel)] = source[pixel]
    }
    return result
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
