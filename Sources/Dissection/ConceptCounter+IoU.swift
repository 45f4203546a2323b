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

  /// Every unit's best match; of equally good concepts the one of the lowest number.
  public func unitLabels() -> [UnitLabel] { levels.indices.map(label) }

  private func label(of unit: Int) -> UnitLabel {
    var best = (concept: 0, iou: 0.0)
    for concept in labelPixels.indices where intersection(unit: unit, concept: concept) > 0 {
      let iou = iou(unit: unit, concept: concept)
      if iou > best.iou { best = (concept, iou) }
    }
    return UnitLabel(
      unit: unit,
      concept: best.concept,
      iou: Float(best.iou),
      isInterpretable: best.iou > convention.interpretableIoU,
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
