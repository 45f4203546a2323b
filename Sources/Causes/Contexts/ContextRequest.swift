public import Tensors

/// Where a set of units makes a concept appear, and where not.
public struct ContextRequest: Hashable, Codable, Sendable {
  /// The concept's number.
  public var concept: Int
  /// The layer.
  public var layer: LayerName
  /// The units.
  public var units: [Int]
  /// What each is set to in the cell.
  public var values: [Float]

  /// Makes a request; there must be a value for each unit.
  public init(concept: Int, layer: LayerName, units: [Int], values: [Float]) {
    precondition(units.count == values.count, "a value for each unit")
    self.concept = concept
    self.layer = layer
    self.units = units
    self.values = values
  }

  /// One spelling of everything that decides the result, for the store's keys.
  public var canonicalText: String {
    let values = values.map { String($0.bitPattern, radix: 16) }.joined(separator: " ")
    return "concept \(concept), units \(units), values \(values)"
  }
}

/// How much of a concept an insertion makes appear, by what was there.
public struct ContextResult: Hashable, Sendable {
  /// What was asked for.
  public let request: ContextRequest
  /// The layer.
  public let layer: LayerDescription
  /// The seed of the scenes.
  public let seed: UInt32
  /// How many scenes were tried so far.
  public let scenes: Int
  /// How many were asked for.
  public let sampleSize: Int
  /// The contexts, those where most appears first.
  public let contexts: [Context]
  /// The mean gain at each cell of the layer's grid, row by row.
  public let cells: [Double]

  /// One thing that cells showed before.
  public struct Context: Hashable, Sendable {
    /// Its concept's number.
    public let concept: Int
    /// How many cells showed it.
    public let cells: Int
    /// In how many scenes.
    public let scenes: Int
    /// How much of the image becomes the wanted concept, as a share of all pixels.
    public let gain: Estimate
  }
}

/// How much of a concept appears when units are inserted at each cell of one scene.
public struct ContextMap: Hashable, Sendable {
  /// What was asked for.
  public let request: ContextRequest
  /// The seed of the scene.
  public let seed: UInt32
  /// The scene's number.
  public let scene: Int
  /// Rows of the layer's grid.
  public let height: Int
  /// Columns of the layer's grid.
  public let width: Int
  /// The gain at each cell as a share of all pixels, row by row; nil where it is not tried yet.
  public let gains: [Double?]

  /// Makes a map.
  public init(
    request: ContextRequest,
    seed: UInt32,
    scene: Int,
    height: Int,
    width: Int,
    gains: [Double?]
  ) {
    self.request = request
    self.seed = seed
    self.scene = scene
    self.height = height
    self.width = width
    self.gains = gains
  }

  /// Whether every cell is tried.
  public var isComplete: Bool { !gains.contains(nil) }
}
