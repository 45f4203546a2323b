import Laboratory
import Concepts
import Dissection
import Faults
import Store
import Tensors

extension Workbench {
  /// Finished levels from the store.
  func storedLevels(
    _ layer: LayerDescription,
    sampleSize: Int,
    by rule: LabelRule? = nil
  ) -> LayerLevels? {
    let rule = rule ?? options.settings.rule
    return results.recalled(keys.levels(layer, sampleSize: sampleSize, by: rule)) {
      (record) throws(Fault) in
      guard record.isFinished else { return nil }
      return try LayerLevels(record, units: layer.units, needsGrid: rule.usesAllLevels)
    }
  }

  /// What finished joint counts in the store say of every level.
  func storedScores(
    _ layer: LayerDescription,
    _ levels: LayerLevels,
    sampleSize: Int
  ) -> LevelScores? {
    guard let grid = levels.grid, segmenter != nil else { return nil }
    return results.recalled(keys.joint(layer, sampleSize: sampleSize)) { (record) throws(Fault) in
      guard record.isFinished, let bytes = record.bytes("scores") else { return nil }
      return try LevelScores(decoding: bytes, grid: grid)
    }
  }

  /// The joint counts of a layer, as far as the store holds them.
  func jointCount(
    _ layer: LayerDescription,
    _ levels: LayerLevels,
    _ vocabulary: ConceptVocabulary,
    _ batches: SceneBatches,
    sampleSize: Int
  ) throws(Fault) -> LayerCount {
    guard let grid = levels.grid else {
      throw Fault(.defect, "count units of", on: layer.name.rawValue, found: "no levels")
    }
    let key = own(keys.joint(layer, sampleSize: sampleSize), batches)
    let count = LayerCount(
      joint: layer,
      key: key,
      levels: levels,
      grid: grid,
      vocabulary: vocabulary
    )
    return restored(count)
  }

  /// The counts of a layer over the scenes of the seed, as far as the store holds them; without
  /// batches those of the whole sample.
  func layerCount(
    _ layer: LayerDescription,
    _ levels: LayerLevels,
    _ scores: LevelScores?,
    sampleSize: Int,
    by rule: LabelRule? = nil,
    over batches: SceneBatches? = nil
  ) -> LayerCount {
    let rule = rule ?? options.settings.rule
    let key = keys.dissection(layer, sampleSize: sampleSize, by: rule)
    let count = LayerCount(
      layer,
      key: batches.map { own(key, $0) } ?? key,
      levels: levels,
      rule: rule,
      vocabulary: segmenterFacts?.vocabulary,
      scores: scores,
      isPublished: options.settings.segmentation.hasPublishedErrors
    )
    return restored(count)
  }

  private func restored(_ count: LayerCount) -> LayerCount {
    results.recalled(count.key) { (record) throws(Fault) in
      var restored = count
      try restored.restore(record)
      return restored
    } ?? count
  }
}
