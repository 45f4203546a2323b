import Faults
import Layers
import OneDNN

extension Convolution {
  /// A matrix as a 1x1 convolution of vectors.
  convenience init(
    _ affine: StyleWeights.Affine,
    nonlinearity: Nonlinearity = .none
  ) throws(Fault) {
    try self.init(
      ConvolutionGeometry(
        inputChannels: affine.inputs,
        outputChannels: affine.outputs,
        kernelHeight: 1,
        kernelWidth: 1
      ),
      weights: affine.weights,
      bias: affine.bias,
      nonlinearity: nonlinearity
    )
  }
}
