public import Dissection
public import Tensors

/// A layer of another generator to be set beside one of the generator explored.
public struct NeighbourRequest: Hashable, Sendable {
  /// The generator's file.
  public var path: String
  /// The layer; nil for the one that suits best.
  public let layer: LayerName?
  /// The layer that it is set beside.
  public let beside: LayerName

  /// Makes a request.
  public init(path: String, layer: LayerName?, beside: LayerName) {
    self.path = path
    self.layer = layer
    self.beside = beside
  }
}

/// A dissected layer of another generator.
public struct NeighbourLayer: Hashable, Sendable {
  /// The generator's file.
  public let path: String
  /// The generator.
  public let generator: GeneratorFacts
  /// What the store holds of the layer.
  public let dissection: LayerDissection

  /// Makes a layer.
  public init(path: String, generator: GeneratorFacts, dissection: LayerDissection) {
    self.path = path
    self.generator = generator
    self.dissection = dissection
  }
}

/// Units of two generators' layers to be matched by what they do on the same latents.
public struct MatchRequest: Hashable, Sendable {
  /// The layer of the generator explored.
  public let layer: LayerName
  /// The other generator's file.
  public let path: String
  /// Its layer.
  public let other: LayerName
  /// How many scenes are compared.
  public let sampleSize: Int

  /// Scenes that tell units apart: of 64, even layers of 4x4 have a thousand cells.
  public static let usualScenes = 64

  /// Makes a request.
  public init(
    layer: LayerName,
    path: String,
    other: LayerName,
    sampleSize: Int = usualScenes
  ) {
    self.layer = layer
    self.path = path
    self.other = other
    self.sampleSize = sampleSize
  }
}

/// What a person thinks of the top scenes of a layer's units: whether they look right.
public struct UnitJudgements: Hashable, Sendable {
  /// The layer.
  public let layer: LayerName
  /// Whether the scenes of a unit look right; units that were not looked at are missing.
  public var isGood: [Int: Bool]

  /// Makes judgements.
  public init(layer: LayerName, isGood: [Int: Bool] = [:]) {
    self.layer = layer
    self.isGood = isGood
  }

  /// The units whose scenes look wrong, in order.
  public var flagged: [Int] { isGood.filter { !$0.value }.keys.sorted() }
}
