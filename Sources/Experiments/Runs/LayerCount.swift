import Concepts
import Dissection
import Faults
import Store
import Tensors

/// The counts of one layer over the scenes of one seed on their way.
struct LayerCount {
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
  private let entry: ResultEntry
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
  /// How many of them are in the store.
  private var savedScenes = 0

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
    self.entry = entry
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
    self.entry = entry
    self.levels = levels
    self.vocabulary = vocabulary
    phase = .jointCounts
    top = TopScenes(units: 0)
    counter = .all(LevelCounter(grid: grid, vocabulary: vocabulary))
    takeUp()
  }

  /// Whether all is counted and, of joint counts, what they say of levels is known.
  var isFinished: Bool {
    scenes == total && (phase == .counts || scores != nil || entry.isPart)
  }

  private var total: Int { entry.key.part?.scenes.numberCount ?? entry.key.sampleSize }
  private var firstScene: Int { entry.key.part?.scenes.ranges.first?.lowerBound ?? 0 }

  /// Adds consecutive scenes.
  mutating func add(
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
  mutating func score() {
    if case .all(let counter) = counter, scores == nil { scores = counter.scores() }
    savedScenes = 0
  }

  // MARK: The store

  /// Goes on from what is kept, if it can be read.
  private mutating func takeUp() {
    let count = self
    self = entry.recalled { (record) throws(Fault) in try count.restored(record) } ?? count
  }

  /// The counts as a record has them.
  ///
  /// - Throws: `Fault` of kind refused for one that is damaged or does not fit.
  private func restored(_ record: StoreRecord) throws(Fault) -> LayerCount {
    var restored = self
    switch (counter, vocabulary) {
    case (.fixed, let vocabulary?):
      let counts = try ConceptCounter(decoding: record.needed("counts"), vocabulary: vocabulary)
      guard counts.levels == levels.levels, counts.scenes == record.done else {
        throw record.misfit("counts at other levels")
      }
      restored.counter = .fixed(counts)
    case (.all(let counter), let vocabulary?):
      let counts = try LevelCounter(decoding: record.needed("counts"), vocabulary: vocabulary)
      guard counts.hasSameLevels(as: counter.grid), counts.scenes == record.done,
        counts.isPublished == counter.isPublished
      else {
        throw record.misfit("counts at other levels")
      }
      restored.counter = .all(counts)
      if phase == .jointCounts, let bytes = record.bytes("scores") {
        restored.scores = try LevelScores(decoding: bytes, grid: counter.grid)
      }
      for score in spreads.keys {
        try restored.spreads[score]?.restore(record.needed("\(score.rawValue) spread"))
      }
    default: break
    }
    if phase == .counts {
      restored.top = try TopScenes(decoding: record.needed("top scenes"))
      guard restored.top.units.count == layer.units else { throw record.misfit("other units") }
    }
    restored.scenes = record.done
    restored.savedScenes = record.done
    return restored
  }

  /// Keeps what is not in the store yet.
  mutating func save() {
    guard savedScenes < scenes else { return }
    entry.keep(done: scenes, of: total, parts)
    savedScenes = scenes
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
    if phase == .counts, entry.isPart, let scores {
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
      sampleSize: entry.key.sampleSize,
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
      dissection.iou = counter.iouTable()
      dissection.labels = counter.unitLabels(by: rule)
    case .all(let counter):
      dissection.take(
        counter,
        scores ?? counter.scores(),
        spread: spreads[rule.threshold == .maximumIoU ? .maxiou : .iqr]
      )
    }
    return dissection
  }

  /// When counts like these are saved.
  var pace: Pace { entry.pace }

  /// Whether labels of these scenes are not those of the sample.
  var isPart: Bool { entry.isPart }

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

extension StoreRecord {
  /// A part of bytes that must be there.
  func needed(_ name: String) throws(Fault) -> [UInt8] {
    guard let bytes = bytes(name) else { throw misfit("no \(name)") }
    return bytes
  }

  /// A record that holds something else than its key says.
  func misfit(_ found: String) -> Fault {
    Fault(
      .refused,
      "go on with stored \(key.kind.rawValue) of",
      on: key.layer,
      found: found,
      advice: "They are computed again"
    )
  }
}
