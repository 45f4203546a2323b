public import Causes
import Concepts
public import Faults
import Foundation
import Images
public import Interventions
import Jobs
public import Laboratory
import OneDNN
import Segmenters
import Store
public import Tensors

// How scenes compare: the areas of classes in generated scenes and in pictures of a folder.
extension Workbench {
  func statisticsRun(
    under edit: Edit = Edit(),
    peaksOf layer: LayerDescription? = nil,
    hasFeatures: Bool = false,
    sampleSize: Int
  ) throws(Fault) -> StatisticsRun {
    let batches = try books.batches(sampleSize: sampleSize)
    let key = keys.cause(
      .statistics,
      layer,
      sampleSize: sampleSize,
      detail: edit.canonicalText + (hasFeatures ? "; with features" : "")
    )
    return try StatisticsRun(
      networks,
      under: edit,
      peaksOf: layer,
      hasFeatures: hasFeatures,
      over: batches,
      at: books.entry(key, over: batches)
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
    let run = try statisticsRun(under: edit, hasFeatures: hasFeatures, sampleSize: sampleSize)
    return try drive(run, progress: progress).statistics
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
    let run = try statisticsRun(peaksOf: layer, sampleSize: sampleSize)
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
      let map = try networks.countableSegmentation(of: Tensor(joining: tensors))
      try statistics.add(
        map.samples(0..<waiting.count),
        images: waiting.map(\.image),
        vocabulary: vocabulary,
        features: hasFeatures
          ? networks.pooledFeatures(of: Tensor(joining: waiting.map(\.tensor))) : []
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
