import Concepts
import Dissection
import Faults
import Store
import Tensors

/// The counts of one layer over the scenes of one seed on their way.
final class LayerCount: Resumable {
  /// What is counted.
  private enum Counter {
    /// Nothing: without a segmenter only top scenes are sought.
    case none
    /// Pixels above each unit's one level.
    case fixed(ConceptCounter)
    /// Pixels above all of each unit's levels.
    case all(LevelCounter)
  }

  let layer: LayerDescription
  /// Where the counts are kept; its key tells of a part which scenes are counted.
  var kept: KeptState
  let phase: DissectionPhase
  let levels: LayerLevels
  private let vocabulary: ConceptVocabulary?
  private var counter: Counter
  private var top: TopScenes
  private var spreads: [UnitScore: LabelSpread] = [:]
  /// What the joint counts say of every level: given where scenes are counted, found where not.
  private(set) var scores: LevelScores?
  /// How many scenes are counted.
  private(set) var scenes = 0

  /// Goes on with counting the scenes that labels are confirmed by; without a vocabulary only top
  /// scenes are found.
  init(
    _ layer: LayerDescription,
    at entry: ResultEntry,
    levels: LayerLevels,
    rule: LabelRule,
    vocabulary: ConceptVocabulary?,
    scores: LevelScores?,
    isPublished: Bool
  ) {
    self.layer = layer
    kept = KeptState(entry)
    self.levels = levels
    self.scores = scores
    self.vocabulary = vocabulary
    phase = .counts
    top = TopScenes(units: layer.units)
    switch (vocabulary, levels.grid) {
    case (nil, _): counter = .none
    case (let vocabulary?, let grid?):
      counter = .all(LevelCounter(grid: grid, vocabulary: vocabulary, isPublished: isPublished))
      if let scores {
        spreads[.iqr] = LabelSpread(scores.choices(by: .informationQuality))
        spreads[.maxiou] = LabelSpread(scores.choices(by: .maximumIoU))
      }
    case (let vocabulary?, nil):
      counter = .fixed(
        ConceptCounter(
          levels: levels.levels,
          vocabulary: vocabulary,
          convention: rule.convention
        )
      )
    }
    takeUp()
  }

  /// Goes on with counting the scenes that labels are chosen by.
  init(
    joint layer: LayerDescription,
    at entry: ResultEntry,
    levels: LayerLevels,
    grid: LevelGrid,
    vocabulary: ConceptVocabulary
  ) {
    self.layer = layer
    kept = KeptState(entry)
    self.levels = levels
    self.vocabulary = vocabulary
    phase = .jointCounts
    top = TopScenes(units: 0)
    counter = .all(LevelCounter(grid: grid, vocabulary: vocabulary))
    takeUp()
  }

  /// Whether all is counted and, of joint counts, what they say of levels is known.
  var isFinished: Bool {
    scenes == total && (phase == .counts || scores != nil || kept.entry.isPart)
  }

  private var total: Int { kept.entry.key.part?.scenes.numberCount ?? kept.entry.key.sampleSize }
  private var firstScene: Int { kept.entry.key.part?.scenes.ranges.first?.lowerBound ?? 0 }

  /// Adds consecutive scenes.
  func add(
    _ activations: Tensor,
    map: LabelMap?,
    labels: SceneLabels?
  ) throws(Fault) {
    let (old, count) = (counter, activations.shape.batch)
    counter = .none  // so that the copy is the only one and is changed in place
    switch old {
    case .fixed(var fixed):
      if let map { try fixed.add(activations, map) }
      counter = .fixed(fixed)
    case .all(var all):
      if let labels { try all.add(activations, labels, watching: &spreads) }
      counter = .all(all)
    case .none: break
    }
    if phase == .counts { try top.add(activations, firstScene: firstScene + scenes) }
    scenes += count
  }

  /// Finds what finished joint counts say of every level.
  func score() {
    if case .all(let counter) = counter, scores == nil { scores = counter.scores() }
    kept.forget()
  }

  // MARK: The store

