public import Tensors

/// What a generator is, told without running it.
public struct GeneratorSummary: Hashable, Sendable {
  /// The family's name for people: "progressive GAN".
  public let family: String
  /// The spaces that latents may come from; the first is what random scenes are drawn in.
  public let latentSpaces: [LatentSpace]
  /// The layers in order, with the extents of their outputs.
  public let layers: [LayerDescription]
  /// Channels of the image; 3, or 1 for grey ones.
  public let imageChannels: Int
  /// Rows of the image.
  public let imageHeight: Int
  /// Columns of the image.
  public let imageWidth: Int
  /// Values of one place that scale a layer's units, by the layer's name and ".style"; they are
  /// edited as layers are, and not dissected.
  public var styles: [LayerDescription] = []
  /// Sentences on what a user should know of how the file was read.
  public var remarks: [String] = []

  /// Puts a summary together.
  public init(
    family: String,
    latentSpaces: [LatentSpace],
    layers: [LayerDescription],
    imageChannels: Int = 3,
    imageHeight: Int,
    imageWidth: Int
  ) {
    precondition(!latentSpaces.isEmpty)
    self.family = family
    self.latentSpaces = latentSpaces
    self.layers = layers
    self.imageChannels = imageChannels
    self.imageHeight = imageHeight
    self.imageWidth = imageWidth
  }

  /// How many values a random scene's latent has.
  public var latentWidth: Int { latentSpaces[0].width }

  /// A layer by its name.
  public func layer(_ name: LayerName) -> LayerDescription? {
    layers.first { $0.name == name } ?? styles.first { $0.name == name }
  }
}
