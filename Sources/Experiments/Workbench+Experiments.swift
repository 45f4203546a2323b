public import Dissection
public import Faults
public import Interventions
public import Laboratory
import Store
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
    let run = DissectionRun(
      dissectionRecords,
      layers: layers,
      sampleSize: sampleSize,
      onUpdate: onUpdate
    )
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
    let run = try measurementRun(edit, against: baseline, sampleSize: sampleSize) { _ in }
    return try drive(run, progress: progress).measurement
  }

  func measurementRun(
    _ edit: Edit,
    against baseline: Edit = Edit(),
    sampleSize: Int,
    onUpdate: @escaping (Measurement) -> Void
  ) throws(Fault) -> MeasurementRun {
    _ = try vocabulary(for: "measure the edit")
    try check(edit)
    try check(baseline)
    let batches = try books.batches(sampleSize: sampleSize)
    let key = keys.measurement(edit, against: baseline, sampleSize: sampleSize)
    return try MeasurementRun(
      networks,
      edit: edit,
      against: baseline,
      over: batches,
      at: books.entry(key, over: batches),
      onUpdate: onUpdate
    )
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
    let run = try sweepRun(editableLayer(name), sampleSize: sampleSize, onUpdate: onUpdate)
    try drive(run, progress: progress)
    guard let sweep = run.sweep else {
      throw Fault(.defect, "sweep", on: name.rawValue, found: "no unit was measured")
    }
    return sweep
  }

  /// - Throws: `Fault` without a segmenter, or for units that the layer has not.
  func sweepRun(
    _ layer: LayerDescription,
    units: Range<Int>? = nil,
    sampleSize: Int,
    onUpdate: @escaping (Sweep) -> Void
  ) throws(Fault) -> SweepRun {
    if let units, units.isEmpty || units.upperBound > layer.units {
      throw Fault(
        .usage,
        "sweep units of",
        on: layer.name.rawValue,
        expected: "units from 0 to \(layer.units - 1)",
        found: units.isEmpty ? "none" : RangeSet(units).rangeText
      )
    }
    // All units are all units, however they are named.
    let units = units == 0..<layer.units ? nil : units
    let batches = try books.batches(sampleSize: sampleSize)
    let key = keys.sweep(layer, sampleSize: sampleSize)
    return try SweepRun(
      networks,
      layer: layer,
      units: units,
      over: batches,
      at: books.entry(key, over: batches, units: units),
      onUpdate: onUpdate
    )
  }

  /// What the store holds of a sweep of all scenes and units.
  func storedSweepTally(of layer: LayerDescription, sampleSize: Int) -> SweepAccumulator? {
    guard let vocabulary = networks.vocabulary else { return nil }
    let entry = books.entry(keys.sweep(layer, sampleSize: sampleSize))
    let known = entry.recalled { (record) throws(Fault) in
      try KeptSweep(record, layer: layer, vocabulary: vocabulary)
    }
    return known?.tally
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
