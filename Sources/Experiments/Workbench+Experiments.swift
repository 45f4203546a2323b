public import Dissection
public import Faults
public import Interventions
public import Laboratory
public import Tensors

extension Workbench {
  /// Dissects layers over the first scenes of the seed, going on from what the store holds.
  ///
  /// - Parameters:
  ///   - names: The layers; nil for all.
  ///   - sampleSize: How many scenes.
  ///   - onUpdate: Called with each layer's newest state, at most some four times a second.
  ///   - progress: Called for each step; it may throw to stop, and what was counted stays stored.
  /// - Returns: The layers' dissections in the order asked.
  /// - Throws: `Fault` for an unknown layer.
  @discardableResult
  public func dissect(
    _ names: [LayerName]? = nil,
    sampleSize: Int,
    onUpdate: @escaping (LayerDissection) -> Void = { _ in },
    progress: ProgressHandler = ignoreProgress
  ) throws(Fault) -> [LayerDissection] {
    let layers = try layers(names)
    try checkSampleSize(sampleSize)
    let run = DissectionRun(self, layers: layers, sampleSize: sampleSize, onUpdate: onUpdate)
    try drive(run, progress: progress)
    return layers.compactMap { run.dissections[$0.name] }
  }

  /// Measures what an edit causes over the first scenes of the seed.
  ///
  /// - Throws: `Fault` without a segmenter or for an edit that does not fit.
  public func measure(
    _ edit: Edit,
    against baseline: Edit = Edit(),
    sampleSize: Int,
    progress: ProgressHandler = ignoreProgress
  ) throws(Fault) -> Measurement {
    try checkSampleSize(sampleSize)
    let run = try MeasurementRun(
      self,
      edit: edit,
      against: baseline,
      sampleSize: sampleSize
    ) { _ in }
    try drive(run, progress: progress)
    return run.measurement
  }

  /// Ablates every unit of a layer alone over the first scenes of the seed.
  ///
  /// - Throws: `Fault` without a segmenter or for an unknown layer.
  public func sweep(
    _ name: LayerName,
    sampleSize: Int,
    onUpdate: @escaping (Sweep) -> Void = { _ in },
    progress: ProgressHandler = ignoreProgress
  ) throws(Fault) -> Sweep {
    try checkSampleSize(sampleSize)
    let run = try SweepRun(
      self,
      layer: editableLayer(name),
      sampleSize: sampleSize,
      onUpdate: onUpdate
    )
    try drive(run, progress: progress)
    guard let sweep = run.sweep else {
      throw Fault(.defect, "sweep", on: name.rawValue, found: "no unit was measured")
    }
    return sweep
  }

  /// Layers by name, or all.
  ///
  /// - Throws: `Fault` for an unknown layer.
  public func layers(_ names: [LayerName]?) throws(Fault) -> [LayerDescription] {
    guard let names else { return layers }
    var found: [LayerDescription] = []
    for name in names where !found.contains(where: { $0.name == name }) {
      found.append(try layer(name))
    }
    return found
  }

  func checkSampleSize(_ size: Int) throws(Fault) {
    guard share == nil else {
      throw Fault(.defect, "take a sample of scenes", found: "a share of one where all is needed")
    }
    try checkNumber(ofScenes: size)
  }

  func checkNumber(ofScenes size: Int) throws(Fault) {
    guard (1...1_000_000).contains(size) else {
      throw Fault(
        .usage,
        "take a sample of scenes",
        expected: "1 to 1,000,000 scenes",
        found: "\(size)"
      )
    }
  }
}
