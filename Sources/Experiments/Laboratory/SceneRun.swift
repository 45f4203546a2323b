import Dissection
import Faults
import Generators
import Images
import Interventions
import Jobs
import Laboratory
import Latents
import OneDNN
import Segmenters
import Tensors

/// Draws a scene with an edit: answered first without, then with its segmentations.
final class SceneRun: JobSteps {
  private let networks: Networks
  private let scenes: SceneTraces
  private let request: SceneRequest
  private let onUpdate: (SceneResult) -> Void
  private var result: SceneResult?
  private var edited: Tensor?
  private var entry: SceneTraces.Entry?

  init(
    _ networks: Networks,
    _ request: SceneRequest,
    keeping scenes: SceneTraces,
    onUpdate: @escaping (SceneResult) -> Void
  ) {
    self.networks = networks
    self.scenes = scenes
    self.request = request
    self.onUpdate = onUpdate
  }

  func advance() throws(Fault) -> StepOutcome {
    guard result != nil else {
      // A trace is kept for the next key, and scenes are shown even while keys come fast.
      try networks.generator.session.withoutPauses { () throws(Fault) in try draw() }
      let isDone = !request.isSegmented || networks.segmenter == nil
      return isDone ? .finished : .working(StepReport(phase: "scene drawn", done: 1, total: 2))
    }
    try segment()
    return .finished
  }

  private func draw() throws(Fault) {
    let layer = request.layer
    let edits = try request.edit.unitEdits(for: networks.editableLayers)
    let entry = try traced([])
    let plain = try entry.trace.image(keeping: [layer] + edits.prefix(1).map(\.layer))
    let movements = request.edit.movements
    let moved = movements.isEmpty ? entry : try traced(movements)
    let image =
      edits.isEmpty ? try moved.trace.image() : try moved.trace.picture(under: edits).image
    let original = RGBImage(clamping: plain)
    let drawn = SceneResult(
      request: request,
      original: original,
      edited: request.edit.isEmpty ? original : RGBImage(clamping: image),
      activations: try entry.trace.activation(of: layer)
    )
    (self.entry, edited, result) = (entry, image, drawn)
    onUpdate(drawn)
  }

  /// The scene, moved along directions or where it is, as far as it is drawn.
  private func traced(_ movements: [DirectionEdit]) throws(Fault) -> SceneTraces.Entry {
    let key = SceneTraces.Key(seed: request.seed, scene: request.scene, movements: movements)
    if let known = scenes[key] { return known }
    let z = networks.latents.rows(
      seed: request.seed,
      first: request.scene,
      count: 1
    )
    let placed = try networks.generator.latents(z, movedBy: Edit(directions: movements))
    let entry = SceneTraces.Entry(
      try networks.generator.trace(
        placed.values,
        in: placed.space,
        precision: networks.previewPrecision,
        usesWindows: true
      )
    )
    scenes.keep(entry, for: key)
    return entry
  }

  private func segment() throws(Fault) {
    guard let drawn = result, let entry, let edited,
      let vocabulary = networks.vocabulary
    else { return }
    let before: LabelMap
    if let known = entry.segmentation {
      before = known
    } else {
      before = try networks.previewSegmentation(of: entry.trace.image())
      entry.segmentation = before
    }
    let after = drawn.request.edit.isEmpty ? before : try networks.previewSegmentation(of: edited)
    var tally = EffectAccumulator(vocabulary: vocabulary)
    try tally.add(before: before, after: after)
    var complete = drawn
    complete.originalSegmentation = before
    complete.editedSegmentation = after
    complete.effects = tally.effects
    onUpdate(complete)
  }
}

/// The newest scenes as far as they are drawn, so that a key costs only what it changes.
final class SceneTraces {
  /// A scene's name.
  struct Key: Hashable {
    let seed: UInt32
    let scene: Int
    /// What moves it, as the step of each direction.
    var movements: [DirectionEdit] = []
  }

  /// What is kept of a scene.
  final class Entry {
    /// What the generator computed of it.
    let trace: Trace
    /// The segmentation without an edit.
    var segmentation: LabelMap?

    init(_ trace: Trace) { self.trace = trace }
  }

  private var entries: [(key: Key, entry: Entry)] = []
  /// All scenes but the newest together keep at most so many bytes; the newest has its own limit.
  private static let byteLimit = 32 << 20

  /// Forgets all, as when scenes are computed another way from now on.
  func clear() { entries = [] }

  /// A scene, which is from now on the newest.
  subscript(key: Key) -> Entry? {
    guard let index = entries.firstIndex(where: { $0.key == key }) else { return nil }
    entries.append(entries.remove(at: index))
    return entries.last?.entry
  }

  /// Keeps a scene, and forgets the oldest ones beyond the limit before it needs memory.
  func keep(_ entry: Entry, for key: Key) {
    while entries.reduce(0, { $0 + $1.entry.trace.byteCount }) > Self.byteLimit {
      entries.removeFirst()
    }
    entries.append((key, entry))
  }
}
