public import Faults
public import OneDNN
import Tensors

/// The first value resampled to the extent of the second.
public final class Resizing: Differentiable {
  private let method: Resampling.Method

  /// Makes the operation.
  public init(_ method: Resampling.Method) { self.method = method }

  /// Resamples the first input; as it is, if the extents are equal.
  public func apply(to inputs: [FeatureMaps]) throws(Fault) -> FeatureMaps {
    isSame(inputs) ? inputs[0] : layer(inputs[1])(inputs[0])
  }

  /// The gradient with respect to what is resampled.
  public func adjoint(
    of gradient: FeatureMaps,
    inputs: [FeatureMaps],
    output: FeatureMaps,
    wanted: [Bool]
  ) -> [FeatureMaps?] {
    let same = isSame(inputs)
    return [
      same ? gradient : layer(inputs[1]).adjoint(of: gradient, input: inputs[0], output: output),
      nil,
    ]
  }

  private func isSame(_ inputs: [FeatureMaps]) -> Bool {
    inputs[0].shape.height == inputs[1].shape.height
      && inputs[0].shape.width == inputs[1].shape.width
  }

  private func layer(_ reference: FeatureMaps) -> Resampling {
    Resampling(method, height: reference.shape.height, width: reference.shape.width)
  }
}

/// The first value resampled to the extent of the second and added to it.
public final class ResizedSum: Differentiable {
  private let method: Resampling.Method

  /// Makes the operation.
  public init(_ method: Resampling.Method) { self.method = method }

  /// Computes the sum.
  public func apply(to inputs: [FeatureMaps]) throws(Fault) -> FeatureMaps {
    let sum = inputs[1].copy()
    layer(inputs[1])(inputs[0], accumulatingInto: sum)
    return sum
  }

  /// The second input.
  public var accumulator: Int? { 1 }

  /// Adds the resampled first input to the second.
  public func accumulate(_ inputs: [FeatureMaps]) {
    layer(inputs[1])(inputs[0], accumulatingInto: inputs[1])
  }

  /// The gradients with respect to what is resampled and what it is added to.
  public func adjoint(
    of gradient: FeatureMaps,
    inputs: [FeatureMaps],
    output: FeatureMaps,
    wanted: [Bool]
  ) -> [FeatureMaps?] {
    let resampled =
      wanted[0]
      ? layer(inputs[1]).adjoint(of: gradient, input: inputs[0], output: output) : nil
    return [resampled, gradient]
  }

  private func layer(_ reference: FeatureMaps) -> Resampling {
    Resampling(method, height: reference.shape.height, width: reference.shape.width)
  }
}

/// Values of the same extent side by side.
public final class Concatenation: Differentiable {
  /// Makes the operation.
  public init() {}

  /// Concatenates all inputs' channels.
  public func apply(to inputs: [FeatureMaps]) throws(Fault) -> FeatureMaps {
    .concatenate(inputs)
  }

  /// Each input's channels of the gradient.
  public func adjoint(
    of gradient: FeatureMaps,
    inputs: [FeatureMaps],
    output: FeatureMaps,
    wanted: [Bool]
  ) -> [FeatureMaps?] {
    var first = 0
    return inputs.map { input in
      defer { first += input.shape.channels }
      return gradient.channels(first..<first + input.shape.channels)
    }
  }
}
