public import Dissection
public import Faults
import Generators
import Jobs
public import Laboratory
import OneDNN
public import Tensors

/// Correlates the units of two networks on the same latents, a batch of one network a step.
final class MatchRun: JobSteps {
  /// The two networks, and the layers whose units are matched.
  private let sides: [(networks: Networks, layer: LayerDescription)]
  private let batches: SceneBatches
  private var correlation: UnitCorrelation
  private var waiting: Tensor?
  private var batch = 0
  private let onUpdate: (UnitMatching) -> Void

  /// Prepares a run.
  ///
  /// - Parameters:
  ///   - first: A network and its layer; the scenes are its own.
  ///   - second: Another network in the same session, and its layer.
  ///   - seed: The scenes' seed.
  ///   - sampleSize: How many scenes.
  ///   - onUpdate: Called with the pairs in the end.
  /// - Throws: `Fault` of kind refused for layers of different extents or latents of different widths.
  init(
    _ first: (networks: Networks, layer: LayerDescription),
    _ second: (networks: Networks, layer: LayerDescription),
    seed: UInt32,
    sampleSize: Int,
    onUpdate: @escaping (UnitMatching) -> Void
  ) throws(Fault) {
    sides = [first, second]
    self.onUpdate = onUpdate
    correlation = UnitCorrelation(units: first.layer.units)
    batches = SceneBatches(
      seed: seed,
      count: sampleSize,
      size: min(first.networks.batchSize, second.networks.batchSize)
    )
    try checkExtents()
  }

  private func checkExtents() throws(Fault) {
    let layers = sides.map(\.layer)
    let extents = layers.map { "\($0.units) units of \($0.height)x\($0.width)" }
    let widths = sides.map { $0.networks.latents.width }
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
      correlation.add(one, try activations(of: sides[1]))
      waiting = nil
      batch += 1
    } else {
      waiting = try activations(of: sides[0])
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
    of side: (networks: Networks, layer: LayerDescription)
  ) throws(Fault) -> Tensor {
    let name = side.layer.name
    let latents = batches.latents(batch, of: sides[0].networks.latents)
    guard let output = try side.networks.draw(latents, to: name).output else {
      throw Fault(.defect, "draw up to", on: name.rawValue, found: "no output")
    }
    try output.checkFinite(name)
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
      && networks.latents.width == other.networks.latents.width
      && layer.units == otherLayer.units
      && layer.height == otherLayer.height && layer.width == otherLayer.width
  }

  func matchRun(
    _ layer: LayerName,
    with other: Workbench,
    _ otherLayer: LayerName,
    sampleSize: Int,
    onUpdate: @escaping (UnitMatching) -> Void
  ) throws(Fault) -> MatchRun {
    try checkSampleSize(sampleSize)
    return try MatchRun(
      (networks, try self.layer(layer)),
      (other.networks, try other.layer(otherLayer)),
      seed: options.seed,
      sampleSize: sampleSize,
      onUpdate: onUpdate
    )
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
    let run = try matchRun(layer, with: other, otherLayer, sampleSize: sampleSize) { _ in }
    return try drive(run, progress: progress).matching
  }
}
