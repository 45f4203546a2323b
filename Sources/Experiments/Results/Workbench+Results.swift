import Laboratory
import Concepts
import Dissection
import Faults
import Store
import Tensors

extension Workbench {
  /// What the store holds under a key, read.
  ///
  /// A record that cannot be read is reported, and is as good as none: it is computed again.
  func recalled<Value>(
    _ key: StoreKey,
    _ read: (StoreRecord) throws(Fault) -> Value?
  ) -> Value? {
    do throws(Fault) {
      // What is part of the program is finished; the same work in the store may be on its way.
      if let record = try shipped?.record(for: key) { return try read(record) }
      if let record = try store.record(for: key), let value = try read(record) { return value }
      guard let record = try base?.record(for: key) else { return nil }
      return try read(record)
    } catch {
      reportTrouble(error)
      return nil
    }
  }

  /// Finished levels from the store.
  func storedLevels(
    _ layer: LayerDescription,
    sampleSize: Int,
    by rule: LabelRule? = nil
  ) -> LayerLevels? {
    let rule = rule ?? options.settings.rule
    return recalled(levelsKey(layer, sampleSize: sampleSize, by: rule)) {
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
    return recalled(jointKey(layer, sampleSize: sampleSize)) { (record) throws(Fault) in
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
    let key = own(jointKey(layer, sampleSize: sampleSize), batches)
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
    let key = dissectionKey(layer, sampleSize: sampleSize, by: rule)
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
    recalled(count.key) { (record) throws(Fault) in
      var restored = count
      try restored.restore(record)
      return restored
    } ?? count
  }
}
