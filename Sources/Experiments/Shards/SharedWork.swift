public import Causes
public import Dissection
public import Faults
public import Interventions
import Jobs
public import Laboratory
public import Tensors

/// Work that can be divided into parts, each done by a process of its own.
public enum SharedWork: Hashable, Sendable {
  /// A phase of a dissection of layers; nil for all.
  case dissection([LayerName]?, DissectionPhase)
  /// The single-unit effects of a layer, of some of its units or all.
  case sweep(LayerName, units: Range<Int>?)
  /// What an edit causes.
  case measurement(Edit)
  /// Effect and damage against the number of units or their level.
  case curve(CurveRequest)
  /// What an inserted set does in each context.
  case context(ContextRequest)
  /// Which units of an earlier layer feed those of a layer.
  case lineage(LayerName, from: LayerName)
  /// Class areas under an edit, and the peaks of a layer's units.
  case statistics(Edit, peaksOf: LayerName?)
}

extension Workbench {
  /// Does the share of some work, going on from what the store holds of it.
  ///
  /// Parts are stored under keys of their own, which nothing takes for a whole, until they are merged.
  ///
  /// - Throws: `Fault` where an earlier phase is not whole, for what the work itself would refuse, or
  ///   if what was done could not be stored.
  public func doShare(
    of work: SharedWork,
    sampleSize: Int,
    progress: ProgressHandler = ignoreProgress
  ) throws(Fault) {
    try checkNumber(ofScenes: sampleSize)
    try drive(try steps(of: work, sampleSize: sampleSize), progress: progress)
  }

  private func steps(of work: SharedWork, sampleSize: Int) throws(Fault) -> any JobSteps {
    switch work {
    case .dissection(let names, let phase):
      try checkPhase(phase)
      return DissectionRun(
        dissectionRecords,
        layers: try layers(names),
        sampleSize: sampleSize,
        phase: phase
      ) { _ in }
    case .sweep(let name, let units):
      return try sweepRun(layer(name), units: units, sampleSize: sampleSize) { _ in }
    case .measurement(let edit):
      return try measurementRun(edit, sampleSize: sampleSize) { _ in }
    case .curve(let request):
      return try curveRun(request, sampleSize: sampleSize) { _ in }
    case .context(let request):
      return try contextRun(request, sampleSize: sampleSize) { _ in }
    case .lineage(let name, let earlier):
      return try lineageRun(of: name, from: earlier, sampleSize: sampleSize) { _ in }
    case .statistics(let edit, let name):
      return try statisticsRun(
        under: edit,
        peaksOf: try name.map { (name) throws(Fault) in try layer(name) },
        // What is compared as a whole is compared by features too.
        hasFeatures: name == nil,
        sampleSize: sampleSize
      )
    }
  }

  private func checkPhase(_ phase: DissectionPhase) throws(Fault) {
    guard phase == .jointCounts, !dissectionPhases.contains(phase) else { return }
    throw Fault(
      .usage,
      "do the phase '\(phase.flag)'",
      expected: "levels or counts: labels by \(options.settings.rule.title) "
        + (networks.segmenter == nil ? "without a segmenter " : "") + "need no joint counts",
      found: phase.flag
    )
  }

  /// The phases of a dissection with these choices, in order.
  public var dissectionPhases: [DissectionPhase] {
    options.settings.rule.usesAllLevels && segmenterFacts != nil
      ? [.levels, .jointCounts, .counts] : [.levels, .counts]
  }
}
