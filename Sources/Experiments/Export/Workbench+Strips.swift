public import Dissection
public import Faults
import Generators
public import Images
public import Laboratory
import Segmenters
import Tensors

/// The scenes that activate a unit most side by side, as published: four strips.
public struct UnitStrips: Sendable {
  /// Bright above the level, with a border, and dim elsewhere.
  public let top: RGBImage
  /// As they are.
  public let original: RGBImage
  /// White above the level, black elsewhere.
  public let mask: RGBImage
  /// What the segmenter sees, in the concepts' colours; nil without a segmenter.
  public let segmentation: RGBImage?
}

extension Workbench {
  /// Draws the scenes that activate each unit of a layer most.
  ///
  /// Each scene is drawn and segmented once, for all units.
  ///
  /// - Parameters:
  ///   - dissection: The layer's dissection, over the scenes of the seed.
  ///   - count: At most so many scenes a unit.
  ///   - longestSide: Larger scenes are reduced to it, in pixels.
  ///   - progress: Called for each batch; it may throw to stop.
  /// - Returns: The strips of each unit; nil where it has no top scene.
  /// - Throws: `Fault` for a layer that is not there.
  public func topStrips(
    of dissection: LayerDissection,
    examples count: Int,
    longestSide: Int = 128,
    progress: ProgressHandler = ignoreProgress
  ) throws(Fault) -> [UnitStrips?] {
    let name = dissection.layer.name
    let tops = dissection.topScenes.map { $0.prefix(count).map(\.scene) }
    let scenes = Set(tops.joined()).sorted()
    var pictures = tops.map { [StripScene?](repeating: nil, count: $0.count) }
    for start in stride(from: 0, to: scenes.count, by: batchSize) {
      let batch = Array(scenes[start..<min(start + batchSize, scenes.count)])
      let generation = try generate(scenes: batch, observing: [name])
      guard let activations = generation.activations[name] else { continue }
      let labels = networks.segmenter == nil ? nil : try segment(generation.images)
      for (sample, scene) in batch.enumerated() {
        let image = RGBImage(clamping: generation.images, sample: sample)
          .reduced(to: longestSide)
        let colors = labels.map {
          RGBImage(coloring: $0, sample: sample).nearest(width: image.width, height: image.height)
        }
        for (unit, top) in tops.enumerated() {
          guard let place = top.firstIndex(of: scene) else { continue }
          pictures[unit][place] = StripScene(
            image,
            colors: colors,
            map: FeatureMap(activations, sample: sample, unit: unit),
            level: dissection.levels[unit]
          )
        }
      }
      try progress(
        JobProgress(
          phase: "\(name) top scenes",
          done: start + batch.count,
          total: scenes.count,
          secondsLeft: nil
        )
      )
    }
    return pictures.map { row in UnitStrips(row.compactMap { $0 }) }
  }
}

/// One scene as the strips of a unit have it.
private struct StripScene {
  let top: RGBImage
  let original: RGBImage
  let mask: RGBImage
  let segmentation: RGBImage?

  init(_ image: RGBImage, colors: RGBImage?, map: FeatureMap, level: Float) {
    original = image
    segmentation = colors
    top = image.spotlight(of: map, level: level, border: [255, 255, 255])
    mask = image.mask(of: map, level: level)
  }
}

extension UnitStrips {
  fileprivate init?(_ scenes: [StripScene]) {
    guard !scenes.isEmpty else { return nil }
    func strip(_ images: [RGBImage]) -> RGBImage {
      .grid(images, columns: images.count, gap: 5, background: [255, 255, 255])
    }
    top = strip(scenes.map(\.top))
    original = strip(scenes.map(\.original))
    mask = strip(scenes.map(\.mask))
    let colors = scenes.compactMap(\.segmentation)
    segmentation = colors.isEmpty ? nil : strip(colors)
  }
}

extension RGBImage {
  /// The image, reduced where its longer side is longer than so many pixels.
  fileprivate func reduced(to longest: Int) -> RGBImage {
    let share = min(1, Double(longest) / Double(max(width, height)))
    return resized(
      toWidth: Int((Double(width) * share).rounded()),
      height: Int((Double(height) * share).rounded())
    )
  }
}
