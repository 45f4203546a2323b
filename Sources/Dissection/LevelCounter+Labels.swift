import CStatistics
import Concepts

extension LevelCounter {
  /// Pixels of a concept above one of a unit's levels.
  public func common(unit: Int, concept: Int, index: Int) -> UInt64 {
    above(tables[concept], unit: unit, index: index)
  }

  /// Pixels above a unit's level in scenes that hold the concept's category.
  public func active(unit: Int, concept: Int, index: Int) -> UInt64 {
    above(categoryTables[columns[concept]], unit: unit, index: index)
  }

  private func above(_ table: [UInt64], unit: Int, index: Int) -> UInt64 {
    guard !table.isEmpty else { return 0 }
    let end = (unit + 1) * Self.binCount
    return table[end - 1 - index..<end].reduce(0, +)
  }

  /// IoU of a unit above a level with a concept; 0 where both are empty.
  public func iou(unit: Int, concept: Int, index: Int) -> Double {
    let common = common(unit: unit, concept: concept, index: index)
    let union = active(unit: unit, concept: concept, index: index) + labelPixels[concept] - common
    return union > 0 ? Double(common) / Double(union) : 0
  }

  /// The information quality ratio of a unit above a level with a concept, in scenes that hold the
  /// concept's category; no filters.
  public func quality(unit: Int, concept: Int, index: Int) -> Double {
    let total = Double(categoryPixels[columns[concept]])
    guard total > 0 else { return 0 }
    return CStatistics_information_quality(
      Double(common(unit: unit, concept: concept, index: index)) / total,
      Double(active(unit: unit, concept: concept, index: index)) / total,
      Double(labelPixels[concept]) / total
    )
  }

  /// IoU of every unit at its chosen level with every concept: [concept * units + unit].
  public func iouTable(at choices: [LevelChoice]) -> [Float] {
    var table = [Float](repeating: 0, count: vocabulary.count * grid.units)
    for concept in seenConcepts {
      for unit in 0..<grid.units {
        table[concept * grid.units + unit] = Float(
          iou(unit: unit, concept: concept, index: choices[unit].index)
        )
      }
    }
    return table
  }

  /// Labels that were chosen, as these scenes confirm them.
  ///
  /// - Parameters:
  ///   - choices: What was chosen for each unit.
  ///   - rule: The rule by which it was.
  ///   - spread: How the chosen labels' IoU varies over these scenes, if that was watched.
  /// - Returns: A label for each unit.
  public func labels(
    _ choices: [LevelChoice],
    by rule: LabelRule,
    spread: LabelSpread? = nil
  ) -> [UnitLabel] {
    choices.enumerated().map { unit, choice in
      guard let concept = choice.concept, labelPixels[concept] > 0 else {
        return UnitLabel(unit: unit, concept: 0, iou: 0, iqr: 0, isInterpretable: false)
      }
      let index = choice.index
      let iou = iou(unit: unit, concept: concept, index: index)
      let quality = quality(unit: unit, concept: concept, index: index)
      let common = common(unit: unit, concept: concept, index: index)
      let isInterpretable =
        iou > rule.interpretableIoU && quality > rule.interpretableQuality ?? -1
      return UnitLabel(
        unit: unit,
        concept: common > 0 ? concept : 0,
        iou: Float(iou),
        iqr: Float(quality),
        isInterpretable: isInterpretable,
        overlap: common > 0
          ? PixelOverlap(
            label: labelPixels[concept],
            unit: active(unit: unit, concept: concept, index: index),
            common: common
          ) : nil,
        halfWidth: spread?.halfWidth(unit: unit)
      )
    }
  }

  /// All that these counts tell of one unit.
  ///
  /// - Parameters:
  ///   - unit: The unit.
  ///   - other: Counts of the scenes that choose labels, at the same levels.
  ///   - rule: How concepts are ordered.
  /// - Returns: Every concept that either saw.
  public func conceptProfiles(
    unit: Int,
    choosing other: LevelCounter,
    by rule: LabelRule
  ) -> [ConceptProfile] {
    let correlations = correlations()
    let profiles = Set(seenConcepts).union(other.seenConcepts).sorted().map { concept in
      let curves = other.curves(unit: unit, concept: concept)
      let first = unit * Self.binCount
      let pixels =
        tables[concept].isEmpty
        ? Array(repeating: 0, count: Self.binCount)
        : tables[concept][first..<first + Self.binCount].reversed()
      return ConceptProfile(
        concept: concept,
        iou: LevelGrid.fractions.indices.map {
          Float(iou(unit: unit, concept: concept, index: $0))
        },
        iqr: curves.quality.map { Float($0) },
        accuracy: curves.accuracy.map { Float($0) },
        pixels: pixels,
        correlation: correlations[concept * grid.units + unit]
      )
    }
    return profiles.sorted { first, second in
      func order(_ profile: ConceptProfile) -> (Float, Float, Int) {
        let (quality, iou) = (profile.bestQuality.value, profile.bestIoU.value)
        return rule.threshold == .maximumIoU
          ? (-iou, -quality, profile.concept) : (-quality, -iou, profile.concept)
      }
      return order(first) < order(second)
    }
  }
}
