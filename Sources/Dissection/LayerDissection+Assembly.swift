import Tensors

extension LevelSample {
  /// A dissection that holds the levels and no counts of the `sampleSize` scenes yet.
  public func dissection(sampleSize: Int) -> LayerDissection {
    LayerDissection(
      layer: layer,
      rule: rule,
      phase: .levels,
      countedScenes: 0,
      sampleSize: sampleSize,
      levels: levels,
      iou: [],
      labels: [],
      quantiles: quantiles,
      topScenes: Array(repeating: [], count: layer.units)
    )
  }
}

extension LayerDissection {
  /// Takes over what was counted so far.
  ///
  /// - Parameters:
  ///   - counter: The counts made with these levels; nil without a segmenter.
  ///   - topScenes: The scenes that activate each unit most, so far.
  ///   - scenes: How many scenes both have seen.
  public mutating func update(counter: ConceptCounter?, topScenes: TopScenes, scenes: Int) {
    phase = .counts
    countedScenes = scenes
    self.topScenes = topScenes.units
    guard let counter else { return }
    iou = counter.iouTable()
    labels = counter.unitLabels(by: rule)
  }
}
