import ArgumentParser
import Causes
import Concepts
import Experiments
import Faults
import Interventions
import JSONText
import Laboratory
import NumPyFiles
import Tensors

extension DistanceCommand {
  func run() throws {
    let reporter = Reporter(isStored: true)
    let workbench = try model.openWorkbench(withSegmenter: true, store: .writing)
    let edit = try edit.map { (path) throws(Fault) in try EditFile.read(path) }
    try sharing.apply(to: workbench)
    if sharing.isPartial {
      return try workbench.finishPart(sharedWork(edit), sampleSize: sampleSize.count, reporter)
    }
    let pictures = try real.map { (folder) throws(Fault) in
      try read(folder, workbench: workbench, reporter: reporter)
    }
    var findings = Findings()
    if let rank {
      let artifacts = try workbench.artifacts(
        of: LayerName(rank),
        reference: pictures,
        topCount: top,
        sampleSize: sampleSize.count,
        progress: reporter.report
      )
      findings.lines += table(of: artifacts, isReal: pictures != nil)
      findings.members.append(("ranking", record(of: artifacts)))
    }
    if rank == nil || edit != nil {
      try compare(workbench, pictures, under: edit, reporter: reporter, into: &findings)
    }
    try write(findings, of: workbench)
  }

  /// What was found: in words, as JSON, and as arrays.
  private struct Findings {
    var lines: [String] = []
    var members: [(name: String, value: JSONValue)] = []
    var arrays: [(name: String, bytes: [UInt8])] = []
  }

  /// Compares scenes with pictures, with edited scenes and with those of another generator.
  private func compare(
    _ workbench: Workbench,
    _ pictures: SceneStatistics?,
    under edit: Edit?,
    reporter: Reporter,
    into findings: inout Findings
  ) throws {
    func scenes(of bench: Workbench, under edit: Edit = Edit()) throws(Fault) -> SceneStatistics {
      try bench.statistics(
        under: edit,
        hasFeatures: true,
        sampleSize: sampleSize.count,
        progress: reporter.report
      )
    }
    let plain = try scenes(of: workbench)
    findings.arrays += tables(of: plain, "scenes")
    if let pictures {
      try add(plain, pictures, as: "scenes to pictures", to: &findings)
      findings.arrays += tables(of: pictures, "pictures")
    }
    if let edit {
      let edited = try scenes(of: workbench, under: edit)
      findings.arrays += tables(of: edited, "edited")
      try add(plain, edited, as: "scenes to edited scenes", to: &findings)
      if let pictures {
        try add(edited, pictures, as: "edited scenes to pictures", to: &findings)
      }
    }
    if let against {
      let others = try scenes(of: model.openAgainst(against, beside: workbench))
      findings.arrays += tables(of: others, "against")
      try add(plain, others, as: "scenes to scenes of \(displayable(against))", to: &findings)
    }
  }

  private func write(_ findings: Findings, of workbench: Workbench) throws {
    if let json {
      let members: [(name: String, value: JSONValue)] = [
        ("seed", .integer(Int(workbench.options.seed))),
        ("sample_size", .integer(sampleSize.count)),
        ("unit", .string("squared per cent of the image")),
      ]
      let record = JSONValue.object(members + findings.members + workbench.settingsRecord)
      try Destination.write(
        Array((record.text() + "\n").utf8),
        to: json,
        attempt: "write the distances"
      )
    }
    if let npz {
      try Destination.write(NPZ.encode(findings.arrays), to: npz, attempt: "write the class areas")
    }
    if json != "-" { try say(lines: findings.lines) }
  }

  /// The scenes that the distances need; pictures are looked at where parts are merged.
  private func sharedWork(_ edit: Edit?) -> [SharedWork] {
    var works: [SharedWork] = rank.map { [.statistics(Edit(), peaksOf: LayerName($0))] } ?? []
    if rank == nil || edit != nil { works.append(.statistics(Edit(), peaksOf: nil)) }
    if let edit { works.append(.statistics(edit, peaksOf: nil)) }
    return works
  }

