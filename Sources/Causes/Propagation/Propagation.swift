public import Tensors

/// What an insertion changes on its way to the image.
public struct PropagationRequest: Hashable, Sendable {
  /// The insertion.
  public var insertion: ContextRequest
  /// In how many cells of each scene it is tried, drawn by the scene's number.
  public var cellsPerScene: Int

  /// Makes a request.
  public init(_ insertion: ContextRequest, cellsPerScene: Int = 8) {
    self.insertion = insertion
    self.cellsPerScene = cellsPerScene
  }
}

/// How much of an insertion arrives in each later layer, where the concept appeared and where not.
public struct Propagation: Hashable, Sendable {
  /// What was asked for.
  public let request: PropagationRequest
  /// The seed of the scenes.
  public let seed: UInt32
  /// How many scenes were tried so far.
  public let scenes: Int
  /// How many were asked for.
  public let sampleSize: Int
  /// How many insertions made the concept appear: by at least a quarter of the cell's pixels.
  public let appearances: Int
  /// How many did not.
  public let failures: Int
  /// The layers after the insertion's, in order.
  public let layers: [Layer]

  /// One later layer.
  public struct Layer: Hashable, Sendable {
    /// The layer.
    public let layer: LayerDescription
    /// The mean absolute change of its units, each in units of its mean absolute activation, where
    /// the concept appeared; nil if it never did.
    public let appeared: Estimate?
    /// The same where it did not.
    public let failed: Estimate?
  }
}
