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
final class SweepRun: JobSteps {
  private let networks: Networks
  private let layer: LayerDescription
  /// The units that are measured; nil for all.
  private let units: Range<Int>?
  private let entry: ResultEntry
  private let batches: SceneBatches
  private let vocabulary: ConceptVocabulary
  private let onUpdate: (Sweep) -> Void
  /// The finished units; nil until the areas without an edit are known.
  private var tally: SweepAccumulator?
  /// Areas of the unit at hand, or without an edit.
  private var areas: ConceptAreas
  /// The generator up to the layer, batch by batch, while it fits.
  private var continuations: [Int: Continuation] = [:]
  /// Images that wait to be segmented.
  private var drawn: Tensor?
  private var reportedAt: SuspendingClock.Instant?
  private var progress: KeptProgress

  private static let byteLimit = 128 << 20
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
    self.entry = entry
    self.onUpdate = onUpdate
    progress = KeptProgress(entry, of: units?.count ?? layer.units)
    let vocabulary = try networks.vocabulary(for: "measure every unit of \(layer.name)")
    self.vocabulary = vocabulary
    areas = ConceptAreas(vocabulary: vocabulary)
    let known = KeptSweep(layer, vocabulary, at: entry)
    tally = known?.tally
    if let atHand = known?.atHand, atHand.scenes < batches.count,
      atHand.scenes.isMultiple(of: batches.size)
    {
      areas = atHand
    }
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
    } else if progress.isDue {
      leave()
    }
  }

  /// Keeps what is done of the unit at hand.
  func leave() {
    if areas.scenes > 0 { save() }
  }

  private func save() {
    var parts: [String: StoredArray] = [:]
    if let tally { parts["units"] = .bytes(tally.encoded()) }
    progress.keep(
      tally?.measuredUnits ?? 0,
      parts,
      atHand: areas.scenes > 0 ? .integers(areas.numbers) : nil
    )
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
    guard !entry.isPart, let sweep = tally.sweep else { return }
    let now = SuspendingClock.now
    guard isLast || reportedAt.map({ now - $0 >= Self.updateInterval }) ?? true else { return }
    reportedAt = now
    onUpdate(sweep)
  }

  // MARK: Drawing

  private func draw(_ batch: Int) throws(Fault) -> Tensor {
    let edits = tally.map { [ablation(of: $0.nextUnit)] } ?? []
    return try networks.generator.generate(from: toLayer(batch), edits: edits).images
  }

  private func toLayer(_ batch: Int) throws(Fault) -> Continuation {
    if let known = continuations[batch] { return known }
    let made = try networks.draw(batches.latents(batch, of: networks.latents), to: layer.name)
    let kept = continuations.values.reduce(0) { $0 + $1.byteCount }
    if kept + made.byteCount <= Self.byteLimit { continuations[batch] = made }
    return made
  }

  private func ablation(of unit: Int) -> LayerEdit {
    let shape = Shape(1, layer.units, 1, 1)
    var weight = Tensor(shape, filledWith: 0)
    weight.values[unit] = 1
    return LayerEdit(
      layer: layer.name,
      weight: weight,
      replacement: Tensor(shape, filledWith: 0)
    )
  }
}

/// What is kept of a sweep: the finished units, and what is done of the one at hand, or of the scenes
/// without an edit where no unit has begun.
struct KeptSweep {
  let tally: SweepAccumulator?
  let atHand: ConceptAreas?

  /// Reads an entry; nil for nothing, or for what cannot be read.
  init?(_ layer: LayerDescription, _ vocabulary: ConceptVocabulary, at entry: ResultEntry) {
    let known = entry.recalled { (record) throws(Fault) in
      try Self(record, layer: layer, vocabulary: vocabulary)
    }
    guard let known else { return nil }
    self = known
  }

  private init(
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
