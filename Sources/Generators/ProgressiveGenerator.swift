public import Checkpoints
public import Faults
public import Interventions
import Layers
public import OneDNN
public import Tensors

/// The generator of a progressive GAN: latents in, images out, every layer open to view and edits.
///
/// Each layer is pixel norm, nearest doubling (odd layers from the third), convolution, leaky ReLU
/// of slope 0.2; a 1x1 convolution makes the image. Karras et al. 2018, arXiv:1710.10196.
/// Not `Sendable`: it lives in its session's lane.
public final class ProgressiveGenerator {
  /// The sizes, inferred from the weights.
  public let architecture: GeneratorArchitecture
  let session: Session
  let stages: [Stage]
  let image: Convolution
  let norm = PixelNorm()
  var prefix: PrefixCache?

  /// Builds the network that a checkpoint holds.
  ///
  /// - Throws: A refusal that names the tensors that are missing, unexpected or mis-shaped.
  public convenience init(_ checkpoint: StateDictionary, session: Session) throws(Fault) {
    try self.init(GeneratorWeights(checkpoint), session: session)
  }

  /// Builds the network from weights with wscale folded in.
  public init(_ weights: GeneratorWeights, session: Session) throws(Fault) {
    architecture = weights.architecture
    self.session = session
    var stages: [Stage] = []
    var inputs = architecture.latentWidth
    for (index, layer) in architecture.layers.enumerated() {
      stages.append(
        try Stage(
          weights.layers[index],
          index: index,
          inputChannels: inputs,
          outputChannels: layer.units
        )
      )
      inputs = layer.units
    }
    self.stages = stages
    image = try Convolution(
      ConvolutionGeometry(
        inputChannels: inputs,
        outputChannels: 3,
        kernelHeight: 1,
        kernelWidth: 1
      ),
      weights: weights.output.weights,
      bias: weights.output.bias
    )
  }
}

extension ProgressiveGenerator {
  /// Makes images from latents.
  ///
  /// Called again with the same latents and another edit, it starts at the edited layer.
  ///
  /// - Parameters:
  ///   - z: Latents of shape (batch, latent width, 1, 1).
  ///   - edits: What to change in layers' outputs; several of one layer apply in order.
  ///   - observing: The layers whose outputs, before edits, to return.
  ///   - precision: The numbers to compute with.
  /// - Returns: The images and the observed layers' outputs.
  /// - Throws: `Fault` for latents of another width, an unknown layer, or an edit that does not fit.
  public func generate(
    _ z: Tensor,
    edits: [LayerEdit] = [],
    observing: Set<LayerName> = [],
    precision: Precision = .float32
  ) throws(Fault) -> Generation {
    guard z.shape.sampleCount == architecture.latentWidth, z.shape.batch > 0 else {
      throw Fault(
        .usage,
        "generate images",
        expected: "latents of \(architecture.latentWidth) values",
        found: "latents of shape \(z.shape)"
      )
    }
    var run = try Run(self, edits: edits, observing: observing, precision: precision)
    return try run.start(from: z)
  }

  /// Latents as the first layer takes them.
  func normalizedLatents(_ z: Tensor, _ precision: Precision) -> FeatureMaps {
    let shape = Shape(z.shape.batch, architecture.latentWidth, 1, 1)
    let latents = FeatureMaps(Tensor(shape, z.values), precision, on: session)
    norm.normalize(latents)
    return latents
  }

  /// Goes on from a layer's output.
  ///
  /// - Parameters:
  ///   - layer: The layer that the activation comes from.
  ///   - activation: Its output, before edits, of shape (batch, units, height, width).
  ///   - edits: What to change, in this layer or later ones.
  ///   - observing: The layers whose outputs to return, this one or later ones.
  ///   - precision: The numbers to compute with.
  /// - Returns: The images and the observed layers' outputs.
  /// - Throws: `Fault` for an unknown layer, an activation of another shape, or a misfit edit.
  public func resume(
    after layer: LayerName,
    from activation: Tensor,
    edits: [LayerEdit] = [],
    observing: Set<LayerName> = [],
    precision: Precision = .float32
  ) throws(Fault) -> Generation {
    let index = try architecture.index(of: layer, toDo: "resume after layer")
    let description = architecture.layers[index]
    let expected = Shape(
      activation.shape.batch,
      description.units,
      description.height,
      description.width
    )
    guard activation.shape == expected, expected.batch > 0 else {
      throw Fault(
        .usage,
        "resume after layer",
        on: layer.rawValue,
        expected: "an activation of shape \(expected)",
        found: "\(activation.shape)"
      )
    }
    var run = try Run(self, edits: edits, observing: observing, precision: precision)
    return try run.finish(
      from: index,
      output: FeatureMaps(activation, precision, on: session)
    )
  }
}
