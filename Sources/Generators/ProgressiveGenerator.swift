public import Checkpoints
public import Faults
public import Layers
public import OneDNN
public import Tensors

/// The generator of a progressive GAN.
///
/// Each layer is pixel norm, nearest doubling (odd layers from the third), convolution, leaky ReLU
/// of slope 0.2; a 1x1 convolution makes the image. Karras et al. 2018, arXiv:1710.10196.
public final class ProgressiveGenerator: Generator {
  /// The sizes, inferred from the weights.
  public let architecture: GeneratorArchitecture
  /// What it is.
  public let summary: GeneratorSummary
  /// The session that it lives in.
  public let session: Session
  /// The steps from latents to the image.
  public let network: Network
  /// The convolutions' outputs.
  public let layerValues: [Slot]
  /// The image.
  public let imageValue: Slot
  private let latents: Slot

  /// Builds the network that a checkpoint holds.
  ///
  /// - Throws: A refusal that names the tensors that are missing, unexpected or mis-shaped.
  public convenience init(_ checkpoint: StateDictionary, session: Session) throws(Fault) {
    try self.init(GeneratorWeights(checkpoint), session: session)
  }

  /// Builds the network from weights with wscale folded in.
  public init(_ weights: GeneratorWeights, session: Session) throws(Fault) {
    architecture = weights.architecture
    summary = weights.architecture.summary
    self.session = session
    var network = Network()
    latents = network.addInput()
    var (value, inputs) = (latents, architecture.latentWidth)
    var layerValues: [Slot] = []
    for (index, layer) in architecture.layers.enumerated() {
      let normed = network.add(PixelNorm(), value)
      let operation = try stage(index, weights.layers[index], from: inputs, to: layer.units)
      value = network.add(operation, normed)
      layerValues.append(value)
      inputs = layer.units
    }
    let image = try Convolution(
      ConvolutionGeometry(
        inputChannels: inputs,
        outputChannels: 3,
        kernelHeight: 1,
        kernelWidth: 1
      ),
      weights: weights.output.weights,
      bias: weights.output.bias
    )
    imageValue = network.add(WidenedConvolution(image), network.add(PixelNorm(), value))
    self.network = network
    self.layerValues = layerValues
  }

  /// The network's inputs: latents as they come, which the first step normalises.
  public func inputs(
    _ latents: Tensor,
    in space: LatentSpace,
    precision: Precision
  ) throws(Fault) -> [Slot: FeatureMaps] {
    [self.latents: FeatureMaps(latents, precision, on: session)]
  }
}

/// A layer after its pixel norm.
private func stage(
  _ index: Int,
  _ values: GeneratorWeights.Convolution,
  from inputs: Int,
  to outputs: Int
) throws(Fault) -> any Layer {
  let leaky = Nonlinearity.leaky(slope: 0.2)
  if index == 0 {
    return try LatentProjection(
      inputChannels: inputs,
      outputChannels: outputs,
      kernel: 4,
      weights: values.weights,
      bias: values.bias,
      nonlinearity: leaky
    )
  }
  guard index % 2 == 1 else {
    return try UpsampledConvolution(
      inputChannels: inputs,
      outputChannels: outputs,
      weights: values.weights,
      bias: values.bias,
      nonlinearity: leaky
    )
  }
  return try Convolution(
    ConvolutionGeometry(
      inputChannels: inputs,
      outputChannels: outputs,
      kernelHeight: 3,
      kernelWidth: 3,
      padding: Padding(1)
    ),
    weights: values.weights,
    bias: values.bias,
    nonlinearity: leaky
  )
}
