public import Causes
import Concepts
public import Faults
import Foundation
import Generators
import Images
public import Interventions
import Jobs
import OneDNN
public import Laboratory
import Segmenters
import Store
public import Tensors

/// Gathers the class areas of a generator's scenes under an edit, and how active units are in them.
final class StatisticsRun: JobSteps {
  private let bench: Workbench
  private let edit: Edit
  private let edits: [LayerEdit]
  private let layer: LayerDescription?
  private let batches: SceneBatches
  private let key: StoreKey
  private let vocabulary: ConceptVocabulary
  private let hasFeatures: Bool
  private var drawn: Generation?
  private var savedAt = SuspendingClock.now
  /// The class areas so far.
  private(set) var statistics: SceneStatistics
  /// Each unit's highest activation in each scene: [scene * units + unit].
  private(set) var peaks: [Float] = []
  private static let saveInterval = Duration.seconds(1)

  /// Prepares a run and takes up what the store holds of it.
  ///
  /// - Throws: `Fault` without a segmenter, or for an edit that does not fit.
  init(
    _ bench: Workbench,
    edit: Edit,
    peaksOf layer: LayerDescription?,
    hasFeatures: Bool = false,
    sampleSize: Int
  ) throws(Fault) {
    self.bench = bench
    self.hasFeatures = hasFeatures
    self.layer = layer
    vocabulary = try bench.vocabulary(for: "compare scenes")
    self.edit = edit
    edits = try edit.unitEdits(for: bench.editableLayers)
    batches = try bench.batches(seed: bench.options.seed, sampleSize: sampleSize)
    key = bench.own(
      bench.keys.cause(
        .statistics,
        layer,
        sampleSize: sampleSize,
        detail: Self.detail(edit, hasFeatures)
      ),
      batches
    )
    statistics = SceneStatistics(concepts: vocabulary.count)
    let (concepts, units) = (vocabulary.count, layer?.units ?? 0)
    let known = bench.results.recalled(key) {
      (record) throws(Fault) -> (SceneStatistics, [Float])? in
      let peaks = record.floats("peaks") ?? []
      guard let areas = record.integers("areas"),
        var known = SceneStatistics(areas, concepts: concepts), known.count == record.done,
        peaks.count == known.count * units,
        !hasFeatures || known.restore(features: record.floats("features") ?? [])
      else { throw record.misfit("numbers that do not belong together") }
      return (known, peaks)
    }
    if let known { (statistics, peaks) = known }
  }

  private static func detail(_ edit: Edit, _ hasFeatures: Bool) -> String {
    edit.canonicalText + (hasFeatures ? "; with features" : "")
  }

  func advance() throws(Fault) -> StepOutcome {
    let batch = batches.batch(after: statistics.count)
    guard batch < batches.batchCount else { return .finished }
    if let generation = drawn {
      drawn = nil
      let map = try bench.countableSegmentation(of: generation.images)
      let used = 0..<batches.used(batch)
      let first = UInt64(batches.seed) << 32 | UInt64(batches.firstScene(batch))
      try statistics.add(
        map.samples(used),
        images: used.map { first + UInt64($0) },
        vocabulary: vocabulary,
        features: hasFeatures ? bench.pooledFeatures(of: generation.images.samples(used)) : []
      )
      if let layer, let activations = generation.activations[layer.name] {
        for scene in used {
          peaks += (0..<layer.units).map { unit in
            activations.featureMap(sample: scene, unit: unit).max() ?? 0
          }
        }
      }
      saveIfDue()
    } else {
      let placed = try bench.generator.latents(
        batches.latents(batch, of: bench.sceneLatents),
        movedBy: edit
      )
      drawn = try bench.generator.generate(
        placed.values,
        in: placed.space,
        edits: edits,
        observing: Set(layer.map { [$0.name] } ?? []),
        precision: bench.precision
      )
    }
    return .working(
      StepReport(phase: "scenes looked at", done: statistics.count, total: batches.count)
    )
  }

  private func saveIfDue() {
    let isLast = statistics.count == batches.count
    if isLast || SuspendingClock.now - savedAt > Self.saveInterval { leave() }
  }

  func leave() {
    savedAt = .now
    var parts: [String: StoredArray] = ["areas": .integers(statistics.numbers)]
    if hasFeatures { parts["features"] = .floats(statistics.features) }
    if layer != nil { parts["peaks"] = .floats(peaks) }
    bench.keep(
      StoreRecord(key: key, done: statistics.count, total: batches.count, parts: parts)
    )
  }
}

extension Workbench {
  /// The segmenter's pooled features of images.
  func pooledFeatures(of images: Tensor) throws(Fault) -> [[Float]] {
    guard let segmenter else {
      throw Fault(.defect, "compare scenes by features", found: "no segmenter")
    }
    return try segmenter.pooledFeatures(
      of: images,
      options: options.settings.countingSegmentation
    )
  }