  func restore(_ record: StoreRecord) throws(Fault) {
    var (counter, spreads, top, scores) = (counter, spreads, top, scores)
    switch (counter, vocabulary) {
    case (.fixed, let vocabulary?):
      let counts = try ConceptCounter(decoding: record.needed("counts"), vocabulary: vocabulary)
      guard counts.levels == levels.levels, counts.scenes == record.done else {
        throw record.misfit("counts at other levels")
      }
      counter = .fixed(counts)
    case (.all(let begun), let vocabulary?):
      let counts = try LevelCounter(decoding: record.needed("counts"), vocabulary: vocabulary)
      guard counts.hasSameLevels(as: begun.grid), counts.scenes == record.done,
        counts.isPublished == begun.isPublished
      else {
        throw record.misfit("counts at other levels")
      }
      counter = .all(counts)
      if phase == .jointCounts, let bytes = record.bytes("scores") {
        scores = try LevelScores(decoding: bytes, grid: begun.grid)
      }
      for score in spreads.keys {
        try spreads[score]?.restore(record.needed("\(score.rawValue) spread"))
      }
    default: break
    }
    if phase == .counts {
      top = try TopScenes(decoding: record.needed("top scenes"))
      guard top.units.count == layer.units else { throw record.misfit("other units") }
    }
    (self.counter, self.spreads, self.top, self.scores) = (counter, spreads, top, scores)
    scenes = record.done
  }

  var state: RunState? {
    guard kept.lacks(scenes) else { return nil }
    return RunState(done: scenes, of: total, parts)
  }

  private var parts: [String: StoredArray] {
    var parts: [String: StoredArray] = [:]
    switch counter {
    case .none: break
    case .fixed(let counter): parts["counts"] = .bytes(counter.encoded())
    case .all(let counter): parts["counts"] = .bytes(counter.encoded())
    }
    if phase == .counts { parts["top scenes"] = .bytes(top.encoded()) }
    if phase == .jointCounts, let scores { parts["scores"] = .bytes(scores.encoded()) }
    for (score, spread) in spreads { parts["\(score.rawValue) spread"] = .bytes(spread.encoded()) }
    if phase == .counts, kept.entry.isPart, let scores {
      parts[PartName.basis] = .integers(scores.basis)
    }
    return parts
  }

  // MARK: Results

  /// The dissection as known so far.
  func dissection(by rule: LabelRule) -> LayerDissection {
    var dissection = LayerDissection(
      layer: layer,
      rule: rule,
      phase: phase,
      countedScenes: scenes,
      sampleSize: kept.entry.key.sampleSize,
      levels: levels.levels,
      iou: [],
      labels: [],
      quantiles: levels.quantiles,
      topScenes: phase == .counts ? top.units : Array(repeating: [], count: layer.units)
    )
    if scenes == 0, scores == nil { return dissection }
    switch counter {
    case .none: break
    case .fixed(let counter):
      guard scenes > 0 else { break }
      dissection.update(counter: counter, topScenes: top, scenes: scenes)
    case .all(let counter):
      dissection.take(
        counter,
        scores ?? counter.scores(),
        spread: spreads[rule.threshold == .maximumIoU ? .maxiou : .iqr]
      )
    }
    return dissection
  }

  /// Whether labels of these scenes are not those of the sample.
  var isPart: Bool { kept.entry.isPart }

  /// The counts at all levels, if there are any.
  var allLevels: LevelCounter? { if case .all(let counter) = counter { counter } else { nil } }
}

extension LayerDissection {
  /// Takes over what counts at all levels say.
  ///
  /// - Parameters:
  ///   - counter: The counts that confirm labels.
  ///   - scores: What chooses them.
  ///   - spread: How the IoU of chosen labels varies.
  mutating func take(_ counter: LevelCounter, _ scores: LevelScores, spread: LabelSpread?) {
    let choices = scores.choices(by: rule)
    levels = choices.enumerated().map { counter.grid.level(unit: $0, $1.index) }
    self.scores = [.iqr: scores.quality, .maxiou: scores.iou]
    matches = [.iqr: scores.reported, .maxiou: scores.matches[.maxiou] ?? []]
    guard counter.scenes > 0 else { return }
    iou = counter.iouTable(at: choices)
    labels = counter.labels(choices, by: rule, spread: spread)
    let correlations = counter.correlations()
    self.scores[.correlation] = correlations
    matches[.correlation] = counter.correlationMatches(correlations)
  }
}

extension LevelScores {
  /// What was chosen for each unit, as numbers to compare.
  fileprivate var basis: [Int64] {
    [LabelRule.informationQuality, .maximumIoU].flatMap { choices(by: $0) }.flatMap {
      [Int64($0.concept ?? -1), Int64($0.index)]
    }
  }
}
