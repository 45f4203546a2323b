import CKernels
public import Faults
public import OneDNN

/// The sum of two values of the same shape.
public final class Addition: Differentiable {
  /// Makes the operation.
  public init() {}

  /// Adds the two inputs.
  public func apply(to inputs: [FeatureMaps]) throws(Fault) -> FeatureMaps {
    let sum = inputs[0].copy()
    sum.add(inputs[1])
    return sum
  }

  /// The first input.
  public var accumulator: Int? { 0 }

  /// Adds the second input to the first.
  public func accumulate(_ inputs: [FeatureMaps]) { inputs[0].add(inputs[1]) }

  /// The gradient itself for both.
  public func adjoint(
    of gradient: FeatureMaps,
    inputs: [FeatureMaps],
    output: FeatureMaps,
    wanted: [Bool]
  ) -> [FeatureMaps?] { [gradient, gradient] }
}

/// A convolution of the first value, added to the second before its nonlinearity: the end of a
/// residual block.
public final class ResidualConvolution: Differentiable {
  private let convolution: Convolution

  /// Adds a convolution.
  public init(_ convolution: Convolution) { self.convolution = convolution }

  /// Computes the sum of the convolved first input and the second.
  public func apply(to inputs: [FeatureMaps]) throws(Fault) -> FeatureMaps {
    let sum = inputs[1].copy()
    try convolution(inputs[0], accumulatingInto: sum)
    return sum
  }

  /// The way past.
  public var accumulator: Int? { 1 }

  /// Adds the convolution to the way past.
  public func accumulate(_ inputs: [FeatureMaps]) throws(Fault) {
    try convolution(inputs[0], accumulatingInto: inputs[1])
  }

  /// The gradients with respect to what is convolved and the way past.
  public func adjoint(
    of gradient: FeatureMaps,
    inputs: [FeatureMaps],
    output: FeatureMaps,
    wanted: [Bool]
  ) throws(Fault) -> [FeatureMaps?] {
    let sums = try convolution.gradientOfSums(gradient, output: output) { () throws(Fault) in
      let sums = try convolution.withoutNonlinearity(inputs[0])
      sums.add(inputs[1].precision == .float32 ? inputs[1] : inputs[1].copy(.float32))
      return sums
    }
    return [wanted[0] ? try convolution.passBack(sums, input: inputs[0]) : nil, sums]
  }
}

/// max(x, 0), where no convolution ends with it.
public final class Rectification: DifferentiableLayer {
  /// Makes the layer.
  public init() {}

  /// Rectifies every value.
  public func callAsFunction(_ input: FeatureMaps) -> FeatureMaps {
    let output = input.copy()
    output.clamp(0 ... .infinity)
    return output
  }

  /// Rectifies every value in place.
  public func overwrite(_ input: FeatureMaps) -> Bool {
    input.clamp(0 ... .infinity)
    return true
  }

  /// The gradient where the output is not zero.
  public func adjoint(
    of gradient: FeatureMaps,
    input: FeatureMaps,
    output: FeatureMaps
  ) -> FeatureMaps { output.rectified(gradient) }
}

extension FeatureMaps {
  /// A gradient where these maps are above zero, else zero.
  public func rectified(_ gradient: FeatureMaps) -> FeatureMaps {
    scaled(gradient, by: CKernels_slope_leaky)
  }
}