  /// The class areas of scenes under an edit, and what the segmenter's encoder makes of them.
  ///
  /// - Throws: `Fault` without a segmenter, or for an edit that does not fit.
  public func statistics(
    under edit: Edit = Edit(),
    hasFeatures: Bool = false,
    sampleSize: Int,
    progress: ProgressHandler = ignoreProgress
  ) throws(Fault) -> SceneStatistics {
    try checkSampleSize(sampleSize)
    let run = try StatisticsRun(
      self,
      edit: edit,
      peaksOf: nil,
      hasFeatures: hasFeatures,
      sampleSize: sampleSize
    )
    try drive(run, progress: progress)
    return run.statistics
  }

  /// Judges each unit of a layer by the scenes that activate it most.
  ///
  /// - Parameters:
  ///   - name: The layer.
  ///   - reference: Real pictures; nil compares each unit's top scenes with the rest.
  ///   - topCount: How many top scenes each unit is judged by.
  ///   - sampleSize: How many scenes are looked at.
  ///   - progress: Called for each step; it may throw to stop.
  /// - Returns: The units' distances.
  /// - Throws: `Fault` without a segmenter, or for a sample that is too small.
  public func artifacts(
    of name: LayerName,
    reference: SceneStatistics?,
    topCount: Int,
    sampleSize: Int,
    progress: ProgressHandler = ignoreProgress
  ) throws(Fault) -> UnitArtifacts {
    guard sampleSize >= 4 else {
      throw Fault(
        .usage,
        "judge units by their top scenes",
        expected: "at least four scenes",
        found: "\(sampleSize)"
      )
    }
    try checkSampleSize(sampleSize)
    let layer = try layer(name)
    let run = try StatisticsRun(self, edit: Edit(), peaksOf: layer, sampleSize: sampleSize)
    try drive(run, progress: progress)
    return UnitArtifacts(
      layer: layer,
      statistics: run.statistics,
      peaks: run.peaks,
      reference: reference,
      topCount: topCount
    )
  }

  /// The class areas of the PNGs of a folder.
  ///
  /// Pictures that cannot be read, or are of another size than the generator's, are left out.
  ///
  /// - Parameters:
  ///   - folder: The folder; folders in it are not looked into.
  ///   - limit: How many pictures at most, in the order of their names.
  ///   - hasFeatures: Whether the segmenter's pooled features are gathered too.
  ///   - progress: Called for each batch; it may throw to stop.
  /// - Returns: The areas, and why each of the others was left out.
  /// - Throws: `Fault` without a segmenter, or for a folder without a picture that can be used.
  public func statistics(
    ofPicturesIn folder: String,
    limit: Int = 1_000_000,
    hasFeatures: Bool = false,
    progress: ProgressHandler = ignoreProgress
  ) throws(Fault) -> (statistics: SceneStatistics, faults: [Fault]) {
    session.claimThread()
    let vocabulary = try vocabulary(for: "compare with the pictures in \(folder)")
    let paths = try picturePaths(in: folder)
    var statistics = SceneStatistics(concepts: vocabulary.count)
    var faults: [Fault] = []
    var waiting: [(image: UInt64, tensor: Tensor)] = []
    func flush() throws(Fault) {
      guard !waiting.isEmpty else { return }
      // Whole batches, so that each picture gets the same bits whatever stands beside it.
      var tensors = waiting.map(\.tensor)
      while tensors.count < batchSize { tensors.append(tensors[0]) }
      let map = try countableSegmentation(of: Tensor(joining: tensors))
      try statistics.add(
        map.samples(0..<waiting.count),
        images: waiting.map(\.image),
        vocabulary: vocabulary,
        features: hasFeatures ? pooledFeatures(of: Tensor(joining: waiting.map(\.tensor))) : []
      )
      waiting = []
    }
    for (number, path) in paths.enumerated() where statistics.count + waiting.count < limit {
      do throws(Fault) {
        waiting.append((UInt64(number) | 1 << 63, try picture(at: path)))
      } catch {
        faults.append(error)
      }
      if waiting.count == batchSize { try flush() }
      let report = JobProgress(
        phase: "pictures looked at",
        done: number + 1,
        total: paths.count,
        secondsLeft: nil
      )
      try progress(report)
    }
    try flush()
    guard statistics.count > 0 else {
      throw Fault(
        .missing,
        "compare with the pictures in",
        on: folder,
        expected: "PNGs of \(generatorFacts.imageWidth)x\(generatorFacts.imageHeight) pixels",
        found: faults.isEmpty
          ? "no PNG" : "\(faults.count) that cannot be used: \(faults[0].found)"
      )
    }
    return (statistics, faults)
  }

  private func picture(at path: String) throws(Fault) -> Tensor {
    let image = try PNG.read(path: path).image
    guard image.width == generatorFacts.imageWidth, image.height == generatorFacts.imageHeight
    else {
      throw Fault(
        .refused,
        "use the picture",
        on: path,
        expected: "\(generatorFacts.imageWidth)x\(generatorFacts.imageHeight) pixels",
        found: "\(image.width)x\(image.height)"
      )
    }
    return image.tensor
  }

  private func picturePaths(in folder: String) throws(Fault) -> [String] {
    do {
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      return names.filter { $0.lowercased().hasSuffix(".png") }.sorted().map { folder + "/" + $0 }
    } catch {
      throw Fault(
        .missing,
        "read the folder",
        on: folder,
        found: "it is not there or cannot be read"
      )
    }
  }
}
