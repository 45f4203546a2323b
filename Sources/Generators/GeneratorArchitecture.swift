public import Checkpoints
public import Faults
public import Tensors

/// The sizes of a progressive GAN, inferred from its tensors (method 3.1).
public struct GeneratorArchitecture: Hashable, Sendable {
  /// How many values a latent has.
  public let latentWidth: Int
  /// The layers in order, from "layer1"; the output convolution is not among them.
  public let layers: [LayerDescription]
  /// How often the last layer's image is doubled to be the image of a network still growing.
  public let imageDoublings: Int

  /// Rows of the image.
  public var imageHeight: Int { (layers.last?.height ?? 0) << imageDoublings }
  /// Columns of the image.
  public var imageWidth: Int { (layers.last?.width ?? 0) << imageDoublings }

  /// Makes an architecture of a latent's width and the units of each layer.
  ///
  /// Layers 1 and 2 are 4x4; each pair after them doubles the extent.
  public init(latentWidth: Int, units: [Int], imageDoublings: Int = 0) {
    self.latentWidth = latentWidth
    self.imageDoublings = imageDoublings
    layers = units.enumerated().map { index, units in
      let extent = 4 << (index / 2)
      return LayerDescription(
        name: LayerName("layer\(index + 1)"),
        units: units,
        height: extent,
        width: extent
      )
    }
  }

  /// What a generator of these sizes is.
  public var summary: GeneratorSummary {
    GeneratorSummary(
      family: "progressive GAN",
      latentSpaces: [LatentSpace(name: "z", width: latentWidth)],
      layers: layers,
      imageHeight: imageHeight,
      imageWidth: imageWidth
    )
  }

  /// Infers the sizes without building the network.
  ///
  /// - Throws: A refusal that names the tensors that are missing, unexpected or mis-shaped.
  public static func infer(from checkpoint: StateDictionary) throws(Fault) -> Self {
    try ProgressiveFile(checkpoint).architecture
  }

  /// Whether a file's tensor names are those of a progressive GAN's generator.
  public static func recognizes(_ checkpoint: StateDictionary) -> Bool {
    ProgressiveLayout.all.contains { $0.recognizes(checkpoint) }
  }
}
