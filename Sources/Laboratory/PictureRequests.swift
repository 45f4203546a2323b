public import Interventions

/// Scenes to draw on one sheet.
public struct SceneSheet: Hashable, Sendable {
  /// What is drawn of each scene.
  public enum Form: Hashable, Sendable {
    /// The scene without the edit.
    case before
    /// The scene with it.
    case after
    /// Both, and the difference, beside each other.
    case comparison
  }

  /// The seed of the scenes.
  public var seed: UInt32
  /// The scenes' numbers, in order.
  public var scenes: [Int]
  /// The edit; empty for none.
  public var edit: Edit
  /// What is drawn of each.
  public var form: Form
  /// How many scenes stand beside each other.
  public var columns: Int
  /// Enlargement, a whole number.
  public var scale: Int

  /// Makes a sheet.
  public init(
    seed: UInt32,
    scenes: [Int],
    edit: Edit,
    form: Form,
    columns: Int,
    scale: Int
  ) {
    (self.seed, self.scenes, self.edit) = (seed, scenes, edit)
    (self.form, self.columns, self.scale) = (form, columns, scale)
  }

  /// An enlargement that makes pictures of a generator about as large as they are looked at.
  public static func usualScale(imageWidth: Int) -> Int { max(1, 192 / max(1, imageWidth)) }
}

/// A picture to write.
public struct ExportRequest: Hashable, Sendable {
  /// What the picture shows.
  public enum Content: String, Hashable, Sendable, CaseIterable {
    /// The scene without the edit.
    case original
    /// The scene with the edit.
    case edited
    /// Original, edited and difference beside each other.
    case sideBySide
    /// The scene under two edits and the difference beside each other.
    case versus
    /// The unit's activation over the scene with its level as a contour.
    case heatmap
    /// The scenes that activate the unit most, as a grid.
    case topScenes
    /// The segmentation over the scene with a legend; with an edit before and after.
    case segmentation
  }

  /// The scene, its edit and layer.
  public var scene: SceneRequest
  /// The unit for heatmap and top scenes.
  public var unit: Int?
  /// What is shown.
  public var content: Content
  /// The edit that the first one is compared with; nil for none.
  public var other: Edit?
  /// Which label channel a segmentation shows.
  public var labelChannel = 0
  /// Enlargement, a whole number.
  public var scale: Int
  /// The file to write.
  public var path: String

  /// Makes a request.
  public init(scene: SceneRequest, unit: Int?, content: Content, scale: Int, path: String) {
    self.scene = scene
    self.unit = unit
    self.content = content
    self.scale = scale
    self.path = path
  }
}
