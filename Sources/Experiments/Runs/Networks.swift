import Concepts
import Dissection
import Faults
import Generators
import Interventions
import Laboratory
import OneDNN
import Segmenters
import Tensors

/// What a run computes with: networks, and the choices that its numbers depend on.
///
/// A run keeps those that it began with, whatever is chosen meanwhile, so that its numbers belong
/// together. It is not `Sendable`, because networks are not: it lives in their session's lane.
final class Networks {
  let generator: any Generator
  let segmenter: (any Segmenter)?
  /// The precision, how scenes are segmented, and by which rule units are labelled.
  let settings: ExperimentSettings
  /// What scenes on a screen are computed with.
  let previewPrecision: Precision
  /// The latents of scenes.
  let latents: SceneLatents
  /// What the segmenter tells apart; nil without one.
  let vocabulary: ConceptVocabulary?
  /// Segmentations of scenes without an edit, for all runs with these networks.
  var keptSegmentations = CountingCache()

  init(
    _ generator: any Generator,
    _ segmenter: (any Segmenter)? = nil,
    settings: ExperimentSettings = ExperimentSettings(),
    previewPrecision: Precision = .float32,
    seeding: SceneSeeding = .numpy
  ) {
    self.generator = generator
    self.segmenter = segmenter
    self.settings = settings
    self.previewPrecision = previewPrecision
    latents = SceneLatents(width: generator.summary.latentWidth, seeding: seeding)
    vocabulary = segmenter?.vocabulary(for: settings.countingSegmentation)
  }

  /// What statistics and exports are computed with.
  var precision: Precision { settings.precision.resolved }

  /// By what units are labelled.
  var rule: LabelRule { settings.rule }

  /// The layers in order.
  var layers: [LayerDescription] { generator.summary.layers }

  /// What edits may name: the layers, and the styles of a StyleGAN2.
  var editableLayers: [LayerDescription] { generator.summary.layers + generator.summary.styles }

  /// How many scenes go through the networks at once.
  ///
  /// It depends on the image's size only: statistics always use whole batches that start at a
  /// multiple of this number, so that each scene gets bit by bit the same result however the work
  /// is split. Small enough for a key to be answered between two batches.
  var batchSize: Int {
    let summary = generator.summary
    return max(1, min(8, 32_768 / max(1, summary.imageHeight * summary.imageWidth)))
  }

  /// What the segmenter tells apart.
  ///
  /// - Throws: `Fault` of kind usage without a segmenter.
  func vocabulary(for attempt: String) throws(Fault) -> ConceptVocabulary {
    if let vocabulary { return vocabulary }
    throw Fault(
      .usage,
      attempt,
      found: "no segmenter, so concepts have no names here",
      advice: "Name one with --segmenter DIRECTORY"
    )
  }

  // MARK: Drawing

  /// Draws scenes, perhaps under an edit, as statistics and files need them.
  ///
  /// - Parameters:
  ///   - latents: The scenes' latents, (batch, latent width, 1, 1).
  ///   - edit: What to change.
  ///   - observed: The layers whose outputs, before edits, to return.
  ///   - precision: Another precision than that of statistics.
  /// - Returns: Raw images and activations.
  /// - Throws: `Fault` for an edit that does not fit, or for an unknown layer.
  func draw(
    _ latents: Tensor,
    under edit: Edit = Edit(),
    observing observed: Set<LayerName> = [],
    precision: Precision? = nil
  ) throws(Fault) -> Generation {
    let placed = try generator.latents(latents, movedBy: edit)
    return try generator.generate(
      placed.values,
      in: placed.space,
      edits: edit.unitEdits(for: editableLayers),
      observing: observed,
      precision: precision ?? self.precision
    )
  }

  /// Draws scenes up to a layer.
  func draw(_ latents: Tensor, to layer: LayerName) throws(Fault) -> Continuation {
    try generator.begin(to: layer, from: latents, precision: precision)
  }
}

/// Segmentations of the sample's scenes without an edit.
///
/// Dissections of other layers, measurements and sweeps all look at the same scenes first, and
/// segmenting is what costs most.
struct CountingCache {
  private struct Place: Hashable {
    let seed: UInt32
    let scene: Int
  }

  private var maps: [Place: LabelMap] = [:]
  private var size = 0
  /// Labels that are kept at most; 32 MB.
  private static let limit = 8 << 20

  /// The segmentation of the whole batch that begins with a scene, if it is kept.
  subscript(seed: UInt32, scene: Int) -> LabelMap? { maps[Place(seed: seed, scene: scene)] }

  /// Keeps a whole batch's segmentation while there is room.
  mutating func keep(_ map: LabelMap, seed: UInt32, scene: Int) {
    let place = Place(seed: seed, scene: scene)
    guard maps[place] == nil, size + map.labels.count <= Self.limit else { return }
    maps[place] = map
    size += map.labels.count
  }
}

extension Networks {
  /// A segmentation for statistics.
  func countableSegmentation(of images: Tensor) throws(Fault) -> LabelMap {
    try segmenter(for: "segment scenes")
      .segment(images, options: settings.countingSegmentation)
  }

  /// A whole batch of scenes without an edit, segmented for statistics and kept.
  func countableSegmentation(
    of images: Tensor,
    _ batches: SceneBatches,
    _ batch: Int
  ) throws(Fault) -> LabelMap {
    let map = try countableSegmentation(of: images)
    keptSegmentations.keep(map, seed: batches.seed, scene: batches.firstScene(batch))
    return map
  }

  /// What is kept of a batch.
  func keptSegmentation(_ batches: SceneBatches, _ batch: Int) -> LabelMap? {
    keptSegmentations[batches.seed, batches.firstScene(batch)]
  }

  /// A segmentation for the screen.
  func previewSegmentation(of images: Tensor) throws(Fault) -> LabelMap {
    try segmenter(for: "segment a picture").segment(
      images,
      options: settings.segmentation.options(usualDownsample: 1, previewPrecision)
    )
  }

  /// The segmenter's pooled features of images.
  func pooledFeatures(of images: Tensor) throws(Fault) -> [[Float]] {
    try segmenter(for: "compare scenes by features")
      .pooledFeatures(of: images, options: settings.countingSegmentation)
  }

  /// The segmenter, where a run was begun that needs one.
  func segmenter(for attempt: String) throws(Fault) -> any Segmenter {
    if let segmenter { return segmenter }
    throw Fault(.defect, attempt, found: "no segmenter")
  }
}
