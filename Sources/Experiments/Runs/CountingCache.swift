import Faults
import Generators
import Laboratory
import Segmenters
import Tensors

/// Segmentations of the sample's scenes without an edit.
///
/// Dissections of other layers, measurements and sweeps all look at the same scenes first, and
/// segmenting is what costs most.
struct CountingCache {
  private var maps: [Int: LabelMap] = [:]
  private var size = 0
  /// Labels that are kept at most; 32 MB.
  private static let limit = 8 << 20

  /// A whole batch's segmentation, if it is kept.
  subscript(batch: Int) -> LabelMap? { maps[batch] }

  /// Keeps a whole batch's segmentation while there is room.
  mutating func keep(_ map: LabelMap, of batch: Int) {
    guard maps[batch] == nil, size + map.labels.count <= Self.limit else { return }
    maps[batch] = map
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

  /// A whole batch of the sample's scenes without an edit, segmented for statistics and kept.
  func countableSegmentation(of images: Tensor, batch: Int) throws(Fault) -> LabelMap {
    let map = try countableSegmentation(of: images)
    countingCache.keep(map, of: batch)
    return map
  }
}
