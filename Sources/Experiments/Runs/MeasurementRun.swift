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
final class MeasurementRun: JobSteps {
  private enum Step {
    case draw
    /// The continuation is of use where units alone are edited.
    case segment(images: Tensor, toLayer: Continuation?)
    case drawEdited(toLayer: Continuation?, before: LabelMap)
    case segmentEdited(images: Tensor, before: LabelMap)
  }

  private let bench: Workbench
  private let edit: Edit
  private let edits: [LayerEdit]
  /// What the edit is compared with; empty for the scenes as they are.
  private let baseline: Edit
  private let baselineEdits: [LayerEdit]
  /// The first edited layer, from which edited scenes go on; nil where they are moved before it.
  private let firstLayer: LayerName?
  private let batches: SceneBatches
  private let key: StoreKey
  private let onUpdate: (Measurement) -> Void
  private var tally: EffectAccumulator
  private var step = Step.draw

  /// Prepares the measurement and takes up what the store holds of it.
  ///
  /// - Throws: `Fault` for an edit that does not fit, an empty one, or no segmenter.
  init(
    _ bench: Workbench,
    edit: Edit,
    against baseline: Edit = Edit(),
    sampleSize: Int,
    onUpdate: @escaping (Measurement) -> Void
  ) throws(Fault) {
    let vocabulary = try bench.vocabulary(for: "measure the edit")
    try bench.check(edit)
    try bench.check(baseline)
    self.baseline = baseline
    baselineEdits = try baseline.unitEdits(for: bench.editableLayers)
    edits = try edit.unitEdits(for: bench.editableLayers)
    guard !edit.isEmpty else {
      throw Fault(
        .usage,
        "measure the edit",
        expected: "at least one edited unit or direction",
        found: "none"
      )
    }
    self.bench = bench
    self.edit = edit
    self.onUpdate = onUpdate
    firstLayer = edit.movements.isEmpty ? edits.first?.layer : nil
    batches = try bench.batches(seed: bench.options.seed, sampleSize: sampleSize)
    key = bench.own(
      bench.keys.measurement(edit, against: baseline, sampleSize: sampleSize),
      batches
    )
    tally =
      bench.results.recalled(key) { (record) throws(Fault) in
        let known = try EffectAccumulator(
          decoding: record.needed("effects"),
          vocabulary: vocabulary
        )
        guard known.scenes == record.done else { throw record.misfit("other scenes") }
        return known
      } ?? EffectAccumulator(vocabulary: vocabulary)
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
        ? try bench.countableSegmentation(of: images, batches, batch)
        : try bench.countableSegmentation(of: images)
      step = .drawEdited(toLayer: toLayer, before: before)
    case .drawEdited(let toLayer, let before):
      step = .segmentEdited(images: try drawEdited(batch, toLayer), before: before)
    case .segmentEdited(let images, let before):
      try add(batch, before, bench.countableSegmentation(of: images))
      step = .draw
    }
    return .working(
      StepReport(phase: "scenes measured", done: tally.scenes, total: batches.count)
    )
  }

  private func draw(_ batch: Int) throws(Fault) {
    guard baseline.isEmpty else {
      step = .segment(images: try draw(batch, baseline, baselineEdits), toLayer: nil)
      return
    }
    let z = batches.latents(batch, of: bench.sceneLatents)
    let toLayer = try firstLayer.map { (layer) throws(Fault) in
      try bench.generator.begin(to: layer, from: z, precision: bench.precision)
    }
    if let before = bench.keptSegmentation(batches, batch) {
      step = .drawEdited(toLayer: toLayer, before: before)
      return
    }
    let images =
      if let toLayer {
        try bench.generator.generate(from: toLayer).images
      } else {
        try bench.generator.generate(z, precision: bench.precision).images
      }
    step = .segment(images: images, toLayer: toLayer)
  }

  private func drawEdited(_ batch: Int, _ toLayer: Continuation?) throws(Fault) -> Tensor {
    if let toLayer { return try bench.generator.generate(from: toLayer, edits: edits).images }
    return try draw(batch, edit, edits)
  }

  private func draw(_ batch: Int, _ edit: Edit, _ edits: [LayerEdit]) throws(Fault) -> Tensor {
    let z = batches.latents(batch, of: bench.sceneLatents)
    let placed = try bench.generator.latents(z, movedBy: edit)
    return try bench.generator.generate(
      placed.values,
      in: placed.space,
      edits: edits,
      precision: bench.precision
    ).images
  }

  private func add(_ batch: Int, _ before: LabelMap, _ after: LabelMap) throws(Fault) {
    let used = 0..<batches.used(batch)
    try tally.add(before: before.samples(used), after: after.samples(used))
    bench.keep(
      StoreRecord(
        key: key,
        done: tally.scenes,
        total: batches.count,
        parts: ["effects": .bytes(tally.encoded())]
      )
    )
    onUpdate(measurement)
  }
}
