public import Concepts

extension LayerDissection {
  /// What the units stand for, to be compared with another layer's.
  ///
  /// - Parameters:
  ///   - vocabulary: What the concepts' numbers mean; nil leaves all without a name.
  ///   - title: The layer's name among those compared.
  /// - Returns: The units with their labels.
  public func labelled(_ vocabulary: ConceptVocabulary?, title: String) -> LabelledLayer {
    LabelledLayer(
      title: title,
      rule: rule.title,
      units: labels.map { label in
        let concept = label.iou > 0 ? vocabulary?[label.concept] : nil
        return LabelledLayer.Unit(
          unit: label.unit,
          label: concept?.name ?? "-",
          category: concept?.category.rawValue ?? "-",
          iou: Double(label.iou),
          isInterpretable: label.isInterpretable
        )
      }
    )
  }
}
