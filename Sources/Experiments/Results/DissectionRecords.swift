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
    _ levels: LayerLevels,
    _ scores: LevelScores?,
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
