import Interventions
public import Tensors

/// What a generator made of latents.
public struct Generation: Sendable {
  /// Images of shape (batch, 3, height, width), raw: about -1...1, not clamped.
  public let images: Tensor
  /// The outputs of the layers that were observed, before any edit.
  public let activations: [LayerName: Tensor]
  /// The share of the images' pixels that had to be computed; less than 1 after a local edit.
  public let renderedShare: Double

  /// Puts a result together.
  public init(
    images: Tensor,
    activations: [LayerName: Tensor] = [:],
    renderedShare: Double = 1
  ) {
    self.images = images
    self.activations = activations
    self.renderedShare = renderedShare
  }
}
