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
final class LineageRun: JobSteps, Resumable {
  private let networks: Networks
  private let source: LayerDescription
  private let target: LayerDescription
  private let batches: SceneBatches
  var kept: KeptState
  private let onUpdate: (Lineage) -> Void
  private var continuations: BatchContinuations
  /// Each unit's mean activation, summed over scenes; by batch, before any unit is silenced.
  private var means: [[Int64]] = []
  private var flows: [Int64] = []
  private var row: [Int64]
  private var batch = 0
  private var updatePace = Pace(least: .milliseconds(250))

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
    kept = KeptState(entry)
    continuations = BatchContinuations(to: source.name)
    self.onUpdate = onUpdate
    row = Array(repeating: 0, count: target.units)
    takeUp()
  }

  var state: RunState? {
    guard kept.lacks(measuredUnits) else { return nil }
    return RunState(done: measuredUnits, of: source.units, ["flows": .integers(flows)])
  }

  func restore(_ record: StoreRecord) throws(Fault) {
    guard let known = record.integers("flows"), known.count % target.units == 0,
      known.count <= source.units * target.units
    else { throw record.misfitNumbers }
    flows = known
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
      let sums = try sums(of: batch, edits: [LayerEdit(ablating: [measuredUnits], of: source)])
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
    if measuredUnits == source.units { save() } else { saveIfDue() }
    if updatePace.isDue { updatePace.act { onUpdate(lineage) } }
  }

  /// The sum over a batch's scenes of each unit's mean activation.
  private func sums(of batch: Int, edits: [LayerEdit]) throws(Fault) -> [Int64] {
    let toSource = try continuations.continuation(batches, batch, by: networks)
    let output = try networks.generator.output(of: target.name, from: toSource, edits: edits)
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
}
