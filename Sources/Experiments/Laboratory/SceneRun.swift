import Dissection
import Faults
import Generators
import Images
import Interventions
import Jobs
import Laboratory
import Latents
import Segmenters
import Tensors

/// Draws a scene with an edit: answered first without, then with its segmentations.
final class SceneRun: JobSteps {
  private let bench: Workbench
  private let cache: SceneCache
  private let request: SceneRequest
  private let told: (SceneResult) -> Void
  private var result: SceneResult?
  private var edited: Tensor?
  private let key: SceneCache.Key

  init(
    _ bench: Workbench,
    _ cache: SceneCache,
    _ request: SceneRequest,
    told: @escaping (SceneResult) -> Void
  ) {
    self.bench = bench
    self.cache = cache
    self.request = request
    self.told = told
    key = SceneCache.Key(seed: request.seed, scene: request.scene)
  }

  func advance() throws(Fault) -> StepOutcome {
    guard result != nil else {
      try draw()
      let isDone = !request.isSegmented || bench.segmenter == nil
      return isDone ? .finished : .working(StepReport(phase: "scene drawn", done: 1, total: 2))
    }
    try segment()
    return .finished
  }

  private func draw() throws(Fault) {
    try bench.checkScenes([request.scene])
    let edits = try request.edit.layerEdits(for: bench.layers)
    let wanted = try [bench.layer(request.layer).name] + edits.prefix(1).map(\.layer)
    let entry = try unedited(observing: wanted)
    var image = entry.image
    if let first = edits.first?.layer, let activation = entry.activations[first] {
      image = try bench.generator.resume(
        after: first,
        from: activation,
        edits: edits,
        precision: bench.options.previewPrecision
      ).images
    }
    edited = image
    let original = RGBImage(clamping: entry.image)
    let drawn = SceneResult(
      request: request,
      original: original,
      edited: edits.isEmpty ? original : RGBImage(clamping: image),
      activations: entry.activations[request.layer] ?? Tensor(Shape(0, 0, 0, 0), [])
    )
    result = drawn
    told(drawn)
  }

  /// The scene without an edit, from the cache where it has all that is wanted.
  private func unedited(observing wanted: [LayerName]) throws(Fault) -> SceneCache.Entry {
    if let known = cache[key], wanted.allSatisfy({ known.activations[$0] != nil }) {
      cache.keep(known, for: key)
      return known
    }
    let z = Latents.rows(
      seed: request.seed,
      first: request.scene,
      count: 1,
      width: bench.latentWidth
    )
    let generation = try bench.generator.generate(
      z,
      observing: observed(wanted),
      precision: bench.options.previewPrecision
    )
    let entry = SceneCache.Entry(
      image: generation.images,
      activations: generation.activations,
      segmentation: cache[key]?.segmentation
    )
    cache.keep(entry, for: key)
    return entry
  }

  /// All layers of a small generator, so that going to another layer costs nothing; of a large one
  /// only those that are wanted.
  private func observed(_ wanted: [LayerName]) -> Set<LayerName> {
    let size = bench.layers.reduce(0) { $0 + $1.units * $1.height * $1.width }
    return Set(size <= 1 << 20 ? bench.layers.map(\.name) : wanted)
  }

  private func segment() throws(Fault) {
    guard let drawn = result, var entry = cache[key], let edited,
      let vocabulary = bench.segmenterFacts?.vocabulary
    else { return }
    if entry.segmentation == nil {
      entry.segmentation = try bench.previewSegmentation(of: entry.image)
      cache.keep(entry, for: key)
    }
    guard let before = entry.segmentation else { return }
    let after = drawn.request.edit.isEmpty ? before : try bench.previewSegmentation(of: edited)
    var tally = EffectAccumulator(vocabulary: vocabulary)
    try tally.add(before: before, after: after)
    var complete = drawn
    complete.originalSegmentation = before
    complete.editedSegmentation = after
    complete.effects = tally.effects
    told(complete)
  }
}

extension Workbench {
  /// A segmentation for the screen.
  func previewSegmentation(of images: Tensor) throws(Fault) -> LabelMap {
    guard let segmenter else {
      throw Fault(.defect, "segment a picture", found: "no segmenter")
    }
    return try segmenter.segment(images, options: options.previewSegmentation)
  }
}
