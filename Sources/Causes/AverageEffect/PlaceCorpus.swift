public import Tensors

/// Scenes with a place where the concept is, and scenes with a place where it can be inserted: what
/// the published optimisation learns from.
public struct PlaceCorpus: Hashable, Sendable {
  /// A cell of a layer's grid in a scene.
  public struct Place: Hashable, Sendable {
    /// The scene's number under its seed.
    public let scene: Int
    /// The cell, row x width + column.
    public let cell: Int

    /// Makes a place.
    public init(scene: Int, cell: Int) {
      self.scene = scene
      self.cell = cell
    }
  }

  /// Scenes with the concept, at their best cell.
  public var present: [Place]
  /// Scenes where it was inserted best.
  public var candidates: [Place]
  /// More scenes with the concept, for evaluation.
  public var evaluationPresent: [Place]
  /// More scenes where it was inserted, for evaluation.
  public var evaluationCandidates: [Place]
  /// What each unit is set to where it is inserted.
  public var constant: [Float]

  /// Makes a corpus.
  public init(
    present: [Place],
    candidates: [Place],
    evaluationPresent: [Place],
    evaluationCandidates: [Place],
    constant: [Float]
  ) {
    self.present = present
    self.candidates = candidates
    self.evaluationPresent = evaluationPresent
    self.evaluationCandidates = evaluationCandidates
    self.constant = constant
  }

  /// The best scenes in the order of their numbers: the first to learn from, the last to evaluate.
  ///
  /// - Parameters:
  ///   - found: The best place of each scene, and how good it is.
  ///   - training: How many to learn from.
  ///   - evaluation: How many to evaluate on.
  ///   - keepsEmpty: Whether scenes whose best place is worth nothing serve too, as published.
  /// - Returns: The places of both.
  public static func choose(
    _ found: [(score: Double, cell: Int)],
    training: Int,
    evaluation: Int,
    keepsEmpty: Bool
  ) -> (training: [Place], evaluation: [Place]) {
    let fit = found.indices.filter { keepsEmpty || found[$0].score > 0 }
    let best = fit.sorted {
      found[$0].score == found[$1].score ? $0 < $1 : found[$0].score > found[$1].score
    }
    .prefix(training + evaluation).sorted()
    let places = best.map { Place(scene: $0, cell: found[$0].cell) }
    // Where scenes are few most are learned from.
    let rest = min(evaluation, places.count / 4)
    let last = places.count == training + evaluation ? evaluation : rest
    return (Array(places.dropLast(last).prefix(training)), Array(places.suffix(last)))
  }

  /// How likely each cell is tried: by how often it is a scene's best, and a little for each.
  public static func weights(of places: [Place], cells: Int) -> [Double] {
    var weights = [Double](repeating: 0, count: cells)
    for place in places { weights[place.cell] += 1 }
    let little = weights.reduce(0, +) / Double(max(1, cells)) / 10
    weights = weights.map { $0 + little }
    let sum = weights.reduce(0, +)
    return sum > 0 ? weights.map { $0 / sum } : weights.map { _ in 1 / Double(max(1, cells)) }
  }
}

/// A layer's grid over a label map.
public struct PlaceGrid: Hashable, Sendable {
  /// Rows and columns of the layer.
  public let height: Int, width: Int
  private let places: [PixelPlace]

  /// Lays a grid over maps of some extent.
  public init(height: Int, width: Int, mapHeight: Int, mapWidth: Int) {
    self.height = height
    self.width = width
    places = (0..<height * width).map { cell in
      PixelPlace(
        row: cell / width,
        column: cell % width,
        gridHeight: height,
        gridWidth: width,
        height: mapHeight,
        width: mapWidth
      )
    }
  }

  /// The pixels of a cell.
  public subscript(cell: Int) -> PixelPlace { places[cell] }

  /// The share of each cell's pixels that shows a concept in any label channel: the published
  /// adaptive average pooling.
  public func shares(of concept: Int, in map: LabelMap, scene: Int) -> [Double] {
    places.map { place in
      Double(place.area(of: concept, in: map, scene: scene))
        / Double(place.rows.count * place.columns.count)
    }
  }

  /// What each pixel weighs so that a weighted sum is the mean over one cell, or the sum of the means
  /// over all.
  public func weights(of cell: Int?, width mapWidth: Int, height mapHeight: Int) -> [Float] {
    var weights = [Float](repeating: 0, count: mapWidth * mapHeight)
    for place in cell.map({ [places[$0]] }) ?? places {
      let share = 1 / Float(place.rows.count * place.columns.count)
      for row in place.rows {
        for column in place.columns { weights[row * mapWidth + column] += share }
      }
    }
    return weights
  }
}
