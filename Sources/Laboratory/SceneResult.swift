public import Dissection
public import Images
public import Interventions
public import Tensors

/// A scene to draw.
public struct SceneRequest: Hashable, Sendable {
  /// The seed of the scenes.
  public var seed: UInt32
  /// The scene's number under that seed.
  public var scene: Int
  /// The edit; empty for none.
  public var edit: Edit
  /// The layer whose activations are wanted.
  public var layer: LayerName
  /// Whether original and edited image are segmented.
  public var isSegmented: Bool

  /// Makes a request.
  public init(seed: UInt32, scene: Int, edit: Edit, layer: LayerName, isSegmented: Bool) {
    self.seed = seed
    self.scene = scene
    self.edit = edit
    self.layer = layer
    self.isSegmented = isSegmented
  }
}

/// A drawn scene.
///
/// It comes first without, then with segmentations, if they were asked for.
public struct SceneResult: Hashable, Sendable {
  /// What was asked.
  public var request: SceneRequest
  /// The image without the edit.
  public var original: RGBImage
  /// The image with the edit; equal to the original if the edit is empty.
  public var edited: RGBImage
  /// The layer's activations without the edit, (1, units, height, width).
  public var activations: Tensor
  /// The segmentation of the original, (1, label channels, height, width).
  public var originalSegmentation: LabelMap?
  /// The segmentation of the edited image.
  public var editedSegmentation: LabelMap?
  /// How the area of each concept seen before or after changed in this scene.
  public var effects: [ConceptEffect]

  /// Makes a result.
  public init(
    request: SceneRequest,
    original: RGBImage,
    edited: RGBImage,
    activations: Tensor,
    originalSegmentation: LabelMap? = nil,
    editedSegmentation: LabelMap? = nil,
    effects: [ConceptEffect] = []
  ) {
    self.request = request
    self.original = original
    self.edited = edited
    self.activations = activations
    self.originalSegmentation = originalSegmentation
    self.editedSegmentation = editedSegmentation
    self.effects = effects
  }
}

/// Scenes to draw small.
public struct ThumbnailRequest: Hashable, Sendable {
  /// The seed of the scenes.
  public var seed: UInt32
  /// The scenes' numbers.
  public var scenes: [Int]
  /// The layer whose unit is shown as a heatmap by the viewer.
  public var layer: LayerName
  /// The unit whose feature maps are returned.
  public var unit: Int
  /// The edit; empty for none.
  public var edit: Edit
  /// Whether they are for a grid of scenes, which shows no heatmaps.
  public var isGrid: Bool
  /// The file of another generator that draws them; nil for the one explored.
  public var neighbour: String?

  /// Makes a request.
  public init(
    seed: UInt32,
    scenes: [Int],
    layer: LayerName,
    unit: Int,
    edit: Edit = Edit(),
    isGrid: Bool = false,
    neighbour: String? = nil
  ) {
    self.edit = edit
    self.neighbour = neighbour
    self.isGrid = isGrid
    self.seed = seed
    self.scenes = scenes
    self.layer = layer
    self.unit = unit
  }
}

/// One drawn thumbnail, at the network's own resolution; the viewer makes it small.
public struct Thumbnail: Hashable, Sendable {
  /// The scene's number.
  public let scene: Int
  /// The image.
  public let image: RGBImage
  /// The unit's feature map, (1, 1, height, width).
  public let featureMap: Tensor

  /// Makes a thumbnail.
  public init(scene: Int, image: RGBImage, featureMap: Tensor) {
    self.scene = scene
    self.image = image
    self.featureMap = featureMap
  }
}
