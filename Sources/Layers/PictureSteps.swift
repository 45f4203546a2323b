public import Faults
import Glibc
public import OneDNN
import Tensors

/// Brings the values of a float32 picture into -1...1.
public final class PictureRange: Layer {
  /// How.
  public enum Form: Sendable {
    /// What lies beyond is cut off.
    case clamped
    /// The hyperbolic tangent.
    case tanh
  }

  let form: Form

  /// Makes the step.
  public init(_ form: Form) { self.form = form }

  /// Computes each value for itself.
  public func callAsFunction(_ input: FeatureMaps) -> FeatureMaps {
    let output = FeatureMaps(input.shape, on: input.session)
    let (source, target) = (input.floats, output.floats)
    switch form {
    case .clamped: for index in source.indices { target[index] = min(1, max(-1, source[index])) }
    case .tanh: for index in source.indices { target[index] = tanhf(source[index]) }
    }
    return output
  }

  /// Each pixel for itself.
  public func reach(fromInput index: Int) -> Reach { .nearby(margin: 0, scale: 1) }
}

/// Mixes two float32 pictures of one size: a growing network fades from one to the other.
public final class PictureBlend: Operation {
  let share: Float

  /// Makes the step of the second picture's share, from 0 to 1.
  public init(share: Float) { self.share = share }

  /// Computes (1 - share) x first + share x second.
  public func apply(to inputs: [FeatureMaps]) throws(Fault) -> FeatureMaps {
    precondition(inputs.count == 2 && inputs[0].shape == inputs[1].shape)
    let output = FeatureMaps(inputs[0].shape, on: inputs[0].session)
    let (first, second, target) = (inputs[0].floats, inputs[1].floats, output.floats)
    for index in target.indices {
      target[index] = (1 - share) * first[index] + share * second[index]
    }
    return output
  }

  /// Each pixel for itself.
  public func reach(fromInput index: Int) -> Reach { .nearby(margin: 0, scale: 1) }
}

extension FeatureMaps {
  /// The values of float32 feature maps, channels last.
  fileprivate var floats: UnsafeMutableBufferPointer<Float> {
    precondition(precision == .float32)
    session.claimThread()
    return UnsafeMutableBufferPointer(
      start: bytes.assumingMemoryBound(to: Float.self),
      count: shape.count
    )
  }
}
