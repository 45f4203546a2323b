import Concepts
import Dissection
import Faults
import Laboratory
import Store
import Tensors

/// What is remembered of dissections with some networks: of each layer its levels, joint counts and
/// counts, finished or on their way.
struct DissectionRecords {
  let networks: Networks
  let books: Bookkeeping

  /// Whether only a share of the scenes is worked on.
  var isShare: Bool { books.share != nil }

  /// Finished levels.
  func levels(
    _ layer: LayerDescription,
    sampleSize: Int,
    by rule: LabelRule? = nil
  ) -> LayerLevels? {
    let rule = rule ?? networks.rule
    return books.entry(books.keys.levels(layer, sampleSize: sampleSize, by: rule)).recalled {
      (record) throws(Fault) in
      guard record.isFinished else { return nil }
      return try LayerLevels(record, units: layer.units, needsGrid: rule.usesAllLevels)
    }
  }

  /// What finished joint counts say of every level.
  func scores(
    _ layer: LayerDescription,
    _ levels: LayerLevels,
    sampleSize: Int
  ) -> LevelScores? {
    guard let grid = levels.grid, networks.segmenter != nil else { return nil }
    return books.entry(books.keys.joint(layer, sampleSize: sampleSize)).recalled {
      (record) throws(Fault) in
      guard record.isFinished, let bytes = record.bytes("scores") else { return nil }
      return try LevelScores(decoding: bytes, grid: grid)
    }
  }

  // MARK: On their way

  /// Runs over a sample to find the levels of layers.
  func levelRun(
    _ layers: [LayerDescription],
    sampleSize: Int,
    onUpdate: @escaping (LayerDissection) -> Void
  ) throws(Fault) -> LevelRun {
    let batches = try books.batches(
      seed: networks.rule.levelSeed(counting: books.keys.seed),
      sampleSize: sampleSize
    )
    return LevelRun(
      networks,
      layers.map { layer in
        let key = books.keys.levels(layer, sampleSize: sampleSize)
        return (layer, books.entry(key, over: batches))
      },
      over: batches,
      ofSample: sampleSize,
      onUpdate: onUpdate
    )
  }

  /// The joint counts of a layer.
  func jointCount(
    _ layer: LayerDescription,
    _ levels: LayerLevels,
    over batches: SceneBatches,
    sampleSize: Int
  ) throws(Fault) -> LayerCount {
    guard let grid = levels.grid, let vocabulary = networks.vocabulary else {
      throw Fault(.defect, "count units of", on: layer.name.rawValue, found: "no levels")
    }
    return LayerCount(
      joint: layer,
      at: books.entry(books.keys.joint(layer, sampleSize: sampleSize), over: batches),
      levels: levels,
      grid: grid,
      vocabulary: vocabulary
    )
  }

  /// The counts of a layer over the scenes of the seed; without batches those of the whole sample.
  func count(
    _ layer: LayerDescription,
    levels: LayerLevels,
    scores: LevelScores?,
    sampleSize: Int,
    by rule: LabelRule? = nil,
    over batches: SceneBatches? = nil
  ) -> LayerCount {
    let rule = rule ?? networks.rule
    let key = books.keys.dissection(layer, sampleSize: sampleSize, by: rule)
    return LayerCount(
      layer,
      at: batches.map { books.entry(key, over: $0) } ?? books.entry(key),
      levels: levels,
      rule: rule,
      vocabulary: networks.vocabulary,
      scores: scores,
      isPublished: networks.settings.segmentation.hasPublishedErrors
    )
  }
}

/// What the generator alone tells of a layer's units, as it is stored.
struct LayerLevels: Hashable, Sendable {
  /// Each unit's level, where no concept chooses one.
  let levels: [Float]
  /// Each unit's 100 levels; nil where the rule has one level.
  let grid: LevelGrid?
  /// Quantiles of each unit for insertion.
  let quantiles: UnitQuantiles
  /// How each unit's activations are spread; empty in stores of earlier versions.
  let histograms: [ActivationHistogram]

  init(_ sample: LevelSample) {
    levels = sample.levels
    grid = sample.grid
    quantiles = sample.quantiles
    histograms = sample.histograms
  }

  /// Reads finished levels.
  ///
  /// - Throws: `Fault` of kind refused for other units.
  init(_ record: StoreRecord, units: Int, needsGrid: Bool) throws(Fault) {
    guard let levels = record.floats("levels"), levels.count == units,
      let fractions = record.doubles("fractions"), let values = record.floats("quantiles"),
      values.count == units * fractions.count
    else { throw record.misfit("levels of other units") }
    self.levels = levels
    quantiles = UnitQuantiles(fractions: fractions, values: values)
    grid = record.floats("grid").map { LevelGrid($0) }
    guard grid.map({ $0.units == units }) ?? !needsGrid else {
      throw record.misfit("levels of other units")
    }
    histograms = Self.histograms(record, units: units) ?? []
  }

  var parts: [String: StoredArray] {
    var parts: [String: StoredArray] = [
      "levels": .floats(levels), "fractions": .doubles(quantiles.fractions),
      "quantiles": .floats(quantiles.values),
      "histogram ends": .floats(histograms.flatMap { [$0.lowest, $0.highest] }),
      "histograms": .integers(histograms.flatMap { $0.counts.map { Int64(clamping: $0) } }),
    ]
    if let grid { parts["grid"] = .floats(grid.levels) }
    return parts
  }

  private static func histograms(_ record: StoreRecord, units: Int) -> [ActivationHistogram]? {
    let bins = LevelSample.histogramBins
    guard let ends = record.floats("histogram ends"), ends.count == 2 * units,
      let counts = record.integers("histograms"), counts.count == bins * units
    else { return nil }
    return (0..<units).map { unit in
      ActivationHistogram(
        lowest: ends[2 * unit],
        highest: ends[2 * unit + 1],
        counts: counts[unit * bins..<(unit + 1) * bins].map { UInt64(max(0, $0)) }
      )
    }
  }
}
