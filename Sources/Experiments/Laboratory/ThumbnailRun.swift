import Faults
import Generators
import Images
import Interventions
import Jobs
import Laboratory
import Latents
import Tensors

/// Draws scenes for a row of thumbnails, a batch a step.
final class ThumbnailRun: JobSteps {
  private let networks: Networks
  private let request: ThumbnailRequest
  private let onUpdate: ([Thumbnail]) -> Void
  private var done = 0

  init(
    _ networks: Networks,
    _ request: ThumbnailRequest,
    onUpdate: @escaping ([Thumbnail]) -> Void
  ) {
    self.networks = networks
    self.request = request
    self.onUpdate = onUpdate
  }

  func advance() throws(Fault) -> StepOutcome {
    let scenes = Array(request.scenes[done...].prefix(networks.batchSize))
    let generation = try networks.draw(
      networks.latents.rows(seed: request.seed, scenes: scenes),
      under: request.edit,
      observing: [request.layer],
      precision: networks.previewPrecision
    )
    onUpdate(thumbnails(scenes, generation))
    done += scenes.count
    let total = request.scenes.count
    return done == total
      ? .finished : .working(StepReport(phase: "top scenes drawn", done: done, total: total))
  }

  private func thumbnails(_ scenes: [Int], _ generation: Generation) -> [Thumbnail] {
    guard let activations = generation.activations[request.layer] else { return [] }
    let shape = Shape(1, 1, activations.shape.height, activations.shape.width)
    return scenes.enumerated().map { sample, scene in
      let map = activations.featureMap(sample: sample, unit: request.unit)
      return Thumbnail(
        scene: scene,
        image: RGBImage(clamping: generation.images.sample(sample)),
        featureMap: Tensor(shape, Array(map))
      )
    }
  }
}
