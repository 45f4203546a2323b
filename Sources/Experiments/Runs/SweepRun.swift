import Concepts
import Dissection
import Faults
import Generators
import Interventions
import Jobs
import Laboratory
import Segmenters
import Store
import Tensors

/// Ablates every unit of a layer alone, or some of them, and measures how the area of each concept
/// changes.
///
/// What comes before the layer is computed once a scene; each unit costs the rest only.
final class SweepRun: JobSteps, Resumable {
  private let networks: Networks
  private let layer: LayerDescription
  /// The units that are measured; nil for all.
  private let units: Range<Int>?
  var kept: KeptState
  private let batches: SceneBatches
  private let vocabulary: ConceptVocabulary
  private let onUpdate: (Sweep) -> Void
  /// The finished units; nil until the areas without an edit are known.
  private var tally: SweepAccumulator?
  /// Areas of the unit at hand, or without an edit.
  private var areas: ConceptAreas
  private var continuations: BatchContinuations
  /// Images that wait to be segmented.
  private var drawn: Tensor?
  private var reportedAt: SuspendingClock.Instant?

  private static let updateInterval = Duration.milliseconds(250)

  /// Prepares the sweep and takes up what the store holds of it.
  ///
  /// - Throws: `Fault` without a segmenter.
  init(
    _ networks: Networks,
    layer: LayerDescription,
    units: Range<Int>? = nil,
    over batches: SceneBatches,
    at entry: ResultEntry,
    onUpdate: @escaping (Sweep) -> Void
  ) throws(Fault) {
    self.networks = networks
    self.layer = layer
    self.units = units
    self.batches = batches
    kept = KeptState(entry)
    continuations = BatchContinuations(to: layer.name)
    self.onUpdate = onUpdate
    let vocabulary = try networks.vocabulary(for: "measure every unit of \(layer.name)")
    self.vocabulary = vocabulary
    areas = ConceptAreas(vocabulary: vocabulary)
    takeUp()
  }

  /// The effects as measured so far; nil before the first unit.
  var sweep: Sweep? { tally?.sweep }

  func advance() throws(Fault) -> StepOutcome {
    if let tally, tally.isComplete {
      update(tally, isLast: true)
      return .finished
    }
    let batch = batches.batch(after: areas.scenes)
    if tally == nil, let map = networks.keptSegmentation(batches, batch) {
      drawn = nil
      try add(map, of: batch)
    } else if let images = drawn {
      drawn = nil
      let map =
        tally == nil
        ? try networks.countableSegmentation(of: images, batches, batch)
        : try networks.countableSegmentation(of: images)
      try add(map, of: batch)
    } else {
      drawn = try draw(batch)
    }
    return .working(report)
  }

  private func add(_ map: LabelMap, of batch: Int) throws(Fault) {
    areas.add(map.samples(0..<batches.used(batch)))
    if areas.scenes == batches.count {
      try finishPass()
    } else {
      saveIfDue()
    }
  }

  var state: RunState? {
    guard tally != nil || areas.scenes > 0 else { return nil }
    return RunState(
      done: tally?.measuredUnits ?? 0,
      of: units?.count ?? layer.units,
      tally.map { ["units": .bytes($0.encoded())] } ?? [:],
      atHand: areas.scenes > 0 ? .integers(areas.numbers) : nil
    )
  }

  func restore(_ record: StoreRecord) throws(Fault) {
    let known = try KeptSweep(record, layer: layer, vocabulary: vocabulary)
    tally = known.tally
    if let atHand = known.atHand, atHand.scenes < batches.count,
      atHand.scenes.isMultiple(of: batches.size)
    {
      areas = atHand
    }
  }

  private var report: StepReport {
    guard let tally else {
      return StepReport(phase: "scenes without an edit", done: areas.scenes, total: batches.count)
    }
    return StepReport(
      phase: "units of \(layer.name) ablated",
      done: tally.measuredUnits,
      total: tally.units.count
    )
  }

  /// All scenes are segmented: without an edit the first time, then with one unit ablated.
  private func finishPass() throws(Fault) {
    if tally == nil {
      tally = SweepAccumulator(layer: layer, units: units, seed: batches.seed, baseline: areas)
    } else {
      try tally?.addNextUnit(areas)
    }
    areas = ConceptAreas(vocabulary: vocabulary)
    guard let tally else { return }
    save()
    update(tally, isLast: false)
  }

  private func update(_ tally: SweepAccumulator, isLast: Bool) {
    guard !kept.entry.isPart, let sweep = tally.sweep else { return }
    let now = SuspendingClock.now
    guard isLast || reportedAt.map({ now - $0 >= Self.updateInterval }) ?? true else { return }
    reportedAt = now
    onUpdate(sweep)
  }

  // MARK: Drawing

  private func draw(_ batch: Int) throws(Fault) -> Tensor {
    let edits = tally.map { [LayerEdit(ablating: [$0.nextUnit], of: layer)] } ?? []
    let toLayer = try continuations.continuation(batches, batch, by: networks)
    return try networks.generator.generate(from: toLayer, edits: edits).images
  }
}

/// What is kept of a sweep: the finished units, and what is done of the one at hand, or of the scenes
/// without an edit where no unit has begun.
struct KeptSweep {
  let tally: SweepAccumulator?
  let atHand: ConceptAreas?

  init(
    _ record: StoreRecord,
    layer: LayerDescription,
    vocabulary: ConceptVocabulary
  ) throws(Fault) {
    atHand = record.integers(PartName.atHand).flatMap { ConceptAreas($0, vocabulary: vocabulary) }
    if record.done == 0, atHand != nil, record.parts["units"] == nil {
      tally = nil
      return
    }
    let (key, units) = (record.key, try record.needed("units"))
    let tally = try SweepAccumulator(decoding: units, vocabulary: vocabulary)
    guard tally.layer == layer, tally.measuredUnits == record.done,
      tally.sampleSize == key.part?.scenes.numberCount ?? key.sampleSize,
      tally.units == key.part?.units ?? 0..<layer.units
    else { throw record.misfit("other scenes or units") }
    self.tally = tally
  }
}
