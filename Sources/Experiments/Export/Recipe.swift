public import Interventions

/// What a picture shows and how to make it again; it travels in the PNG.
public struct Recipe: Hashable, Sendable {
  /// SHA-256 of the generator.
  public var generator: String
  /// The generator's name, for a message when it is missing.
  public var generatorName: String
  /// SHA-256 over the segmenter's files; nil without one.
  public var segmenter: String?
  /// The segmenter's name.
  public var segmenterName: String?
  /// The seed of the scenes.
  public var seed: UInt32
  /// The scene's number.
  public var scene: Int
  /// The layer that was shown.
  public var layer: LayerName
  /// The unit that was shown, if any.
  public var unit: Int?
  /// What the picture shows.
  public var content: ExportRequest.Content
  /// The edit.
  public var edit: Edit

  /// The keyword of the PNG's text chunk.
  public static let keyword = "ganscope recipe"

  /// Makes a recipe.
  public init(
    generator: String,
    generatorName: String,
    segmenter: String?,
    segmenterName: String?,
    seed: UInt32,
    scene: Int,
    layer: LayerName,
    unit: Int?,
    content: ExportRequest.Content,
    edit: Edit
  ) {
    self.generator = generator
    self.generatorName = generatorName
    self.segmenter = segmenter
    self.segmenterName = segmenterName
    self.seed = seed
    self.scene = scene
    self.layer = layer
    self.unit = unit
    self.content = content
    self.edit = edit
  }
}
