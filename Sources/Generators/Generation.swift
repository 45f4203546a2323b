public import Tensors

/// What a generator made of latents.
public struct Generation: Sendable {
  /// Images of shape (batch, channels, height, width), raw: about -1...1, not clamped.
  public let images: Tensor
  /// The outputs of the layers that were observed, before any edit.
  public let activations: [LayerName: Tensor]

  /// Puts a result together.
  public init(images: Tensor, activations: [LayerName: Tensor] = [:]) {
    self.images = images
    self.activations = activations
  }
}
