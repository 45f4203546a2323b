import CKernels
public import Faults
public import OneDNN
import Tensors

extension Convolution: DifferentiableLayer {
  /// The gradient with respect to the input.
  public func adjoint(
    of gradient: FeatureMaps,
    input: FeatureMaps,
    output: FeatureMaps
  ) throws(Fault) -> FeatureMaps {
    let sums = try gradientOfSums(gradient, output: output) { () throws(Fault) in
      try withoutNonlinearity(input)
    }
    return try passBack(sums, input: input)
  }

  /// The gradient before the nonlinearity, from that after it.
  ///
  /// - Parameters:
  ///   - gradient: The gradient with respect to the output.
  ///   - output: The output.
  ///   - sums: Computes what the nonlinearity was applied to; called only if it takes that.
  /// - Returns: The gradient with respect to the sums, float32.
  /// - Throws: What `sums` throws.
  func gradientOfSums(
    _ gradient: FeatureMaps,
    output: FeatureMaps,
    sums: () throws(Fault) -> FeatureMaps
  ) throws(Fault) -> FeatureMaps {
    switch nonlinearity {
    case .none: gradient
    case .rectified: output.scaled(gradient, by: CKernels_slope_leaky)
    case .leaky(let slope): output.scaled(gradient, by: CKernels_slope_leaky, slope)
    case .clampedToSix: output.scaled(gradient, by: CKernels_slope_clamped, 6)
    case .sigmoid: output.scaled(gradient, by: CKernels_slope_sigmoid)
    case .hardSigmoid: output.scaled(gradient, by: CKernels_slope_hard_sigmoid)
    case .gaussian: try sums().scaled(gradient, by: CKernels_slope_gaussian)
    case .hardSwish: try sums().scaled(gradient, by: CKernels_slope_hard_swish)
    }
  }

  /// The gradient with respect to the input, from that with respect to the sums.
  func passBack(_ gradient: FeatureMaps, input: FeatureMaps) throws(Fault) -> FeatureMaps {
    let layer = try reversedConvolution(on: input.session)
    return try layer(gradient, input: input.shape, input.precision)
  }

  private func reversedConvolution(on session: Session) throws(Fault) -> ReversedConvolution {
    if let reversed { return reversed }
    let made = try ReversedConvolution(geometry, weights, on: session)
    reversed = made
    return made
  }
}

extension FeatureMaps {
  /// A gradient times a nonlinearity's derivative, which is taken at these maps.
  func scaled(
    _ gradient: FeatureMaps,
    by slope: CKernels_Slope,
    _ parameter: Float = 0
  ) -> FeatureMaps {
    precondition(gradient.shape == shape && gradient.precision == .float32)
    let result = FeatureMaps(shape, on: session)
    session.claimThread()
    CKernels_scale_by_slope(
      element,
      slope,
      parameter,
      bytes,
      gradient.bytes.assumingMemoryBound(to: Float.self),
      result.bytes.assumingMemoryBound(to: Float.self),
      shape.count
    )
    return result
  }
}
