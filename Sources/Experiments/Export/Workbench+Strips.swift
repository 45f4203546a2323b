public import Dissection
public import Faults
import Generators
public import Images
public import Laboratory
import Tensors

extension Workbench {
  /// Draws the scenes that activate each unit of a layer most, side by side as published: bright
  /// above the level, with a border, and dim elsewhere.
  ///
  /// Each scene is drawn once, for all units.
  ///
  /// - Parameters:
  ///   - dissection: The layer's dissection, over the scenes of the seed.
  ///   - count: At most so many scenes a unit.
  ///   - longestSide: Larger scenes are reduced to it, in pixels.
  ///   - progress: Hears of each batch; it may throw to stop.
  /// - Returns: A strip for each unit; nil where it has no top scene.
  /// - Throws: `Fault` for a layer that is not there.
  public func topStrips(
    of dissection: LayerDissection,
    examples count: Int,
    longestSide: Int = 128,
    progress: ProgressHandler = ignoreProgress
  ) throws(Fault) -> [RGBImage?] {
    let name = dissection.layer.name
    let tops = dissection.topScenes.map { $0.prefix(count).map(\.scene) }
    let scenes = Set(tops.joined()).sorted()
    var pictures = tops.map { [RGBImage?](repeating: nil, count: $0.count) }
    for start in stride(from: 0, to: scenes.count, by: batchSize) {
      let batch = Array(scenes[start..<min(start + batchSize, scenes.count)])
      let generation = try generate(scenes: batch, observing: [name])
      guard let activations = generation.activations[name] else { continue }
      for (sample, scene) in batch.enumerated() {
        let whole = RGBImage(clamping: generation.images, sample: sample)
        let share = min(1, Double(longestSide) / Double(max(whole.width, whole.height)))
        let image = whole.resized(
          toWidth: Int((Double(whole.width) * share).rounded()),
          height: Int((Double(whole.height) * share).rounded())
        )
        for (unit, top) in tops.enumerated() {
          guard let place = top.firstIndex(of: scene) else { continue }
          pictures[unit][place] = image.spotlight(
            of: FeatureMap(activations, sample: sample, unit: unit),
            level: dissection.levels[unit],
            border: [255, 255, 255]
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
    return pictures.map { row in
      let images = row.compactMap { $0 }
      if images.isEmpty { return nil }
      return .grid(images, columns: images.count, gap: 5, background: [255, 255, 255])
    }
  }
}
