public import Faults
public import OneDNN

extension UpsampledConvolution: DifferentiableLayer {
  /// The gradient with respect to the input before it is doubled.
  ///
  /// Each of its pixels is seen by 4x4 of the output, through sums of the 3x3 taps: one convolution
  /// of stride 2 takes the gradient back.
  public func adjoint(
    of gradient: FeatureMaps,
    input: FeatureMaps,
    output: FeatureMaps
  ) throws(Fault) -> FeatureMaps {
    let sums = try parities[0].gradientOfSums(gradient, output: output) { () throws(Fault) in
      throw Fault(
        .usage,
        "compute a gradient",
        on: "\(self.parities[0].nonlinearity) after an enlarging convolution",
        found: "a nonlinearity through which gradients are not passed there"
      )
    }
    return try gathering(on: gradient.session)(sums)
  }

  private func gathering(on session: Session) throws(Fault) -> Convolution {
    if let gathered { return gathered }
    var kernels: [[Float]] = []
    for convolution in parities { kernels.append(try convolution.weights.plainValues(on: session)) }
    let forward = parities[0].geometry
    let (inputs, outputs) = (forward.inputChannels, forward.outputChannels)
    var weights: [Float] = []
    weights.reserveCapacity(16 * inputs * outputs)
    for input in 0..<inputs {
      for output in 0..<outputs {
        for row in 0..<4 {
          for column in 0..<4 {
            // Rows 2i-1 and 2i+1 are of parity 1, 2i and 2i+2 of parity 0; the first two see the
            // pixel through the second row of their 2x2 kernel, the others through the first.
            let kernel = kernels[(1 - row % 2) * 2 + 1 - column % 2]
            let tap = (row < 2 ? 2 : 0) + (column < 2 ? 1 : 0)
            weights.append(kernel[(output * inputs + input) * 4 + tap])
          }
        }
      }
    }
    let made = try Convolution(
      ConvolutionGeometry(
        inputChannels: outputs,
        outputChannels: inputs,
        kernelHeight: 4,
        kernelWidth: 4,
        stride: 2,
        padding: Padding(1)
      ),
      weights: weights
    )
    gathered = made
    return made
  }
}
