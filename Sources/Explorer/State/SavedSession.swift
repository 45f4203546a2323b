public import Interventions
public import Tensors

/// Where a person was and what was at work, to go on from there another time.
public struct SavedSession: Hashable, Sendable {
  /// The layer shown.
  public var layer: LayerName
  /// The scene shown.
  public var scene: Int
  /// The edit.
  public var edit: Edit
  /// How the edit came about.
  public var title: String
  /// The unit under the cursor, by layer.
  public var units: [LayerName: Int]
  /// The marked units, by layer.
  public var marks: [LayerName: Set<Int>]
  /// The view's number, the ranking's name, and whether that is reversed.
  public var view: Int
  /// The name of what orders the units.
  public var ranking: String
  /// Whether the order is the other way round.
  public var isReversed: Bool
  /// The quantile at which units are inserted.
  public var quantile: Double
  /// Units that were given a name.
  public var sets: [NamedSet]
  /// The places, among the 100 levels, of those that a person chose for units, by layer and unit.
  public var levels: [LayerName: [Int: Int]]
  /// What a person noted on units, by layer and unit.
  public var notes: [LayerName: [Int: String]]
  /// The edit that others are compared with, and how it came about.
  public var other: SavedEdit?
  /// What was being computed.
  public var work: [SavedWork]

  /// Makes a session.
  public init(
    layer: LayerName,
    scene: Int,
    edit: Edit,
    title: String,
    units: [LayerName: Int],
    marks: [LayerName: Set<Int>],
    view: Int,
    ranking: String,
    isReversed: Bool,
    quantile: Double,
    sets: [NamedSet],
    levels: [LayerName: [Int: Int]] = [:],
    notes: [LayerName: [Int: String]] = [:],
    other: SavedEdit? = nil,
    work: [SavedWork] = []
  ) {
    self.layer = layer
    self.scene = scene
    self.edit = edit
    self.title = title
    self.units = units
    self.marks = marks
    self.view = view
    self.ranking = ranking
    self.isReversed = isReversed
    self.quantile = quantile
    self.sets = sets
    self.levels = levels
    self.notes = notes
    self.other = other
    self.work = work
  }
}

/// An edit that is kept beside the one at work.
public struct SavedEdit: Hashable, Sendable {
  /// The edit.
  public var edit: Edit
  /// How it came about.
  public var title: String

  /// Makes it.
  public init(edit: Edit, title: String) { (self.edit, self.title) = (edit, title) }
}
