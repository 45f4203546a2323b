public import Faults
public import Tensors

/// Which directions are looked for.
public struct DirectionRequest: Hashable, Sendable {
  /// How.
  public enum Method: Hashable, Sendable {
    /// Principal components: of the latents, or of a layer's activations, from which a linear model
    /// leads back to the latents.
    case components(of: LayerName?)
    /// Closed-form factorisation of the weights that latents meet first.
    case factorization
    /// The direction that changes the area of each of these concepts most.
    case concepts([Int])
  }

  /// How.
  public var method: Method
  /// The space that they are of; nil for w where there is one, else z.
  public var space: String?
  /// The inputs of the network that they are for; all if nil.
  public var inputs: ClosedRange<Int>?
  /// How many of them.
  public var count: Int
  /// How many scenes are looked at.
  public var sampleSize: Int

  /// Makes a request.
  public init(
    _ method: Method,
    space: String? = nil,
    inputs: ClosedRange<Int>? = nil,
    count: Int = 20,
    sampleSize: Int = 1000
  ) {
    self.method = method
    self.space = space
    self.inputs = inputs
    self.count = count
    self.sampleSize = sampleSize
  }

  /// The space that the directions are of.
  ///
  /// - Throws: `Fault` of kind usage for a space that the generator has not.
  public func space(among spaces: [LatentSpace]) throws(Fault) -> LatentSpace {
    // w+ is what w becomes, and has no random latents of its own.
    let usual = spaces.filter { $0.name != "w+" }
    let name = space ?? usual.last?.name
    guard let found = usual.first(where: { $0.name == name }) else {
      throw Fault(
        .usage,
        "find directions in",
        on: name,
        expected: alternatives(usual.map(\.name)),
        found: "a space that the generator has not"
      )
    }
    if let inputs, inputs.lowerBound < 0 || inputs.upperBound >= found.inputs {
      throw Fault(
        .usage,
        "find directions of inputs \(inputs.lowerBound) to \(inputs.upperBound)",
        expected: found.inputs > 1
          ? "inputs from 0 to \(found.inputs - 1)" : "no choice of inputs, of which there is one",
        found: "others"
      )
    }
    return found
  }
}
