public import Faults
public import Generators
public import Interventions
public import Laboratory
import Latents
import OneDNN
import Segmenters
public import Tensors

extension Workbench {
  /// How many scenes go through the networks at once.
  public var batchSize: Int { networks.batchSize }

  /// The shape (1, channels, height, width) of a scene's image.
  public var imageShape: Shape {
    let summary = networks.generator.summary
    return Shape(1, summary.imageChannels, summary.imageHeight, summary.imageWidth)
  }

  /// Draws scenes of one seed; at most a batch is computed at once.
  ///
  /// - Parameters:
  ///   - scenes: The scenes' numbers under the seed.
  ///   - edit: What to change; empty for nothing.
  ///   - observed: The layers whose outputs, before edits, to return.
  ///   - progress: Called for each batch; it may throw to stop.
  /// - Returns: Raw images and activations in the order of `scenes`.
  /// - Throws: `Fault` for a scene number out of range, an unknown layer or unit.
  public func generate(
    scenes: [Int],
    edit: Edit = Edit(),
    observing observed: Set<LayerName> = [],
    progress: ProgressHandler = ignoreProgress
  ) throws(Fault) -> Generation {
    var pieces: [Generation] = []
    try generate(scenes: scenes, edit: edit, observing: observed, progress: progress) {
      pieces.append($0)
    }
    return Generation(
      images: Tensor(joining: pieces.map(\.images)),
      activations: Dictionary(
        uniqueKeysWithValues: observed.map { name in
          (name, Tensor(joining: pieces.compactMap { $0.activations[name] }))
        }
      )
    )
  }

  /// Draws scenes batch by batch, so that they need not be in memory at once.
  ///
  /// - Parameters:
  ///   - scenes: The scenes' numbers under the seed.
  ///   - edit: What to change; empty for nothing.
  ///   - observed: The layers whose outputs, before edits, to hand over.
  ///   - progress: Called for each batch; it may throw to stop.
  ///   - each: Takes a batch's raw images and activations, in the order of `scenes`.
  /// - Throws: As the other, and what `each` throws.
  public func generate(
    scenes: [Int],
    edit: Edit = Edit(),
    observing observed: Set<LayerName> = [],
    progress: ProgressHandler = ignoreProgress,
    each: (Generation) throws(Fault) -> Void
  ) throws(Fault) {
    session.claimThread()
    try checkScenes(scenes)
    for name in observed { _ = try layer(name) }
    for start in stride(from: 0, to: scenes.count, by: batchSize) {
      let batch = Array(scenes[start..<min(start + batchSize, scenes.count)])
      let z = networks.latents.rows(seed: options.seed, scenes: batch)
      try each(networks.draw(z, under: edit, observing: observed))
      try progress(
        JobProgress(
          phase: "scenes drawn",
          done: start + batch.count,
          total: scenes.count,
          secondsLeft: nil
        )
      )
    }
  }

  /// Segments images at full size, as pictures are.
  ///
  /// - Parameters:
  ///   - images: Raw images in -1...1, (batch, 3, height, width).
  ///   - progress: Called for each batch; it may throw to stop.
  /// - Returns: The label map; its numbers are those of `segmenterFacts`.
  /// - Throws: `Fault` of kind usage without a segmenter.
  public func segment(
    _ images: Tensor,
    progress: ProgressHandler = ignoreProgress
  ) throws(Fault) -> LabelMap {
    session.claimThread()
    guard let segmenter = networks.segmenter else {
      _ = try vocabulary(for: "segment images")
      return LabelMap(Shape(0, 0, 0, 0), [])
    }
    var pieces: [LabelMap] = []
    for start in stride(from: 0, to: images.shape.batch, by: batchSize) {
      let batch = images.samples(start..<min(start + batchSize, images.shape.batch))
      pieces.append(try segmenter.segment(batch, options: options.settings.pictureSegmentation))
      let done = start + batch.shape.batch
      try progress(
        JobProgress(
          phase: "scenes segmented",
          done: done,
          total: images.shape.batch,
          secondsLeft: nil
        )
      )
    }
    return LabelMap(joining: pieces)
  }

  func checkScenes(_ scenes: [Int]) throws(Fault) {
    guard !scenes.isEmpty else {
      throw Fault(.usage, "draw scenes", expected: "at least one scene", found: "none")
    }
    for scene in scenes where !(0...Latents.lastScene).contains(scene) {
      throw Fault(
        .usage,
        "draw scene",
        on: "\(scene)",
        expected: "a number from 0 to \(Latents.lastScene)",
        found: "\(scene)"
      )
    }
  }
}
