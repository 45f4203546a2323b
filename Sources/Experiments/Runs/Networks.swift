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
