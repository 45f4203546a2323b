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
