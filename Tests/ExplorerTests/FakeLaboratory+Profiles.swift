import Dissection
import Tensors

extension FakeLaboratory {
  /// Counts of a unit at all levels: its concept does best in the middle, the next one at low
  /// levels.
  static func profile(of unit: Int, in layer: LayerName) -> UnitProfile {
    let meant = max(1, FakeWorld.concept(of: unit, in: layer))
    let other = meant % 8 + 1
    func bump(_ center: Int, _ height: Float) -> [Float] {
      (0..<100).map { height / (1 + Float(($0 - center) * ($0 - center)) / 100) }
    }
    func concept(_ number: Int, _ center: Int, _ height: Float) -> ConceptProfile {
      ConceptProfile(
        concept: number,
        iou: bump(center, height),
        iqr: bump(center, height / 4),
        accuracy: (0..<100).map { _ in 0.9 },
        pixels: (0...100).map { UInt64(1 + abs($0 - center)) },
        correlation: 0.5
      )
    }
    let levels = (0..<100).map { 10 - Float($0) / 10 }
    return UnitProfile(
      layer: layer,
      unit: unit,
      rule: .informationQuality,
      fractions: LevelGrid.fractions,
      levels: levels,
      level: levels[50],
      marks: [
        QuantileMark(quantile: 0.99, level: levels[33]),
        QuantileMark(quantile: 0.995, level: levels[23]),
      ],
      histogram: ActivationHistogram(
        lowest: 0,
        highest: 10,
        counts: (0..<50).map { UInt64(5000 / ($0 + 1)) }
      ),
      concepts: [concept(meant, 50, 0.6), concept(other, 90, 0.3)]
    )
  }
}
