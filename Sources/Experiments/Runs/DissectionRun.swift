import Laboratory
import Concepts
import Dissection
import Faults
import Jobs
import Store
import Tensors

/// Dissects layers: levels first, from the generator alone; then, where levels are chosen for
/// concepts, joint counts over the scenes of seed 2; then counts over the scenes of the seed.
///
/// It goes on from what the store holds, saves as it goes and when it is left, and holds the
/// dissections in the end, whatever becomes of the store.
final class DissectionRun: JobSteps {
  private let networks: Networks
  private let records: DissectionRecords
  private let layers: [LayerDescription]
  private let sampleSize: Int
  /// The only phase that is done; nil for all.
  private let phase: DissectionPhase?
  private let onUpdate: (LayerDissection) -> Void
  private var levels: [LayerName: LayerLevels] = [:]
  private var scores: [LayerName: LevelScores] = [:]
  private var levelGroups: [[LayerDescription]]
  private var countGroups: [[LayerDescription]]
  private var running: Running?
  /// The dissections of the layers that are done.
  private(set) var dissections: [LayerName: LayerDissection] = [:]

  private enum Running {
    case levels(LevelRun)
    case joint(CountRun)
    case counts(CountRun)

    var steps: any JobSteps {
      switch self {
      case .levels(let run): run
      case .joint(let run), .counts(let run): run
      }
    }
  }

  /// Layers whose levels are sought together hold at most so many activations of a scene.
  private static let activationLimit = 1 << 20
  /// Bytes that statistics of layers worked on together may take.
  private static let memoryLimit = 1200 << 20

  init(
    _ records: DissectionRecords,
    layers: [LayerDescription],
    sampleSize: Int,
    phase: DissectionPhase? = nil,
    onUpdate: @escaping (LayerDissection) -> Void
  ) {
    self.records = records
    networks = records.networks
    self.layers = layers
    self.sampleSize = sampleSize
    self.phase = phase
    self.onUpdate = onUpdate
    for layer in layers { levels[layer.name] = records.levels(layer, sampleSize: sampleSize) }
    // A share has levels of its own to find, whatever is known of the whole.
    let missing = layers.filter { [levels] in levels[$0.name] == nil || records.isShare }
    let isLevelPhase = phase == nil || phase == .levels
    levelGroups = Self.groups(of: isLevelPhase ? missing : []) { layer in
      max(
        Double(layer.units * layer.height * layer.width) / Double(Self.activationLimit),
        Double(LevelSample.byteLimit(units: layer.units)) / Double(Self.memoryLimit)
      )
    }
    let concepts = networks.vocabulary?.count ?? 0
    let usesAllLevels = networks.rule.usesAllLevels
    countGroups = Self.groups(of: phase == .levels ? [] : layers) { layer in
      let bytes = LevelCounter.byteLimit(units: layer.units, concepts: concepts)
      return usesAllLevels ? Double(bytes) / Double(Self.memoryLimit) : 0
    }
  }

  /// Layers in order, as many together as a share of 1 allows.
  private static func groups(
    of layers: [LayerDescription],
    share: (LayerDescription) -> Double
  ) -> [[LayerDescription]] {
    var groups: [[LayerDescription]] = []
    var sum = 0.0
    for layer in layers {
      if groups.isEmpty || sum + share(layer) > 1 {
        groups.append([])
        sum = 0
      }
      groups[groups.count - 1].append(layer)
      sum += share(layer)
    }
    return groups
  }

  func advance() throws(Fault) -> StepOutcome {
    while true {
      let next = if let running { running as Running? } else { try next() }
      guard let running = next else { return .finished }
      self.running = running
      let outcome = try running.steps.advance()
      guard case .finished = outcome else { return outcome }
      take(running)
      self.running = nil
    }
  }

  /// Saves what the store does not hold yet.
  func leave() { running?.steps.leave() }

  private func take(_ finished: Running) {
    switch finished {
    case .levels(let run):
      levels.merge(run.levels) { $1 }
      levelGroups.removeFirst()
    case .joint(let run):
      for count in run.counts { scores[count.layer.name] = count.scores }
      if phase == .jointCounts { countGroups.removeFirst() }
    case .counts(let run):
      for count in run.counts {
        dissections[count.layer.name] = count.dissection(by: networks.rule)
      }
      countGroups.removeFirst()
    }
  }

  private func next() throws(Fault) -> Running? {
    if let group = levelGroups.first {
      return .levels(try records.levelRun(group, sampleSize: sampleSize, onUpdate: onUpdate))
    }
    while let group = countGroups.first {
      if networks.rule.usesAllLevels, networks.segmenter != nil, let joint = try jointRun(group) {
        return .joint(joint)
      }
      if phase != .jointCounts { return .counts(try countRun(group)) }
      countGroups.removeFirst()
    }
    return nil
  }

  /// Joint counts of the layers of a group that lack them; nil if none does.
  private func jointRun(_ group: [LayerDescription]) throws(Fault) -> CountRun? {
    let batches = try records.books.batches(seed: LabelRule.otherSeed, sampleSize: sampleSize)
    var counts: [LayerCount] = []
    for layer in group where scores[layer.name] == nil {
      let levels = try found(layer)
      let isOwn = records.isShare && phase == .jointCounts
      if !isOwn, let known = records.scores(layer, levels, sampleSize: sampleSize) {
        scores[layer.name] = known
      } else if phase == .counts {
        let key = records.books.keys.joint(layer, sampleSize: sampleSize)
        throw records.books.unfinished(key, .jointCounts)
      } else {
        counts.append(
          try records.jointCount(layer, levels, over: batches, sampleSize: sampleSize)
        )
      }
    }
    guard !counts.isEmpty else { return nil }
    return CountRun(networks, counts, over: batches, phase: "joint counts", onUpdate: onUpdate)
  }

  private func countRun(_ group: [LayerDescription]) throws(Fault) -> CountRun {
    let batches = try records.books.batches(sampleSize: sampleSize)
    var counts: [LayerCount] = []
    for layer in group {
      let count = records.count(
        layer,
        levels: try found(layer),
        scores: scores[layer.name],
        sampleSize: sampleSize,
        over: batches
      )
      if !records.isShare { onUpdate(count.dissection(by: networks.rule)) }
      counts.append(count)
    }
    let phase = networks.segmenter == nil ? "top scenes" : "IoU counts"
    return CountRun(networks, counts, over: batches, phase: phase, onUpdate: onUpdate)
  }

  private func found(_ layer: LayerDescription) throws(Fault) -> LayerLevels {
    if let found = levels[layer.name] { return found }
    let key = records.books.keys.levels(layer, sampleSize: sampleSize)
    throw records.books.unfinished(key, .levels)
  }
}
