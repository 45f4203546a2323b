import Faults
import Laboratory
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

extension Networks {
  /// A segmentation for statistics.
  func countableSegmentation(of images: Tensor) throws(Fault) -> LabelMap {
    try segmenter(for: "segment scenes")
      .segment(images, options: settings.countingSegmentation)
  }

  /// A whole batch of scenes without an edit, segmented for statistics and kept.
  func countableSegmentation(
    of images: Tensor,
    _ batches: SceneBatches,
    _ batch: Int
  ) throws(Fault) -> LabelMap {
    let map = try countableSegmentation(of: images)
    keptSegmentations.keep(map, seed: batches.seed, scene: batches.firstScene(batch))
    return map
  }

  /// What is kept of a batch.
  func keptSegmentation(_ batches: SceneBatches, _ batch: Int) -> LabelMap? {
    keptSegmentations[batches.seed, batches.firstScene(batch)]
  }

  /// A segmentation for the screen.
  func previewSegmentation(of images: Tensor) throws(Fault) -> LabelMap {
    try segmenter(for: "segment a picture").segment(
      images,
      options: settings.segmentation.options(usualDownsample: 1, previewPrecision)
    )
  }

  /// The segmenter's pooled features of images.
  func pooledFeatures(of images: Tensor) throws(Fault) -> [[Float]] {
    try segmenter(for: "compare scenes by features")
      .pooledFeatures(of: images, options: settings.countingSegmentation)
  }

  /// The segmenter, where a run was begun that needs one.
  func segmenter(for attempt: String) throws(Fault) -> any Segmenter {
    if let segmenter { return segmenter }
    throw Fault(.defect, attempt, found: "no segmenter")
  }
}
