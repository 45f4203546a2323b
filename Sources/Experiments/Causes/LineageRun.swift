import Causes
import Faults
import Generators
import Interventions
import Jobs
import OneDNN
import Laboratory
import Store
import Tensors

/// Silences every unit of an earlier layer and measures what goes of each unit of a layer.
final class LineageRun: JobSteps {
  private let networks: Networks
  private let source: LayerDescription
  private let target: LayerDescription
  private let batches: SceneBatches
  private let entry: ResultEntry
  private let onUpdate: (Lineage) -> Void
  private var continuations: [Int: Continuation] = [:]
  /// Each unit's mean activation, summed over scenes; by batch, before any unit is silenced.
  private var means: [[Int64]] = []
  private var flows: [Int64] = []
  private var row: [Int64]
  private var batch = 0
  private var savedAt = SuspendingClock.now
  private static let byteLimit = 128 << 20
  private static let saveInterval = Duration.seconds(1)

  /// Prepares a run and takes up what the store holds of it.
  ///
  /// - Throws: `Fault` for layers that are not there or not in this order.
  init(
    _ networks: Networks,
    from source: LayerDescription,
    to target: LayerDescription,
    over batches: SceneBatches,
    at entry: ResultEntry,
    onUpdate: @escaping (Lineage) -> Void
  ) throws(Fault) {
    guard let first = networks.layers.firstIndex(of: source),
      let second = networks.layers.firstIndex(of: target), first < second
    else {
      throw Fault(
        .usage,
        "trace the units of",
        on: target.name.rawValue,
        expected: "an earlier layer to trace them to",
        found: source.name.rawValue
      )
    }
    self.networks = networks
    self.source = source
    self.target = target
    self.batches = batches
    self.entry = entry
    self.onUpdate = onUpdate
    row = Array(repeating: 0, count: target.units)
    let known = entry.recalled { (record) throws(Fault) in record.integers("flows") }
    if let known, known.count % target.units == 0, known.count <= source.units * target.units {
      flows = known
    }
  }

  /// What is known so far.
  var lineage: Lineage {
    var sums = Array(repeating: Int64(0), count: target.units)
    for part in means { for unit in sums.indices { sums[unit] += part[unit] } }
    return Lineage(
      source: source,
      target: target,
      seed: batches.seed,
      scenes: batches.count,
      means: sums,
      flows: flows
    )
  }

  private var measuredUnits: Int { flows.count / target.units }

  func advance() throws(Fault) -> StepOutcome {
    if means.count < batches.batchCount {
      means.append(try sums(of: means.count, edits: []))
    } else if measuredUnits < source.units {
      let sums = try sums(of: batch, edits: [silence(measuredUnits)])
      for unit in row.indices { row[unit] += means[batch][unit] - sums[unit] }
      batch += 1
      if batch == batches.batchCount { finishUnit() }
    } else {
      onUpdate(lineage)
      return .finished
    }
    return .working(
      StepReport(
        phase: "units of \(source.name) silenced",
        done: measuredUnits,
        total: source.units
      )
    )
  }

  private func finishUnit() {
    flows += row
    row = Array(repeating: 0, count: target.units)
    batch = 0
    let isLast = measuredUnits == source.units
    guard isLast || SuspendingClock.now - savedAt > Self.saveInterval else { return }
    leave()
    onUpdate(lineage)
  }

  func leave() {
    savedAt = .now
    entry.keep(done: measuredUnits, of: source.units, ["flows": .integers(flows)])
  }

  /// The sum over a batch's scenes of each unit's mean activation.
  private func sums(of batch: Int, edits: [LayerEdit]) throws(Fault) -> [Int64] {
    let output = try networks.generator.output(of: target.name, from: toLayer(batch), edits: edits)
    let plane = output.shape.planeCount
    var sums = Array(repeating: Int64(0), count: target.units)
    output.values.withUnsafeBufferPointer { values in
      for scene in 0..<batches.used(batch) {
        for unit in 0..<target.units {
          let start = output.shape.offset(scene, unit, 0, 0)
          var sum = 0.0
          for place in start..<start + plane { sum += Double(values[place]) }
          sums[unit] += Int64(FixedPoint.parts(sum / Double(plane), of: FixedPoint.fineOne))
        }
      }
    }
    return sums
  }

  private func toLayer(_ batch: Int) throws(Fault) -> Continuation {
    if let known = continuations[batch] { return known }
    let made = try networks.draw(batches.latents(batch, of: networks.latents), to: source.name)
    let kept = continuations.values.reduce(0) { $0 + $1.byteCount }
    if kept + made.byteCount <= Self.byteLimit { continuations[batch] = made }
    return made
  }

  private func silence(_ unit: Int) -> LayerEdit {
    let shape = Shape(1, source.units, 1, 1)
    var weight = Tensor(shape, filledWith: 0)
    weight.values[unit] = 1
    return LayerEdit(
      layer: source.name,
      weight: weight,
      replacement: Tensor(shape, filledWith: 0)
    )
  }
}
