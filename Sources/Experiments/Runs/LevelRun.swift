import Dissection
import Faults
import Generators
import Jobs
import Laboratory
import Store
import Tensors

/// Finds levels and quantiles of some layers from the generator alone.
///
/// A step draws a batch or shows it to one layer, so that a key waits for no more.
final class LevelRun: JobSteps {
  /// A layer's levels on their way.
  private struct Search {
    let entry: ResultEntry
    var sample: LevelSample
    var savedScenes: Int

    var name: LayerName { sample.layer.name }
  }

  private let networks: Networks
  private let sampleSize: Int
  private let batches: SceneBatches
  private let onUpdate: (LayerDissection) -> Void
  private var searches: [Search]
  private var savePace: Pace
  /// The batch at hand, which the layers look at one after the other.
  private var drawn: (batch: Int, activations: [LayerName: Tensor])?
  /// What labels probably are, sought once, early on.
  private var preview: PreviewRun?
  private var hasPreviewed = false
  private let startedAt = SuspendingClock.now
  /// Levels of a single layer are reported whenever the scenes have doubled: sorting costs time.
  private var reportedScenes = 0
  /// The layers' levels, all of them once the run is finished.
  private(set) var levels: [LayerName: LayerLevels] = [:]

  /// Prepares a run and takes up what is kept of it.
  init(
    _ networks: Networks,
    _ layers: [(layer: LayerDescription, entry: ResultEntry)],
    over batches: SceneBatches,
    ofSample sampleSize: Int,
    onUpdate: @escaping (LayerDissection) -> Void = { _ in }
  ) {
    self.networks = networks
    self.batches = batches
    self.sampleSize = sampleSize
    self.onUpdate = onUpdate
    savePace = layers.first?.entry.pace ?? Pace()
    searches = layers.map { layer, entry in
      let sample =
        entry.recalled { (record) throws(Fault) in
          try Self.restored(record, of: layer, by: networks.rule)
        } ?? networks.levelSample(of: layer, sampleSize: sampleSize)
      return Search(entry: entry, sample: sample, savedScenes: sample.scenes)
    }
  }

  private static func restored(
    _ record: StoreRecord,
    of layer: LayerDescription,
    by rule: LabelRule
  ) throws(Fault) -> LevelSample {
    let sample = try LevelSample(decoding: record.needed("state"), rule: rule)
    guard sample.layer == layer, sample.scenes == record.done else {
      throw record.misfit("another layer")
    }
    return sample
  }

  func advance() throws(Fault) -> StepOutcome {
    if let preview {
      guard case .finished = try preview.advance() else { return .working(report) }
      self.preview = nil
    }
    let batch = batches.batch(after: done)
    guard batch < batches.batchCount else { return finish() }
    let waiting = searches.indices.filter { searches[$0].sample.scenes == batches.first(batch) }
    guard let drawn, drawn.batch == batch, let index = waiting.first else {
      let generation = try networks.draw(
        batches.latents(batch, of: networks.latents),
        observing: Set(waiting.map { searches[$0].name })
      )
      self.drawn = (batch, generation.activations)
      return .working(report)
    }
    try look(at: drawn.activations, batch, index)
    if waiting.count == 1, done < batches.count {
      if savePace.isDue { save() }
      reportEarly()
    }
    return .working(report)
  }

  private func look(
    at activations: [LayerName: Tensor],
    _ batch: Int,
    _ index: Int
  ) throws(Fault) {
    let name = searches[index].name
    guard let activations = activations[name] else {
      throw Fault(.defect, "find the levels of", on: name.rawValue, found: "no activations")
    }
    try activations.checkFinite(name)
    try searches[index].sample.add(activations.samples(0..<batches.used(batch)))
  }

  /// Saves what the store does not hold yet: of each layer whole batches.
  func leave() { save() }

  private func save() {
    savePace.act {
      for index in searches.indices {
        let search = searches[index]
        // A layer whose levels are found is stored with them.
        guard search.savedScenes < search.sample.scenes, levels[search.name] == nil else {
          continue
        }
        keep(search, ["state": .bytes(search.sample.encoded())])
        searches[index].savedScenes = search.sample.scenes
      }
    }
  }

  /// Finds the levels of one layer after the other; those of a part only when all are merged.
  private func finish() -> StepOutcome {
    drawn = nil
    if searches.first?.entry.isPart == true {
      save()
      return .finished
    }
    guard let search = searches.first(where: { levels[$0.name] == nil }) else { return .finished }
    let found = LayerLevels(search.sample)
    levels[search.name] = found
    keep(search, found.parts)
    return .working(report)
  }

  private func keep(_ search: Search, _ parts: [String: StoredArray]) {
    search.entry.keep(done: search.sample.scenes, of: batches.count, parts)
  }

  // MARK: What is known early

  private func reportEarly() {
    if searches.first?.entry.isPart == true { return }
    if networks.segmenter != nil, networks.rule.usesAllLevels {
      guard !hasPreviewed, done >= 48 || SuspendingClock.now - startedAt > .milliseconds(1500)
      else { return }
      hasPreviewed = true
      preview = PreviewRun(
        networks,
        searches.map(\.sample),
        over: batches.beginning(scenes: min(done, 32)),
        onUpdate: onUpdate
      )
    } else if searches.count == 1, done >= max(16, 2 * reportedScenes) {
      reportedScenes = done
      onUpdate(searches[0].sample.dissection(sampleSize: batches.count))
    }
  }

  private var done: Int { searches.map(\.sample.scenes).min() ?? batches.count }

  private var report: StepReport {
    StepReport(phase: "levels of \(names)", done: done, total: batches.count)
  }

  private var names: String {
    let names = searches.map(\.name.rawValue)
    return names.count > 2 ? "\(names.count) layers" : names.joined(separator: " and ")
  }
}

extension Networks {
  /// A sample of a layer's levels without scenes.
  func levelSample(of layer: LayerDescription, sampleSize: Int) -> LevelSample {
    let summary = generator.summary
    return LevelSample(
      layer: layer,
      rule: rule,
      sampleSize: sampleSize,
      segmentationHeight: settings.countedSide(of: summary.imageHeight),
      segmentationWidth: settings.countedSide(of: summary.imageWidth)
    )
  }
}
