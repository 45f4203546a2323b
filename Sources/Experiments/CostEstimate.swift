import Dissection
public import Faults
import Generators
public import Interventions
import OneDNN
import Store
import Tensors

/// What a dissection will cost on this machine, found by doing a little of it.
public struct CostEstimate: Hashable, Sendable {
  /// Seconds to find the levels that the store does not hold.
  public let levelSeconds: Double
  /// Seconds to count the scenes that the store does not hold.
  public let countSeconds: Double

  /// Seconds in all.
  public var seconds: Double { levelSeconds + countSeconds }
}

extension Workbench {
  /// Estimates what a dissection will cost, less what the store holds, by timing one batch.
  ///
  /// - Parameters:
  ///   - names: The layers; nil for all.
  ///   - sampleSize: How many scenes.
  /// - Returns: The estimate.
  /// - Throws: `Fault` for an unknown layer.
  public func estimateDissection(
    _ names: [LayerName]? = nil,
    sampleSize: Int
  ) throws(Fault) -> CostEstimate {
    session.claimThread()
    let layers = try layers(names)
    try checkSampleSize(sampleSize)
    let withoutLevels = layers.filter { storedLevels($0, sampleSize: sampleSize) == nil }
    let counted = layers.map { stored(dissectionKey($0, sampleSize: sampleSize))?.done ?? 0 }.min()
    // The first batch makes primitives, which happens once; the second tells the pace.
    _ = try timeBatch(of: layers)
    let (drawing, rest) = try timeBatch(of: layers)
    let batches = { (scenes: Int) in Double((scenes + self.batchSize - 1) / self.batchSize) }
    return CostEstimate(
      levelSeconds: withoutLevels.isEmpty ? 0 : drawing * batches(sampleSize),
      countSeconds: (drawing + rest) * batches(sampleSize - (counted ?? 0))
    )
  }

  /// Seconds to draw a batch, and to segment and count it.
  private func timeBatch(of layers: [LayerDescription]) throws(Fault) -> (Double, Double) {
    let clock = SuspendingClock()
    let batches = SceneBatches(seed: options.seed, count: batchSize, size: batchSize)
    let start = clock.now
    let generation = try generator.generate(
      batches.latents(0, width: latentWidth),
      observing: Set(layers.map(\.name)),
      precision: precision
    )
    let drawn = clock.now
    guard let vocabulary = segmenterFacts?.vocabulary else {
      return ((drawn - start) / .seconds(1), 0)
    }
    let map = try countableSegmentation(of: generation.images)
    for layer in layers {
      guard let activations = generation.activations[layer.name] else { continue }
      var counter = ConceptCounter(
        levels: Array(repeating: 0.5, count: layer.units),
        vocabulary: vocabulary,
        convention: options.settings.convention
      )
      try counter.add(activations, map)
    }
    return ((drawn - start) / .seconds(1), (clock.now - drawn) / .seconds(1))
  }
}
