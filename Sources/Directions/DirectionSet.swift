public import Interventions

/// Directions that were found together, with what is known of each.
public struct DirectionSet: Hashable, Sendable {
  /// One direction.
  public struct Entry: Hashable, Sendable {
    /// The direction.
    public var direction: Direction
    /// Of which inputs of the network it is, where it is not of all.
    public var inputs: ClosedRange<Int>?
    /// The share of the variance that a principal component explains, or the eigenvalue of a
    /// factorisation's direction.
    public var weight: Float?
    /// What a concept's model predicts for strength 1, as a share of the image.
    public var slope: Float?
    /// How well that model tells areas of scenes that it has not seen.
    public var quality: AreaRegression.Quality?

    /// Makes an entry.
    public init(_ direction: Direction, inputs: ClosedRange<Int>? = nil, weight: Float? = nil) {
      self.direction = direction
      self.inputs = inputs
      self.weight = weight
    }

    /// The direction as an edit that moves scenes along it.
    public func edit(strength: Float, inputs chosen: ClosedRange<Int>? = nil) -> DirectionEdit {
      DirectionEdit(direction, strength: strength, inputs: chosen ?? inputs)
    }
  }

  /// Components in the space of a layer's activations, to which the directions belong.
  public struct Activations: Hashable, Sendable {
    /// Each component, of the layer's size.
    public var components: [[Float]]
    /// The mean activation.
    public var mean: [Float]
    /// The deviation along each component.
    public var deviations: [Float]
    /// Units, rows and columns.
    public var dimensions: [Int]

    /// Puts components together.
    public init(components: [[Float]], mean: [Float], deviations: [Float], dimensions: [Int]) {
      self.components = components
      self.mean = mean
      self.deviations = deviations
      self.dimensions = dimensions
    }
  }

  /// How they were found, for people: "principal components of w".
  public var origin: String
  /// The space's name.
  public var space: String
  /// SHA-256 of the generator's checkpoint; nil where the file does not say.
  public var generator: String?
  /// The seed and number of the scenes that they were found in; nil where none were looked at.
  public var sample: (seed: UInt32, scenes: Int)? {
    get { scenes > 0 ? (seed, scenes) : nil }
    set { (seed, scenes) = newValue ?? (0, 0) }
  }
  /// The mean latent; zeros where it is not known.
  public var mean: [Float]
  /// The directions, most important first.
  public var entries: [Entry]
  /// What they are in a layer's activations, where they come from one.
  public var activations: Activations?
  private var seed: UInt32 = 0
  private var scenes = 0

  /// Makes a set.
  public init(
    origin: String,
    space: String,
    generator: String? = nil,
    mean: [Float] = [],
    entries: [Entry]
  ) {
    self.origin = origin
    self.space = space
    self.generator = generator
    self.mean = mean
    self.entries = entries
  }

  /// How many values a direction has.
  public var width: Int { entries.first?.direction.vector.count ?? mean.count }

  /// A direction by its number from 0 or its name.
  public func entry(_ key: String) -> Entry? {
    if let named = entries.first(where: { $0.direction.name == key }) { return named }
    return Int(key).flatMap { entries.indices.contains($0) ? entries[$0] : nil }
  }
}
