/// A space that latents may come from, such as "z".
public struct LatentSpace: Hashable, Sendable {
  /// Its usual name.
  public let name: String
  /// How many values one scene's latent has.
  public let width: Int
  /// How many inputs of the network take a latent of it each; several where layers have their own.
  public let inputs: Int

  /// Makes a space.
  public init(name: String, width: Int, inputs: Int = 1) {
    self.name = name
    self.width = width
    self.inputs = inputs
  }
}
