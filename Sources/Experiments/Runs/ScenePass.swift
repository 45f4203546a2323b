import Laboratory
import Dissection
import Faults
import Generators
import Tensors

/// Draws and segments the scenes of one batch after the other, in short steps.
final class ScenePass {
  private enum Step {
    case draw
    case segment(Generation)
    case ready(Generation, LabelMap?)
  }

  /// A batch's scenes that count.
  struct Scenes {
    let activations: [LayerName: Tensor]
    /// Nil without a segmenter.
    let map: LabelMap?
    /// The map made ready for counts at all levels; nil where one level is counted.
    let labels: SceneLabels?
  }

  private let networks: Networks
  private let batches: SceneBatches
  private var step = Step.draw

  init(_ networks: Networks, _ batches: SceneBatches) {
    self.networks = networks
    self.batches = batches
  }

  /// Does the next step with a batch; nil while there is more to do with it.
  func advance(_ batch: Int, observing layers: Set<LayerName>) throws(Fault) -> Scenes? {
    switch step {
    case .draw:
      let generation = try networks.draw(
        batches.latents(batch, of: networks.latents),
        observing: layers
      )
      for (layer, activations) in generation.activations { try activations.checkFinite(layer) }
      let known = networks.keptSegmentation(batches, batch)
      let isReady = known != nil || networks.segmenter == nil
      step = isReady ? .ready(generation, known) : .segment(generation)
      return nil
    case .segment(let generation):
      let map = try networks.countableSegmentation(of: generation.images, batches, batch)
      step = .ready(generation, map)
      return nil
    case .ready(let generation, let map):
      step = .draw
      return scenes(generation, map: map, used: 0..<batches.used(batch))
    }
  }

  private func scenes(_ generation: Generation, map: LabelMap?, used: Range<Int>) -> Scenes {
    let map = map?.samples(used)
    var labels: SceneLabels?
    if let map, networks.rule.usesAllLevels, let vocabulary = networks.vocabulary {
      labels = SceneLabels(
        map,
        vocabulary: vocabulary,
        countsAbsence: networks.settings.segmentation.hasPublishedErrors
      )
    }
    return Scenes(
      activations: generation.activations.mapValues { $0.samples(used) },
      map: map,
      labels: labels
    )
  }
}
