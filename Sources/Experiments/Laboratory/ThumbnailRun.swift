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
  private let bench: Workbench
  private let request: ThumbnailRequest
  private let onUpdate: ([Thumbnail]) -> Void
  private var done = 0

  init(
    _ bench: Workbench,
    _ request: ThumbnailRequest,
    onUpdate: @escaping ([Thumbnail]) -> Void
  ) throws(Fault) {
    try bench.checkScenes(request.scenes)
    let layer = try bench.layer(request.layer)
    guard (0..<layer.units).contains(request.unit) else {
      throw Fault(
        .usage,
        "draw top scenes of",
        on: "\(layer.name) unit \(request.unit)",
        expected: "a unit from 0 to \(layer.units - 1)",
        found: "\(request.unit)"
      )
    }
    self.bench = bench
    self.request = request
    self.onUpdate = onUpdate
  }

  func advance() throws(Fault) -> StepOutcome {
    let scenes = Array(request.scenes[done...].prefix(bench.batchSize))
    let z = bench.sceneLatents.rows(seed: request.seed, scenes: scenes)
    let placed = try bench.generator.latents(z, movedBy: request.edit)
    let generation = try bench.generator.generate(
      placed.values,
      in: placed.space,
      edits: try request.edit.unitEdits(for: bench.editableLayers),
      observing: [request.layer],
      precision: bench.options.previewPrecision
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