  /// Reads the pictures, and names on standard error those that are left out.
  private func read(
    _ folder: String,
    workbench: Workbench,
    reporter: Reporter
  ) throws(Fault) -> SceneStatistics {
    let (statistics, faults) = try workbench.statistics(
      ofPicturesIn: folder,
      limit: sampleSize.count,
      hasFeatures: true,
      progress: reporter.report
    )
    for fault in faults { complain(fault) }
    if !faults.isEmpty {
      complain(
        "\(counted(faults.count, "picture")) of '\(displayable(folder))' left out, "
          + "\(statistics.count) used"
      )
    }
    return statistics
  }

  private func add(
    _ first: SceneStatistics,
    _ second: SceneStatistics,
    as name: String,
    to findings: inout Findings
  ) throws(Fault) {
    guard let found = SegmentationDistance(first, second, replicates: replicates) else {
      throw Fault(
        .usage,
        "measure the distance of \(name)",
        expected: "at least two images on each side",
        found: "\(first.count) and \(second.count)"
      )
    }
    let interval = found.distance.halfWidth.map { " ± \(fixed($0, 2))" } ?? ""
    findings.lines.append(
      "\(name): \(fixed(found.distance.value, 2))\(interval) "
        + "(\(found.firstCount) and \(found.secondCount) images)"
    )
    let features = FeatureDistance(first, second, replicates: replicates)
    if let features {
      let interval = features.distance.halfWidth.map { " ± \(fixed($0, 4))" } ?? ""
      findings.lines.append(
        "  by \(features.features) pooled features: "
          + "\(fixed(features.distance.value, 4))\(interval)"
      )
    }
    let distance: Estimate? = found.distance
    let featureDistance: Estimate? = features?.distance
    findings.members.append(
      (
        name.split(separator: " ").prefix(5).joined(separator: "_"),
        .object([
          ("distance", distance.json), ("first_count", .integer(found.firstCount)),
          ("second_count", .integer(found.secondCount)),
          ("bootstrap_samples", .integer(found.replicates)),
          ("feature_distance", featureDistance.json),
          ("features", .integer(features?.features ?? 0)),
          ("feature_bootstrap_samples", .integer(features?.replicates ?? 0)),
        ])
      )
    )
  }

  private func table(of artifacts: UnitArtifacts, isReal: Bool) -> [String] {
    var table = Table([("unit of \(artifacts.layer.name)", .right), ("distance", .right)])
    table.rows = artifacts.ranking.prefix(limit).map {
      ["\($0)", fixed(artifacts.distances[$0], 2)]
    }
    let units = artifacts.ranking.prefix(limit).map(String.init).joined(separator: ",")
    return [
      "top \(artifacts.topCount) of \(artifacts.scenes) scenes of each unit against "
        + (isReal ? "the pictures" : "the other scenes")
    ] + table.lines + ["units \(units)"]
  }

  private func record(of artifacts: UnitArtifacts) -> JSONValue {
    .object([
      ("layer", .string(artifacts.layer.name.rawValue)),
      ("top_scenes", .integer(artifacts.topCount)), ("scenes", .integer(artifacts.scenes)),
      ("units", .array(artifacts.ranking.map { .integer($0) })),
      ("distances", .array(artifacts.ranking.map { .double(artifacts.distances[$0]) })),
    ])
  }

  /// Class areas, and pooled features.
  private func tables(
    of statistics: SceneStatistics,
    _ name: String
  ) -> [(name: String, bytes: [UInt8])] {
    let (count, features) = (statistics.count, statistics.featureCount)
    return [
      (name, NPY.encode(statistics.table(), dimensions: [count, statistics.concepts])),
      ("\(name)_features", NPY.encode(statistics.features, dimensions: [count, features])),
    ]
  }
}
