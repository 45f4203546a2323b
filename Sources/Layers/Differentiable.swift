public import Faults
public import OneDNN

/// An operation through which a gradient can be passed back; README.md in this folder says how.
public protocol Differentiable: Operation {
  /// The gradients with respect to the inputs, from that with respect to the output.
  ///
  /// - Parameters:
  ///   - gradient: float32, of the output's shape; it is not changed.
  ///   - inputs: What the operation read, as it was.
  ///   - output: What the operation made, as it was.
  ///   - wanted: For each input whether its gradient is used.
  /// - Returns: For each input float32 maps of its shape; nil where not wanted, and where the input
  ///   gives nothing but its extent.
  /// - Throws: A defect if oneDNN fails.
  func adjoint(
    of gradient: FeatureMaps,
    inputs: [FeatureMaps],
    output: FeatureMaps,
    wanted: [Bool]
  ) throws(Fault) -> [FeatureMaps?]
}

/// A differentiable operation with one input.
public protocol DifferentiableLayer: Layer, Differentiable {
  /// The gradient with respect to the input: float32, of its shape.
  func adjoint(
    of gradient: FeatureMaps,
    input: FeatureMaps,
    output: FeatureMaps
  ) throws(Fault) -> FeatureMaps
}

extension DifferentiableLayer {
  /// The gradient with respect to the only input.
  public func adjoint(
    of gradient: FeatureMaps,
    inputs: [FeatureMaps],
    output: FeatureMaps,
    wanted: [Bool]
  ) throws(Fault) -> [FeatureMaps?] {
    [try adjoint(of: gradient, input: inputs[0], output: output)]
  }
}
