import Faults
import Layers
import OneDNN

/// One layer of a progressive GAN after its pixel norm: a convolution of some kind, leaky ReLU.
enum Stage {
  case projection(LatentProjection)
  case plain(Convolution)
  case upsampling(UpsampledConvolution)

  init(
    _ values: GeneratorWeights.Convolution,
    index: Int,
    inputChannels: Int,
    outputChannels: Int
  ) throws(Fault) {
    let leaky = Nonlinearity.leaky(slope: 0.2)
    if index == 0 {
      self = .projection(
        try LatentProjection(
          inputChannels: inputChannels,
          outputChannels: outputChannels,
          kernel: 4,
          weights: values.weights,
          bias: values.bias,
          nonlinearity: leaky
        )
      )
    } else if index % 2 == 1 {
      self = .plain(
        try Convolution(
          ConvolutionGeometry(
            inputChannels: inputChannels,
            outputChannels: outputChannels,
            kernelHeight: 3,
            kernelWidth: 3,
            padding: Padding(1)
          ),
          weights: values.weights,
          bias: values.bias,
          nonlinearity: leaky
        )
      )
    } else {
      self = .upsampling(
        try UpsampledConvolution(
          inputChannels: inputChannels,
          outputChannels: outputChannels,
          weights: values.weights,
          bias: values.bias,
          nonlinearity: leaky
        )
      )
    }
  }

  /// The layer's output from its normalised input.
  func output(of input: FeatureMaps) throws(Fault) -> FeatureMaps {
    switch self {
    case .projection(let layer): try layer(input)
    case .plain(let layer): try layer(input)
    case .upsampling(let layer): try layer(input)
    }
  }

  /// The layer's output, normalised for the next layer, when nobody asks for the output itself.
  func normedOutput(of input: FeatureMaps, _ norm: PixelNorm) throws(Fault) -> FeatureMaps {
    switch self {
    case .projection(let layer):
      let output = try layer(input)
      norm.normalize(output)
      return output
    case .plain(let layer): return try layer(input, followedBy: norm)
    case .upsampling(let layer): return try layer(input, followedBy: norm)
    }
  }

  /// How much the extent grows.
  var scale: Int {
    if case .upsampling = self { 2 } else { 1 }
  }
}
