import CStatistics

extension ConceptCounter {
  /// How many pixels hold a concept where a unit is active.
  public func intersection(unit: Int, concept: Int) -> UInt64 {
    intersections[unit * (conceptCount + 1) + concept]
  }

  /// How many pixels of a unit are active where that counts for a concept.
  ///
  /// By gandissect's convention these are the scenes that hold any concept of its category.
  public func unitPixels(unit: Int, concept: Int) -> UInt64 {
    unitPixels[unit * columnCount + columns[concept]]
  }

  /// Intersection over union of a unit's active pixels and a concept's; 0 where both are empty.
  public func iou(unit: Int, concept: Int) -> Double {
    let common = intersection(unit: unit, concept: concept)
    let union = unitPixels(unit: unit, concept: concept) + labelPixels[concept] - common
    return union > 0 ? Double(common) / Double(union) : 0
  }

  /// IoU of every unit with every concept, concept by concept: [concept * units + unit].
  public func iouTable() -> [Float] {
    (0..<conceptCount).flatMap { concept in
      levels.indices.map { Float(iou(unit: $0, concept: concept)) }
    }
  }

  /// The information quality ratio of a unit above its level with a concept, in the scenes where unit
  /// pixels count for it.
  public func quality(unit: Int, concept: Int) -> Double {
    let total = Double(columnPixels[columns[concept]])
    guard total > 0 else { return 0 }
    return CStatistics_information_quality(
      Double(intersection(unit: unit, concept: concept)) / total,
      Double(unitPixels(unit: unit, concept: concept)) / total,
      Double(labelPixels[concept]) / total
    )
  }

  /// Every unit's best match; of equally good concepts the one of the lowest number.
  ///
  /// - Parameter rule: Says from where on a match is interpretable.
  /// - Returns: A label for each unit.
  public func unitLabels(by rule: LabelRule) -> [UnitLabel] {
    levels.indices.map { label(of: $0, by: rule) }
  }

  private func label(of unit: Int, by rule: LabelRule) -> UnitLabel {
    var best = (concept: 0, iou: 0.0)
    for concept in labelPixels.indices where intersection(unit: unit, concept: concept) > 0 {
      let iou = iou(unit: unit, concept: concept)
      if iou > best.iou { best = (concept, iou) }
    }
    let quality = best.iou > 0 ? quality(unit: unit, concept: best.concept) : 0
    return UnitLabel(
      unit: unit,
      concept: best.concept,
      iou: Float(best.iou),
      iqr: rule.interpretableQuality == nil ? nil : Float(quality),
      isInterpretable: best.iou > rule.interpretableIoU
        && quality > rule.interpretableQuality ?? -1,
      overlap: best.iou > 0 ? overlap(unit: unit, concept: best.concept) : nil
    )
  }

  private func overlap(unit: Int, concept: Int) -> PixelOverlap {
    PixelOverlap(
      label: labelPixels[concept],
      unit: unitPixels(unit: unit, concept: concept),
      common: intersection(unit: unit, concept: concept)
    )
  }
}
