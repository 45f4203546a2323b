import Dissection
import Faults
import Jobs
import Laboratory
import Tensors

/// Dissects layers: levels first, quickly, from the generator alone; then scene by scene.
///
/// It goes on from what the store holds and saves as it goes.
final class DissectionRun: JobSteps {
  private let bench: Workbench
  private let layers: [LayerDescription]
  private let sampleSize: Int
  private let told: (LayerDissection) -> Void
  private var levelRuns: [LevelRun]
  private var countRun: CountRun?

  /// Layers whose levels are sought together hold at most so many activations of a scene.
  private static let activationLimit = 1 << 20

  init(
    _ bench: Workbench,
    layers: [LayerDescription],
    sampleSize: Int,
    told: @escaping (LayerDissection) -> Void
  ) {
    self.bench = bench
    self.layers = layers
    self.sampleSize = sampleSize
    self.told = told
    let missing = layers.filter { bench.storedLevels($0, sampleSize: sampleSize) == nil }
    levelRuns = Self.groups(of: missing).map {
      LevelRun(bench, layers: $0, sampleSize: sampleSize, told: told)
    }
  }

  private static func groups(of layers: [LayerDescription]) -> [[LayerDescription]] {
    var groups: [[LayerDescription]] = []
    var size = 0
    for layer in layers {
      let activations = layer.units * layer.height * layer.width
      if groups.isEmpty || size + activations > activationLimit {
        groups.append([])
        size = 0
      }
      groups[groups.count - 1].append(layer)
      size += activations
    }
    return groups
  }

  func advance() throws(Fault) -> StepOutcome {
    if let run = levelRuns.first {
      let outcome = try run.advance()
      guard case .finished = outcome else { return outcome }
      levelRuns.removeFirst()
      return try advance()
    }
    if countRun == nil { countRun = try makeCountRun() }
    return try countRun?.advance() ?? .finished
  }

  private func makeCountRun() throws(Fault) -> CountRun {
    var counts: [LayerCount] = []
    for layer in layers {
      let count = try bench.layerCount(layer, sampleSize: sampleSize)
      told(count.dissection(by: bench.options.settings.convention))
      counts.append(count)
    }
    return CountRun(bench, counts, sampleSize: sampleSize, told: told)
  }
}

extension Workbench {
  /// Finished levels from the store.
  func storedLevels(_ layer: LayerDescription, sampleSize: Int) -> LayerLevels? {
    stored(levelsKey(layer, sampleSize: sampleSize)).flatMap {
      LayerLevels($0, units: layer.units)
    }
  }

  /// The counts of a layer whose levels are known, as far as the store holds them.
  func layerCount(_ layer: LayerDescription, sampleSize: Int) throws(Fault) -> LayerCount {
    guard let levels = storedLevels(layer, sampleSize: sampleSize) else {
      throw Fault(.defect, "count units of", on: layer.name.rawValue, found: "no levels")
    }
    let key = dissectionKey(layer, sampleSize: sampleSize)
    var count = LayerCount(
      layer,
      key: key,
      levels: levels,
      convention: options.settings.convention,
      vocabulary: segmenterFacts?.vocabulary
    )
    if let record = stored(key) {
      count.restore(record, vocabulary: segmenterFacts?.vocabulary)
    }
    return count
  }
}
