import Causes
import Concepts
import Images
import Interventions
import Laboratory
import Tensors
import Terminal

/// The scene shown and all that its pictures are made of.
struct ScenePictures {
  /// The newest scene, and its number in caches.
  let result: SceneResult
  let serial: Int
  /// The newest scene that is segmented, and which of its label channels is shown.
  let segmented: SceneResult?
  let labelChannel: Int
  /// The concepts seen in that channel.
  let shownConcepts: Set<Int>
  let vocabulary: ConceptVocabulary?
  /// The unit of the heatmap, its level, and the activations of its layer here.
  let unit: Int?
  let level: Float?
  let activations: Tensor?
  /// The cells that are being chosen; nil where none are.
  let cells: CellChoice?
  let brush: Brush?
  /// Where a concept can go in the scene.
  let map: ShownMap?
  /// The scene under another edit, and its name in caches.
  let other: (image: RGBImage, key: GridShelf.Key)?
  /// Two pictures in one; nil where none are.
  let wipe: Wipe?

  /// A picture left of a border, and one right of it.
  struct Wipe: Hashable {
    let first: PictureKind
    let second: PictureKind
    /// In hundredths of the width.
    let border: Int
  }

  /// Cells of a layer's grid over the picture.
  struct CellChoice: Hashable {
    let layer: LayerDescription
    let chosen: Set<GridCell>
    let cursor: GridCell?
  }

  /// A map, its grid, and the cell that is read.
  struct ShownMap: Hashable {
    let map: ContextMap
    let layer: LayerDescription
    let cell: GridCell?
  }

  /// The image's extent in pixels.
  var extent: GridSize {
    GridSize(width: result.original.width, height: result.original.height)
  }

  /// The unit's activations here.
  var featureMap: FeatureMap? {
    guard let unit, let activations, unit < activations.shape.channels else { return nil }
    return FeatureMap(activations, unit: unit)
  }

  /// A segmentation among the pictures.
  func labels(of kind: PictureKind) -> LabelMap? {
    switch kind {
    case .originalSegmentation: segmented?.originalSegmentation
    case .editedSegmentation: segmented?.editedSegmentation
    default: nil
    }
  }
}
