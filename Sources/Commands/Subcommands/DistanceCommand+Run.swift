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
    var members: [(name: String, value: JSONValue)] = [
      ("seed", .integer(Int(workbench.options.seed))),
      ("sample_size", .integer(sampleSize.count)),
      ("unit", .string("squared per cent of the image")),
    ]
    var lines: [String] = []
    var arrays: [(name: String, bytes: [UInt8])] = []
    if let rank {
      let artifacts = try workbench.artifacts(
        of: LayerName(rank),
        reference: pictures,
        topCount: top,
        sampleSize: sampleSize.count,
        progress: reporter.report
      )
      lines += table(of: artifacts, isReal: pictures != nil)
      members.append(("ranking", record(of: artifacts)))
    }
    if rank == nil || edit != nil {
      let plain = try workbench.statistics(
        hasFeatures: true,
        sampleSize: sampleSize.count,
        progress: reporter.report
      )
      arrays += tables(of: plain, "scenes")
      if let pictures {
        try add(plain, pictures, as: "scenes to pictures", lines: &lines, members: &members)
        arrays += tables(of: pictures, "pictures")
      }
      if let edit {
        let edited = try workbench.statistics(
          under: edit,
          hasFeatures: true,
          sampleSize: sampleSize.count,
          progress: reporter.report
        )
        arrays += tables(of: edited, "edited")
        try add(plain, edited, as: "scenes to edited scenes", lines: &lines, members: &members)
        if let pictures {
          try add(
            edited,
            pictures,
            as: "edited scenes to pictures",
            lines: &lines,
            members: &members
          )
        }
      }
      if let against {
        let bench = try model.openAgainst(against, beside: workbench)
        let scenes = try bench.statistics(
          hasFeatures: true,
          sampleSize: sampleSize.count,
          progress: reporter.report
        )
        arrays += tables(of: scenes, "against")
        try add(
          plain,
          scenes,
          as: "scenes to scenes of \(displayable(against))",
          lines: &lines,
          members: &members
        )
      }
    }
    if let json {
      let text = JSONValue.object(members + workbench.settingsRecord).text() + "\n"
      try Destination.write(Array(text.utf8), to: json, attempt: "write the distances")
    }
    if let npz {
      try Destination.write(NPZ.encode(arrays), to: npz, attempt: "write the class areas")
    }
    if json != "-" { try say(lines: lines) }
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
    lines: inout [String],
    members: inout [(name: String, value: JSONValue)]
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
    lines.append(
      "\(name): \(fixed(found.distance.value, 2))\(interval) "
        + "(\(found.firstCount) and \(found.secondCount) images)"
    )
    let features = FeatureDistance(first, second, replicates: replicates)
    if let features {
      let interval = features.distance.halfWidth.map { " ± \(fixed($0, 4))" } ?? ""
      lines.append(
        "  by \(features.features) pooled features: "
          + "\(fixed(features.distance.value, 4))\(interval)"
      )
    }
    let distance: Estimate? = found.distance
    let featureDistance: Estimate? = features?.distance
    members.append(
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
