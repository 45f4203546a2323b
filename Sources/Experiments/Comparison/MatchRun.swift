public import Dissection
public import Faults
import Generators
import Jobs
public import Laboratory
import OneDNN
public import Tensors

/// Correlates the units of two networks on the same latents, a batch of one network a step.
final class MatchRun: JobSteps {
  private let first: Workbench
  private let second: Workbench
  private let layers: [LayerDescription]
  private let batches: SceneBatches
  private var correlation: UnitCorrelation
  private var waiting: Tensor?
  private var batch = 0
  private let onUpdate: (UnitMatching) -> Void

  /// Prepares a run.
  ///
  /// - Throws: `Fault` of kind refused for layers of different extents or latents of different widths.
  init(
    _ first: Workbench,
    _ layer: LayerName,
    _ second: Workbench,
    _ other: LayerName,
    sampleSize: Int,
    onUpdate: @escaping (UnitMatching) -> Void
  ) throws(Fault) {
    try first.checkSampleSize(sampleSize)
    self.first = first
    self.second = second
    self.onUpdate = onUpdate
    layers = [try first.layer(layer), try second.layer(other)]
    correlation = UnitCorrelation(units: layers[0].units)
    batches = SceneBatches(
      seed: first.options.seed,
      count: sampleSize,
      size: min(first.batchSize, second.batchSize)
    )
    try checkExtents()
  }

  private func checkExtents() throws(Fault) {
    let extents = layers.map { "\($0.units) units of \($0.height)x\($0.width)" }
    let widths = [first, second].map { $0.latentWidth }
    guard extents[0] == extents[1], widths[0] == widths[1] else {
      throw Fault(
        .refused,
        "match the units of \(layers[0].name) with those of \(layers[1].name)",
        expected: "equal shapes: \(extents[0]), latents of \(widths[0]) numbers",
        found: "\(extents[1]), latents of \(widths[1])"
      )
    }
  }

  /// The pairs so far.
  var matching: UnitMatching { UnitMatching(correlation) }

  func advance() throws(Fault) -> StepOutcome {
    guard batch < batches.batchCount else {
      onUpdate(matching)
      return .finished
    }
    if let one = waiting {
      correlation.add(one, try activations(of: second, layers[1].name))
      waiting = nil
      batch += 1
    } else {
      waiting = try activations(of: first, layers[0].name)
    }
    return .working(
      StepReport(
        phase: "units of two networks compared",
        done: min(batch * batches.size, batches.count),
        total: batches.count
      )
    )
  }

  /// A batch's activations; only the scenes that count.
  private func activations(
    of bench: Workbench,
    _ layer: LayerName
  ) throws(Fault) -> Tensor {
    bench.session.claimThread()
    let latents = batches.latents(batch, of: first.sceneLatents)
    let reached = try bench.generator.begin(to: layer, from: latents, precision: bench.precision)
    guard let output = reached.output else {
      throw Fault(.defect, "draw up to", on: layer.rawValue, found: "no output")
    }
    try output.checkFinite(layer)
    return output.samples(0..<batches.used(batch))
  }
}

extension Workbench {
  /// Whether units of a layer can be matched with those of another network's layer: other weights,
  /// the same shapes.
  public func canMatch(
    _ layer: LayerDescription,
    with other: Workbench,
    _ otherLayer: LayerDescription
  ) -> Bool {
    generatorFacts.contentHash != other.generatorFacts.contentHash
      && latentWidth == other.latentWidth && layer.units == otherLayer.units
      && layer.height == otherLayer.height && layer.width == otherLayer.width
  }

  /// Matches the units of a layer with those of another network's layer by the correlation of their
  /// activations on the same latents.
  ///
  /// - Throws: `Fault` of kind refused where shapes differ.
  public func matching(
    of layer: LayerName,
    with other: Workbench,
    _ otherLayer: LayerName,
    sampleSize: Int,
    progress: ProgressHandler = ignoreProgress
  ) throws(Fault) -> UnitMatching {
    let run = try MatchRun(self, layer, other, otherLayer, sampleSize: sampleSize) { _ in }
    try drive(run, progress: progress)
    return run.matching
  }
}
