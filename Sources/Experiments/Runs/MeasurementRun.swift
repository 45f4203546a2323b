import Segmenters
import Concepts
import Store
import Dissection
import Faults
import Generators
import Interventions
import Jobs
import Tensors

/// Measures what an edit causes: concept areas of the same scenes without and with it, or under
/// another edit and under it.
final class MeasurementRun: JobSteps, Resumable {
  private enum Step {
    case draw
    /// The continuation is of use where units alone are edited.
    case segment(images: Tensor, toLayer: Continuation?)
    case drawEdited(toLayer: Continuation?, before: LabelMap)
    case segmentEdited(images: Tensor, before: LabelMap)
  }

  private let networks: Networks
  private let edit: Edit
  private let edits: [LayerEdit]
  /// What the edit is compared with; empty for the scenes as they are.
  private let baseline: Edit
  /// The first edited layer, from which edited scenes go on; nil where they are moved before it.
  private let firstLayer: LayerName?
  private let batches: SceneBatches
  var kept: KeptState
  private let vocabulary: ConceptVocabulary
  private let onUpdate: (Measurement) -> Void
  private var tally: EffectAccumulator
  private var step = Step.draw

  /// Prepares the measurement and takes up what the store holds of it.
  ///
  /// - Throws: `Fault` for an edit that does not fit, an empty one, or no segmenter.
  init(
    _ networks: Networks,
    edit: Edit,
    against baseline: Edit = Edit(),
    over batches: SceneBatches,
    at entry: ResultEntry,
    onUpdate: @escaping (Measurement) -> Void
  ) throws(Fault) {
    vocabulary = try networks.vocabulary(for: "measure the edit")
    edits = try edit.unitEdits(for: networks.editableLayers)
    guard !edit.isEmpty else {
      throw Fault(
        .usage,
        "measure the edit",
        expected: "at least one edited unit or direction",
        found: "none"
      )
    }
    self.networks = networks
    self.edit = edit
    self.baseline = baseline
    self.batches = batches
    kept = KeptState(entry)
    self.onUpdate = onUpdate
    firstLayer = edit.movements.isEmpty ? edits.first?.layer : nil
    tally = EffectAccumulator(vocabulary: vocabulary)
    takeUp()
  }

  var state: RunState? {
    guard kept.lacks(tally.scenes) else { return nil }
    return RunState(
      done: tally.scenes,
      of: batches.count,
      ["effects": .bytes(tally.encoded())]
    )
  }

  func restore(_ record: StoreRecord) throws(Fault) {
    let known = try EffectAccumulator(
      decoding: record.needed("effects"),
      vocabulary: vocabulary
    )
    guard known.scenes == record.done else { throw record.misfit("other scenes") }
    tally = known
  }

  /// The effects as measured so far.
  var measurement: Measurement {
    tally.measurement(of: edit, against: baseline, seed: batches.seed)
  }

  func advance() throws(Fault) -> StepOutcome {
    let batch = batches.batch(after: tally.scenes)
    guard batch < batches.batchCount else {
      onUpdate(measurement)
      return .finished
    }
    switch step {
    case .draw:
      try draw(batch)
    case .segment(let images, let toLayer):
      let before =
        baseline.isEmpty
        ? try networks.countableSegmentation(of: images, batches, batch)
        : try networks.countableSegmentation(of: images)
      step = .drawEdited(toLayer: toLayer, before: before)
    case .drawEdited(let toLayer, let before):
      step = .segmentEdited(images: try drawEdited(batch, toLayer), before: before)
    case .segmentEdited(let images, let before):
      try add(batch, before: before, after: networks.countableSegmentation(of: images))
      step = .draw
    }
    return .working(
      StepReport(phase: "scenes measured", done: tally.scenes, total: batches.count)
    )
  }

  private func draw(_ batch: Int) throws(Fault) {
    guard baseline.isEmpty else {
      step = .segment(images: try draw(batch, under: baseline), toLayer: nil)
      return
    }
    let z = batches.latents(batch, of: networks.latents)
    let toLayer = try firstLayer.map { (layer) throws(Fault) in try networks.draw(z, to: layer) }
    if let before = networks.keptSegmentation(batches, batch) {
      step = .drawEdited(toLayer: toLayer, before: before)
      return
    }
    let images =
      if let toLayer {
        try networks.generator.generate(from: toLayer).images
      } else {
        try networks.draw(z).images
      }
    step = .segment(images: images, toLayer: toLayer)
  }

  private func drawEdited(_ batch: Int, _ toLayer: Continuation?) throws(Fault) -> Tensor {
    if let toLayer { return try networks.generator.generate(from: toLayer, edits: edits).images }
    return try draw(batch, under: edit)
  }

  private func draw(_ batch: Int, under edit: Edit) throws(Fault) -> Tensor {
    try networks.draw(batches.latents(batch, of: networks.latents), under: edit).images
  }

  private func add(_ batch: Int, before: LabelMap, after: LabelMap) throws(Fault) {
    let used = 0..<batches.used(batch)
    try tally.add(before: before.samples(used), after: after.samples(used))
    save()
    onUpdate(measurement)
  }
}
