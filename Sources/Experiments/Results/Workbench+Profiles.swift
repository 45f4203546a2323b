import Laboratory
public import Dissection
public import Faults
import Store
public import Tensors

extension Workbench {
  /// All that was counted of one unit at its 100 levels.
  ///
  /// - Parameters:
  ///   - unit: The unit.
  ///   - name: The layer.
  ///   - sampleSize: The sample that was asked for; nil for the one with the most scenes.
  /// - Returns: The profile; of a dissection on its way what was saved of it last.
  /// - Throws: `Fault` for an unknown layer or unit, or if the layer is not dissected at all levels.
  public func profile(
    of unit: Int,
    in name: LayerName,
    sampleSize: Int? = nil
  ) throws(Fault) -> UnitProfile {
    let layer = try layer(name)
    guard (0..<layer.units).contains(unit) else {
      throw Fault(
        .usage,
        "show the levels of unit \(unit) of",
        on: name.rawValue,
        expected: "a unit from 0 to \(layer.units - 1)",
        found: "\(unit)"
      )
    }
    let rule = options.settings.rule.usesAllLevels ? options.settings.rule : .informationQuality
    let counts = try countsAtAllLevels(of: layer, by: rule, sampleSize: sampleSize)
    let (levels, confirming) = (counts.levels, counts.confirming)
    let choices = counts.scores.choices(by: rule)
    return UnitProfile(
      layer: name,
      unit: unit,
      rule: rule,
      fractions: LevelGrid.fractions,
      levels: Array(confirming.grid.levels(of: unit)),
      level: confirming.grid.level(unit: unit, choices[unit].index),
      marks: [0.99, 0.995].map {
        QuantileMark(quantile: $0, level: levels.quantiles.value(unit: unit, quantile: $0))
      },
      histogram: levels.histograms.indices.contains(unit)
        ? levels.histograms[unit] : ActivationHistogram(lowest: 0, highest: 0, counts: []),
      concepts: confirming.conceptProfiles(unit: unit, choosing: counts.choosing, by: rule)
    )
  }

  /// Counts at all levels of a layer, read from the store once for all its units.
  private func countsAtAllLevels(
    of layer: LayerDescription,
    by rule: LabelRule,
    sampleSize: Int?
  ) throws(Fault) -> CountsAtAllLevels {
    let candidates =
      sampleSize.map { [keys.dissection(layer, sampleSize: $0, by: rule)] }
      ?? results.storedKeys(like: keys.dissection(layer, sampleSize: 0, by: rule))
    for key in candidates {
      let joint = keys.joint(layer, sampleSize: key.sampleSize)
      let done = results.storedDone(key)
      if let kept = keptCounts, kept.key == key, kept.done == done { return kept }
      guard let vocabulary = segmenterFacts?.vocabulary,
        let levels = dissectionRecords.levels(layer, sampleSize: key.sampleSize, by: rule),
        let scores = dissectionRecords.scores(layer, levels, sampleSize: key.sampleSize)
      else { continue }
      let choosing = results.recalled(joint) { (record) throws(Fault) in
        try LevelCounter(decoding: record.needed("counts"), vocabulary: vocabulary)
      }
      let confirming = dissectionRecords.count(
        layer,
        levels: levels,
        scores: scores,
        sampleSize: key.sampleSize,
        by: rule
      )
      guard let choosing, let all = confirming.allLevels else { continue }
      let counts = CountsAtAllLevels(
        key: key,
        done: done,
        levels: levels,
        scores: scores,
        choosing: choosing,
        confirming: all
      )
      keptCounts = counts
      return counts
    }
    throw Fault(
      .missing,
      "show the levels of units of",
      on: layer.name.rawValue,
      expected: "counts at all levels in the store",
      found: "none",
      advice: "Run 'ganscope dissect --layers \(layer.name)' with the threshold iqr first"
    )
  }
}

/// The counts of a layer over both samples.
struct CountsAtAllLevels {
  let key: StoreKey
  let done: Int
  let levels: LayerLevels
  let scores: LevelScores
  let choosing: LevelCounter
  let confirming: LevelCounter
}
