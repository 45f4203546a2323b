import Causes
import Faults
import Generators
import Interventions
import Jobs
import Latents
import Segmenters
import Tensors

/// Tries units at each cell of the scene on the screen, drawing again only what each cell reaches.
final class ContextMapRun: JobSteps {
  private let networks: Networks
  private let request: ContextRequest
  private let layer: LayerDescription
  private let seed: UInt32
  private let scene: Int
  private let onUpdate: (ContextMap) -> Void
  private var trace: Trace?
  private var before: LabelMap?
  private var gains: [Int] = []
  private var image: Tensor?

  /// Prepares a map.
  ///
  /// - Throws: `Fault` without a segmenter, or for units that the layer has not.
  init(
    _ networks: Networks,
    _ request: ContextRequest,
    in layer: LayerDescription,
    seed: UInt32,
    scene: Int,
    onUpdate: @escaping (ContextMap) -> Void
  ) throws(Fault) {
    try request.check(layer, try networks.vocabulary(for: ContextRequest.attempt))
    self.networks = networks
    self.request = request
    self.layer = layer
    self.seed = seed
    self.scene = scene
    self.onUpdate = onUpdate
  }

  private var cellCount: Int { layer.height * layer.width }

  /// The gains so far.
  var map: ContextMap {
    let pixels = Double(max(1, before?.shape.planeCount ?? 1))
    let known = gains.map { Optional(Double($0) / pixels) }
    return ContextMap(
      request: request,
      seed: seed,
      scene: scene,
      height: layer.height,
      width: layer.width,
      gains: known + Array(repeating: nil, count: cellCount - known.count)
    )
  }

  func advance() throws(Fault) -> StepOutcome {
    guard let trace, let before else {
      try begin()
      return .working(report)
    }
    guard gains.count < cellCount else { return .finished }
    if let image {
      self.image = nil
      let after = try networks.previewSegmentation(of: image)
      gains.append(
        after.area(of: request.concept, scene: 0) - before.area(of: request.concept, scene: 0)
      )
      if gains.count % layer.width == 0 || gains.count == cellCount { onUpdate(map) }
    } else {
      image = try trace.picture(under: [request.edit(at: [gains.count], of: layer)]).image
    }
    return gains.count == cellCount ? .finished : .working(report)
  }

  private func begin() throws(Fault) {
    let trace = try networks.generator.trace(
      networks.latents.rows(seed: seed, first: scene, count: 1),
      precision: networks.previewPrecision,
      usesWindows: true
    )
    before = try networks.previewSegmentation(of: trace.image(keeping: [layer.name]))
    self.trace = trace
  }

  private var report: StepReport {
    StepReport(phase: "cells tried", done: gains.count, total: cellCount)
  }
}
