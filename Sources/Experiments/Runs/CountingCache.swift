import Faults
import Segmenters
import Tensors

/// Segmentations of the sample's scenes without an edit.
///
/// Dissections of other layers, measurements and sweeps all look at the same scenes first, and
/// segmenting is what costs most.
struct CountingCache {
  private struct Place: Hashable {
    let seed: UInt32
    let scene: Int
  }

  private var maps: [Place: LabelMap] = [:]
  private var size = 0
  /// Labels that are kept at most; 32 MB.
  private static let limit = 8 << 20

  /// The segmentation of the whole batch that begins with a scene, if it is kept.
  subscript(seed: UInt32, scene: Int) -> LabelMap? { maps[Place(seed: seed, scene: scene)] }

  /// Keeps a whole batch's segmentation while there is room.
  mutating func keep(_ map: LabelMap, seed: UInt32, scene: Int) {
    let place = Place(seed: seed, scene: scene)
    guard maps[place] == nil, size + map.labels.count <= Self.limit else { return }
    maps[place] = map
    size += map.labels.count
  }
}

extension Workbench {
  /// A segmentation for statistics.
  func countableSegmentation(of images: Tensor) throws(Fault) -> LabelMap {
    guard let segmenter else {
      throw Fault(.defect, "segment scenes", found: "no segmenter")
    }
    return try segmenter.segment(images, options: options.settings.countingSegmentation)
  }

  /// A whole batch of scenes without an edit, segmented for statistics and kept.
  func countableSegmentation(
    of images: Tensor,
    _ batches: SceneBatches,
    _ batch: Int
  ) throws(Fault) -> LabelMap {
    let map = try countableSegmentation(of: images)
    countingCache.keep(map, seed: batches.seed, scene: batches.firstScene(batch))
    return map
  }

  /// What is kept of a batch.
  func keptSegmentation(_ batches: SceneBatches, _ batch: Int) -> LabelMap? {
    countingCache[batches.seed, batches.firstScene(batch)]
  }
}
