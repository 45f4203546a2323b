public import Checkpoints
public import Faults
public import Layers
public import OneDNN
public import Tensors

/// The generator of a progressive GAN.
///
/// Each layer is pixel norm, nearest doubling (odd layers from the third), convolution, leaky ReLU
/// of slope 0.2; a 1x1 convolution makes the image. Karras et al. 2018, arXiv:1710.10196. Files of
/// other code bases leave some of it out or add to it, as `GeneratorForm` says.
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
    summary = weights.summary
    self.session = session
    let form = weights.form
    var network = Network()
    latents = network.addInput()
    var (value, inputs) = (latents, architecture.latentWidth)
    var layerValues: [Slot] = []
    for (index, layer) in architecture.layers.enumerated() {
      let normed = form.unnormed.contains(index) ? value : network.add(PixelNorm(), value)
      let operation = try stage(
        index,
        weights.layers[index],
        from: inputs,
        to: layer.units,
        slope: form.slope
      )
      value = network.add(operation, normed)
      layerValues.append(value)
      inputs = layer.units
    }
    func picture(
      _ output: GeneratorWeights.Convolution,
      from layer: Int,
      _ network: inout Network
    ) throws(Fault) -> Slot {
      let value = layerValues[layer]
      let convolution = try Convolution(
        ConvolutionGeometry(
          inputChannels: weights.architecture.layers[layer].units,
          outputChannels: 3,
          kernelHeight: 1,
          kernelWidth: 1
        ),
        weights: output.weights,
        bias: output.bias
      )
      let normed = form.normsImage ? network.add(PixelNorm(), value) : value
      return network.add(WidenedConvolution(convolution), normed)
    }
    var image = try picture(weights.output, from: layerValues.count - 1, &network)
    if let coarser = form.coarser {
      let below = try picture(coarser.output, from: layerValues.count - 3, &network)
      let doubled = network.add(NearestUpsampling(), below)
      image = network.add(PictureBlend(share: coarser.share), image, doubled)
    }
    switch form.range {
    case .open: break
    case .clamped: image = network.add(PictureRange(.clamped), image)
    case .tanh: image = network.add(PictureRange(.tanh), image)
    }
    for _ in 0..<form.doublings { image = network.add(NearestUpsampling(), image) }
    imageValue = image
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
  to outputs: Int,
  slope: Float
) throws(Fault) -> any Layer {
  let leaky = Nonlinearity.leaky(slope: slope)
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
