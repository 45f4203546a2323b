import Dissection
import Faults
import Laboratory
import Tensors

/// What is dissected unasked, and what is offered instead.
extension ExplorerState {
  /// Dissects what was never dissected, once everything stored was read.
  mutating func beginDissection() -> [Effect] {
    guard !models.hasDissectionStarted, models.recalled.isSuperset(of: models.layers.map(\.name))
    else { return [] }
    models.hasDissectionStarted = true
    // Others are at it.
    guard options.cluster == nil else { return [] }
    let sampleSize = options.sampleSizes.dissection
    let missing = models.layers.map(\.name).filter { name in
      models.dissections[name].map { $0.countedScenes < min($0.sampleSize, sampleSize) } ?? true
    }
    guard options.dissectsUnasked else {
      guard let layer, missing.contains(layer.name) else { return [] }
      models.offersDissection = true
      return [.submit(.estimate(.dissection([layer.name]), sampleSize: sampleSize))]
    }
    return dissection(of: missing, sampleSize: sampleSize)
  }

  /// Jobs for the layer shown and then for the others.
  func dissection(of names: [LayerName], sampleSize: Int) -> [Effect] {
    let first = names.filter { $0 == layer?.name }
    let others = names.filter { $0 != layer?.name }
    return [first, others].filter { !$0.isEmpty }.map {
      .submit(.dissect(layers: $0, sampleSize: sampleSize))
    }
  }

  /// Whether a layer's dissection runs or waits.
  private func isDissecting(_ layer: LayerName) -> Bool {
    jobs.active.contains { job in
      if case .dissect(let layers, _) = job.request { layers.contains(layer) } else { false }
    }
  }

  /// Says what a dissection costs here, once the engine has found that out, and takes no key.
  mutating func offerDissection(of layer: LayerName) {
    guard models.offersDissection else { return }
    models.offersDissection = false
    guard layer == self.layer?.name, !isDissecting(layer) else { return }
    notify("\(layer) is not dissected yet: \(dissectionOffer)")
  }

  /// What dissecting the layer shown would give, and how long it takes here if that is known.
  var dissectionOffer: String {
    let count = options.sampleSizes.dissection
    let estimate = layer.flatMap { models.estimates[.dissection([$0.name])] }
    let seconds = estimate?.seconds(for: count) ?? 0
    let cost = seconds > 0 ? ", about \(duration(seconds)) for \(counted(count, "scene"))" : ""
    let what = models.segmenterStatus == .absent ? "their levels" : "what its units match"
    return "\(key(.open(.dissect))) finds \(what)\(cost)"
  }
}
