import Checkpoints
import Faults

/// The weights of a progressive GAN with wscale folded in, layer by layer.
public struct GeneratorWeights: Sendable {
  /// One convolution: weights in the order (output, input, row, column), one bias an output.
  public struct Convolution: Sendable {
    /// The weights.
    public var weights: [Float]
    /// The bias.
    public var bias: [Float]

    /// Takes weights as they multiply the input.
    public init(weights: [Float], bias: [Float]) {
      self.weights = weights
      self.bias = bias
    }
  }

  /// The sizes.
  public let architecture: GeneratorArchitecture
  /// The layers in order.
  public var layers: [Convolution]
  /// The 1x1 convolution that makes the image.
  public var output: Convolution

  /// Takes the layers of an architecture.
  public init(
    _ architecture: GeneratorArchitecture,
    layers: [Convolution],
    output: Convolution
  ) {
    precondition(layers.count == architecture.layers.count)
    self.architecture = architecture
    self.layers = layers
    self.output = output
  }
}

extension GeneratorWeights {
  /// Reads a checkpoint's weights, each times gain / sqrt(inputs): sqrt(2) / kernel, 1 for the image.
  init(_ checkpoint: StateDictionary) throws(Fault) {
    let naming = try GeneratorNaming.recognize(checkpoint)
    architecture = try naming.architecture(of: checkpoint)
    let shapes = naming.shapes(architecture)
    layers = []
    for index in stride(from: 0, to: shapes.count - 2, by: 2) {
      let kernel = Double(shapes[index].dimensions[2])
      layers.append(
        try Convolution(
          checkpoint,
          shapes[index],
          shapes[index + 1],
          gain: 2.0.squareRoot() / kernel
        )
      )
    }
    output = try Convolution(
      checkpoint,
      shapes[shapes.count - 2],
      shapes[shapes.count - 1],
      gain: 1
    )
  }
}

extension GeneratorWeights.Convolution {
  fileprivate init(
    _ checkpoint: StateDictionary,
    _ weight: (name: String, dimensions: [Int]),
    _ bias: (name: String, dimensions: [Int]),
    gain: Double
  ) throws(Fault) {
    let factor = Float(gain / Double(weight.dimensions[1]).squareRoot())
    weights = try checkpoint.tensor(weight.name, expecting: weight.dimensions)
    for index in weights.indices { weights[index] *= factor }
    self.bias = try checkpoint.tensor(bias.name, expecting: bias.dimensions)
  }
}
