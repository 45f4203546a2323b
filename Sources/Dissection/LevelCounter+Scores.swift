import CStatistics
import Concepts

/// What a unit's levels tell about one concept.
struct LevelCurves {
  /// By level, falling levels: the information quality ratio, its filters applied; the IoU of the
  /// shares; the share of pixels where both agree.
  var quality: [Double]
  var iou: [Double]
  var accuracy: [Double]
}

/// Every unit's best level for every concept, from the scenes that choose labels.
public struct LevelScores: Hashable, Sendable {
  /// The best information quality ratio: [concept * units + unit].
  public internal(set) var quality: [Float]
  /// The best IoU.
  public internal(set) var iou: [Float]
  /// Each unit's best concept by either: what rules choose.
  public internal(set) var matches: [UnitScore: [UnitMatch]]
  /// Each unit's best concept by ratio among those whose best level leaves no more than half of the
  /// activations above it: what reports tell.
  public internal(set) var reported: [UnitMatch]
}

/// The concept that a rule gives a unit, and the level at which it does so.
public struct LevelChoice: Hashable, Sendable {
  /// The concept's number; nil if no level tells anything about any.
  public let concept: Int?
  /// The place of the level among `LevelGrid.fractions`; the highest level without a concept.
  public let index: Int
}

extension LevelCounter {
  /// Every level of a unit held against a concept.
  func curves(unit: Int, concept: Int) -> LevelCurves {
    let count = LevelGrid.count
    var curves = LevelCurves(
      quality: Array(repeating: 0, count: count),
      iou: Array(repeating: 0, count: count),
      accuracy: Array(repeating: 0, count: count)
    )
    let (column, first) = (columns[concept], unit * Self.binCount)
    guard !tables[concept].isEmpty, !categoryTables[column].isEmpty else { return curves }
    tables[concept].withUnsafeBufferPointer { label in
      categoryTables[column].withUnsafeBufferPointer { category in
        grid.levels.withUnsafeBufferPointer { levels in
          CStatistics_curves(
            label.baseAddress.map { $0 + first },
            category.baseAddress.map { $0 + first },
            levels.baseAddress.map { $0 + unit * count },
            count,
            Double(labelPixels[concept]),
            Double(pixels),
            Double(categoryPixels[column]),
            &curves.quality,
            &curves.iou,
            &curves.accuracy
          )
        }
      }
    }
    return curves
  }

  /// Concepts of a smaller share of the pixels are left out of scores, as published.
  private static let leastShare = 1e-4

  /// Every unit's best level for every concept; of equals the lowest number and the highest level.
  public func scores() -> LevelScores {
    var scores = LevelScores(
      quality: Array(repeating: 0, count: vocabulary.count * grid.units),
      iou: Array(repeating: 0, count: vocabulary.count * grid.units),
      matches: [:],
      reported: noMatches
    )
    var (byQuality, byIoU) = (noMatches, noMatches)
    for concept in seenConcepts
    where Double(labelPixels[concept]) >= Self.leastShare * Double(pixels) {
      for (unit, best) in bestLevels(for: concept).enumerated() {
        let (told, met) = (Int(best.by_quality), Int(best.by_iou))
        scores.quality[concept * grid.units + unit] = Float(best.quality)
        scores.iou[concept * grid.units + unit] = Float(best.iou)
        let match = match(
          concept,
          score: best.quality,
          unit: unit,
          index: told,
          iou: best.iou_by_quality
        )
        byQuality[unit].take(match)
        if LevelGrid.fractions[told] <= 0.5 { scores.reported[unit].take(match) }
        byIoU[unit].take(
          self.match(concept, score: best.iou, unit: unit, index: met, iou: best.iou)
        )
      }
    }
    scores.matches = [.iqr: byQuality, .maxiou: byIoU]
    return scores
  }

  /// Every unit's best levels for a concept that was seen; none where its category was not.
  private func bestLevels(for concept: Int) -> [CStatistics_Best] {
    let column = columns[concept]
    guard !tables[concept].isEmpty, !categoryTables[column].isEmpty else { return [] }
    return [CStatistics_Best](unsafeUninitializedCapacity: grid.units) { best, count in
      CStatistics_best_levels(
        tables[concept],
        categoryTables[column],
        grid.levels,
        grid.units,
        LevelGrid.count,
        Double(labelPixels[concept]),
        Double(pixels),
        Double(categoryPixels[column]),
        best.baseAddress
      )
      count = grid.units
    }
  }

  private var noMatches: [UnitMatch] {
    (0..<grid.units).map { match(0, score: 0, unit: $0, index: 0, iou: 0) }
  }

  private func match(
    _ concept: Int,
    score: Double,
    unit: Int,
    index: Int,
    iou: Double
  ) -> UnitMatch {
    UnitMatch(
      concept: concept,
      score: Float(score),
      index: index,
      level: grid.level(unit: unit, index),
      iou: Float(iou)
    )
  }

  /// Pearson's correlation of each unit with each concept: [concept * units + unit].
  ///
  /// Sums are exact; 0 where a unit or a concept is everywhere the same. With published mistakes it
  /// is what the published program takes for it.
  public func correlations() -> [Float] {
    if let shifts { return shifts.correlations(self, seenConcepts) }
    var table = [Float](repeating: 0, count: vocabulary.count * grid.units)
    let (count, sums) = (Int128(pixels), totals.sums)
    let spreads = zip(totals.squares, sums).map { square, sum in
      Double(count * Int128(square) - Int128(sum) * Int128(sum)).squareRoot()
    }
    for concept in seenConcepts {
      let held = Int128(labelPixels[concept])
      let spread = Double(held * (count - held)).squareRoot()
      for unit in 0..<grid.units where spread > 0 && spreads[unit] > 0 {
        let common = count * Int128(totals.labelSums[concept][unit]) - Int128(sums[unit]) * held
        let value = Double(common) / spreads[unit] / spread
        table[concept * grid.units + unit] = Float(min(max(value, -1), 1))
      }
    }
    return table
  }

  /// Each unit's best concept by correlation; of equals the lowest number.
  public func correlationMatches(_ table: [Float]) -> [UnitMatch] {
    (0..<grid.units).map { unit in
      var best = UnitMatch(concept: 0, score: 0, index: nil, level: 0, iou: 0)
      for concept in seenConcepts where vocabulary.isConcept(concept) {
        let score = table[concept * grid.units + unit]
        best.take(UnitMatch(concept: concept, score: score, index: nil, level: 0, iou: 0))
      }
      return best
    }
  }
}

extension UnitMatch {
  /// Takes another match over if it is better.
  fileprivate mutating func take(_ other: UnitMatch) { if other.score > score { self = other } }
}

extension LevelScores {
  /// What a rule over all levels chooses for each unit.
  public func choices(by rule: LabelRule) -> [LevelChoice] {
    let score: UnitScore = rule.threshold == .maximumIoU ? .maxiou : .iqr
    return (matches[score] ?? []).map {
      LevelChoice(concept: $0.score > 0 ? $0.concept : nil, index: $0.index ?? 0)
    }
  }
}
