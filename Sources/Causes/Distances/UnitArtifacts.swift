public import Tensors

/// Units ranked by how far the scenes that activate them most lie from real pictures.
///
/// For each unit the scenes of a sample with its highest activations are compared with a reference
/// by the Fréchet distance of class areas. All units have as many top scenes, so that the bias of
/// small samples is the same for all.
public struct UnitArtifacts: Hashable, Sendable {
  /// The layer.
  public let layer: LayerDescription
  /// How many scenes were looked at.
  public let scenes: Int
  /// How many top scenes each unit is judged by.
  public let topCount: Int
  /// Each unit's distance.
  public let distances: [Double]

  /// Judges the units of a layer.
  ///
  /// - Parameters:
  ///   - layer: The layer.
  ///   - statistics: The class areas of the scenes.
  ///   - peaks: Each unit's highest activation in each of them: [scene * units + unit].
  ///   - reference: Real pictures; nil compares each unit's top scenes with the rest.
  ///   - topCount: How many top scenes.
  public init(
    layer: LayerDescription,
    statistics: SceneStatistics,
    peaks: [Float],
    reference: SceneStatistics?,
    topCount: Int
  ) {
    self.layer = layer
    scenes = statistics.count
    let count = max(2, min(topCount, statistics.count - 2))
    self.topCount = count
    distances = (0..<layer.units).map { unit in
      let order = (0..<statistics.count).sorted {
        let (first, second) = (peaks[$0 * layer.units + unit], peaks[$1 * layer.units + unit])
        return first == second ? $0 < $1 : first > second
      }
      guard order.count > count + 1 else { return 0 }
      let top = statistics.selecting(Array(order.prefix(count)))
      let rest = reference ?? statistics.selecting(Array(order.dropFirst(count)))
      return SegmentationDistance(top, rest, replicates: 0)?.distance.value ?? 0
    }
  }

  /// The units, those that lie farthest first.
  public var ranking: [Int] {
    (0..<layer.units).sorted {
      distances[$0] == distances[$1] ? $0 < $1 : distances[$0] > distances[$1]
    }
  }
}
