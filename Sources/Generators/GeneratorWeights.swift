import Checkpoints
import Faults
import Tensors

/// The weights of a progressive GAN with all factors folded in, layer by layer.
public struct GeneratorWeights: Sendable {
  /// One convolution: weights in the order (output, input, row, column), one bias an output; the
  /// first layer may have one for each output and place of its map.
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
  /// The 1x1 convolution that makes the image, of three channels.
  public var output: Convolution
  /// What is done around the convolutions.
  public var form = GeneratorForm()
  /// What a user should know of how they were read.
  public var remarks: [String] = []

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
  /// What a generator of these weights is.
  public var summary: GeneratorSummary {
    var summary = architecture.summary
    summary.remarks = remarks
    return summary
  }

  /// Reads a checkpoint of any known layout.
  init(_ checkpoint: StateDictionary) throws(Fault) {
    let file = try ProgressiveFile(checkpoint)
    let reader = try KernelReader(file)
    var layers: [Convolution] = []
    for kernel in file.layers { layers.append(try reader.convolution(kernel)) }
    self.init(file.architecture, layers: layers, output: try reader.image(file.image))
    form = file.form
    if let coarser = file.coarser {
      form.coarser = .init(output: try reader.image(coarser.kernel), share: coarser.share)
    }
    remarks = file.remarks + reader.remarks
  }
}

extension GeneratorWeights {
  /// The first layer's weights: for each output and place the values that a latent is multiplied
  /// with.
  var latentColumns: [Float] {
    let (width, places) = (architecture.latentWidth, 16)
    var columns: [Float] = []
    columns.reserveCapacity(layers[0].weights.count)
    for output in 0..<architecture.layers[0].units {
      for place in 0..<places {
        for input in 0..<width {
          columns.append(layers[0].weights[(output * width + input) * places + place])
        }
      }
    }
    return columns
  }
}
