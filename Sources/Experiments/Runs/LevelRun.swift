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
  private let networks: Networks
  private let batches: SceneBatches
  private let onUpdate: (LayerDissection) -> Void
  private let searches: [LayerSearch]
  /// The batch at hand, which the layers look at one after the other.
  private var drawn: (batch: Int, activations: [LayerName: Tensor])?
  /// What labels probably are, sought once, early on.
  private var preview: PreviewRun?
  private var hasPreviewed = false
  private let startedAt = SuspendingClock.now
  /// Levels of a single layer are reported whenever the scenes have doubled: sorting costs time.
  private var reportedScenes = 0
  /// The layers' levels, all of them once the run is finished.
  var levels: [LayerName: LayerLevels] {
    searches.reduce(into: [:]) { $0[$1.name] = $1.levels }
  }

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
    self.onUpdate = onUpdate
    searches = layers.map { layer, entry in
      LayerSearch(
        of: layer,
        in: networks,
        sampleSize: sampleSize,
        scenes: batches.count,
        at: entry
      )
    }
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
    if waiting.count == 1, done < batches.count { reportEarly() }
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
    let search = searches[index]
    try search.add(activations.samples(0..<batches.used(batch)))
    // A layer that is through is stored with its levels.
    if search.sample.scenes < batches.count { search.saveIfDue() }
  }

  /// Saves what the store does not hold yet: of each layer whole batches.
  func leave() { for search in searches { search.saveOnLeaving() } }

  /// Finds the levels of one layer after the other; those of a part only when all are merged.
  private func finish() -> StepOutcome {
    drawn = nil
    if searches.first?.isPart == true {
      for search in searches { search.save() }
      return .finished
    }
    guard let search = searches.first(where: { $0.levels == nil }) else { return .finished }
    search.finish()
    return .working(report)
  }

  // MARK: What is known early

  private func reportEarly() {
    if searches.first?.isPart == true { return }
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

/// The search for one layer's levels on its way.
final class LayerSearch: Resumable {
  var kept: KeptState
  private let rule: LabelRule
  private let total: Int
  /// What is known of the layer's activations.
  private(set) var sample: LevelSample
  /// The levels, once they are found.
  private(set) var levels: LayerLevels?

  /// Prepares a search and takes up what is kept of it.
  ///
  /// - Parameters:
  ///   - layer: The layer.
  ///   - networks: The generator and the rule for levels.
  ///   - sampleSize: How many scenes the whole sample has.
  ///   - scenes: How many of them are looked at.
  ///   - entry: Where the search is kept.
  init(
    of layer: LayerDescription,
    in networks: Networks,
    sampleSize: Int,
    scenes: Int,
    at entry: ResultEntry
  ) {
    kept = KeptState(entry)
    rule = networks.rule
    total = scenes
    sample = networks.levelSample(of: layer, sampleSize: sampleSize)
    takeUp()
  }

  var name: LayerName { sample.layer.name }

  /// Whether only some of the scenes are looked at, so that their levels are not the sample's.
  var isPart: Bool { kept.entry.isPart }

  /// Adds consecutive scenes.
  func add(_ activations: Tensor) throws(Fault) { try sample.add(activations) }

  /// Finds the levels and keeps them in the place of the sample.
  func finish() {
    levels = LayerLevels(sample)
    kept.forget()
    save()
  }

  var state: RunState? {
    guard kept.lacks(sample.scenes) else { return nil }
    return RunState(
      done: sample.scenes,
      of: total,
      levels?.parts ?? ["state": .bytes(sample.encoded())]
    )
  }

  func restore(_ record: StoreRecord) throws(Fault) {
    let known = try LevelSample(decoding: record.needed("state"), rule: rule)
    guard known.layer == sample.layer, known.scenes == record.done else {
      throw record.misfit("another layer")
    }
    sample = known
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
