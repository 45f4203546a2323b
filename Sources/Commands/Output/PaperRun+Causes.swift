import Causes
import Concepts
import Dissection
import Experiments
import Faults
import Generators
import Images
import Interventions
import Laboratory
import Plots
import Reports
import Tensors

/// What units cause: successive ablation, contexts, artifacts.
extension PaperRun {
  /// Ever larger sets switched off: scenes, curves beside controls, all rankings.
  func ablation(
    _ dissection: LayerDissection,
    concepts: [Concept],
    progress: ProgressHandler
  ) throws(Fault) -> FigureSection {
    let layer = dissection.layer
    var findings: [ReportFinding] = []
    for concept in concepts {
      let name = vocabulary.title(of: concept)
      let request = CurveRequest(
        layer: layer.name,
        concept: concept.number,
        orders: workbench.knownOrders(of: layer, for: concept.number),
        randomSets: 3,
        permutations: 3
      )
      let curve = try workbench.curve(
        request,
        sampleSize: command.trials.count,
        progress: progress
      )
      guard !curve.isWithoutConcept else {
        findings.append(
          ReportFinding(title: name, remark: "It never appeared in the scenes of the ablation.")
        )
        continue
      }
      findings.append(try scenes(without: concept, layer, progress))
      for figure in Curve.Figure.allCases {
        let plot = curve.plot(of: name, figure)
        findings.append(
          try folder.figure(
            "\(name): \(figure == .effect ? "what goes of it" : "what else changes")",
            "ablation-\(concept.number)-\(figure.rawValue)",
            svg: plot.svg(),
            png: plot.image()
          )
        )
      }
    }
    let table = try workbench.rankings(
      RankingRequest(
        layer: layer.name,
        concepts: concepts.map(\.number),
        limit: min(Self.setSize, layer.units)
      ),
      sampleSize: command.trials.count,
      progress: progress
    )
    findings.append(
      ReportFinding(
        title: "All rankings on held-out scenes, \(table.request.limit) units off",
        rows: RankingWords(table: table, vocabulary: vocabulary).page,
        remark:
          "\(counted(table.scenes, "scene")) of seed \(table.seed); 'ganscope rankings' makes those that "
          + "lack."
      )
    )
    return FigureSection(
      title: "Successive ablation",
      text: "Ever larger sets of units are switched off together, beside as many random units and "
        + "the units' activations exchanged among themselves; bands are 95 % intervals.",
      findings: findings
    )
  }

  /// Scenes that show the concept, and the same with ever more units off.
  private func scenes(
    without concept: Concept,
    _ layer: LayerDescription,
    _ progress: ProgressHandler
  ) throws(Fault) -> ReportFinding {
    // The sweep comes first, so that single-unit effects are known.
    let ranking = workbench.ranking(.effect, of: layer, for: concept.number) ?? []
    let first = try workbench.generate(
      scenes: Array(0..<4 * workbench.batchSize),
      progress: progress
    )
    let map = try workbench.segment(first.images, progress: progress)
    let size = map.shape.sampleCount
    let shown = (0..<map.shape.batch).filter { scene in
      map.labels[scene * size..<(scene + 1) * size].contains(Int32(concept.number))
    }.prefix(6)
    guard !shown.isEmpty else {
      return ReportFinding(title: vocabulary.title(of: concept), remark: "No scene to show.")
    }
    var images: [RGBImage] = []
    let numbers = [0, 2, 4, 8, Self.setSize].filter { $0 <= layer.units }
    for number in numbers {
      let edit = Edit(
        number == 0
          ? []
          : [Intervention(ranking.prefix(number).map { UnitEdit(layer: layer.name, unit: $0) })]
      )
      let drawn = try workbench.generate(scenes: Array(shown), edit: edit, progress: progress)
      images += (0..<shown.count).map { RGBImage(clamping: drawn.images, sample: $0) }
    }
    return try folder.picture(
      "\(vocabulary.title(of: concept)): units off, from above "
        + numbers.map(String.init).joined(separator: ", "),
      stem: "ablation-\(concept.number)-scenes",
      image: .grid(images, columns: shown.count, gap: 4, background: [255, 255, 255])
    )
  }

  /// Where the units make the concept appear, and how far an insertion gets.
  func contexts(
    _ dissection: LayerDissection,
    concepts: [Concept],
    progress: ProgressHandler
  ) throws(Fault) -> FigureSection {
    var findings: [ReportFinding] = []
    for concept in concepts {
      let name = vocabulary.title(of: concept)
      let units = Array(dissection.ranking(for: concept.number).prefix(Self.setSize))
      let insertion = ContextRequest(
        concept: concept.number,
        layer: dissection.layer.name,
        units: units,
        values: units.map { dissection.quantiles.value(unit: $0, quantile: 0.995) }
      )
      let contexts = try workbench.contexts(
        insertion,
        sampleSize: command.contextScenes,
        progress: progress
      )
      let chart = contexts.chart(of: name, vocabulary)
      findings.append(
        try folder.figure(
          "Where \(name) can go",
          "context-\(concept.number)",
          svg: chart.svg(),
          png: chart.image()
        )
      )
      guard dissection.layer != workbench.layers.last else { continue }
      let propagation = try workbench.propagation(
        PropagationRequest(insertion),
        sampleSize: command.contextScenes,
        progress: progress
      )
      let plot = propagation.plot(of: name)
      findings.append(
        try folder.figure(
          "What arrives of \(name)",
          "propagation-\(concept.number)",
          svg: plot.svg(),
          png: plot.image()
        )
      )
    }
    return FigureSection(
      title: "Contexts",
      text: "\(Self.setSize) units of the concept are set to their 0.995 quantile in one cell at a "
        + "time: how much of the concept appears, by what was there, and what later layers let "
        + "through.",
      findings: findings
    )
  }

  /// The units whose top scenes lie farthest from real pictures, or from the other scenes.
  func artifacts(
    _ layer: LayerDescription,
    _ progress: ProgressHandler
  ) throws(Fault) -> FigureSection {
    let real = try command.real.map { (path) throws(Fault) in
      let (statistics, faults) = try workbench.statistics(ofPicturesIn: path, progress: progress)
      faults.forEach { complain($0) }
      return statistics
    }
    let artifacts = try workbench.artifacts(
      of: layer.name,
      reference: real,
      topCount: Self.setSize,
      sampleSize: command.artifactScenes,
      progress: progress
    )
    let worst = Array(artifacts.ranking.prefix(Self.setSize))
    let most = worst.first.map { artifacts.distances[$0] } ?? 1
    let chart = BarChart(
      title: "top \(artifacts.topCount) of \(artifacts.scenes) scenes",
      axis: PlotAxis("Fréchet distance of class areas", 0...max(most, 1e-6)),
      bars: worst.map { BarChart.Bar("unit \($0)", value: artifacts.distances[$0]) }
    )
    var findings = [
      try folder.figure(
        "Units of \(layer.name) by how far their top scenes lie",
        "artifacts",
        svg: chart.svg(),
        png: chart.image()
      ), try scenes(withAndWithout: worst, layer, progress),
    ]
    if let real {
      findings.append(try distances(worst, layer: layer, to: real, progress: progress))
    }
    return FigureSection(
      title: "Artifacts",
      text: "Each unit's top scenes against "
        + (real == nil ? "the other scenes" : "the real pictures")
        + ": the farther, the more a unit may stand for what is wrong.",
      findings: findings
    )
  }

  private func scenes(
    withAndWithout units: [Int],
    _ layer: LayerDescription,
    _ progress: ProgressHandler
  ) throws(Fault) -> ReportFinding {
    var images: [RGBImage] = []
    for edit in [Edit(), ablation(of: units, layer)] {
      let drawn = try workbench.generate(scenes: Array(0..<8), edit: edit, progress: progress)
      images += (0..<8).map { RGBImage(clamping: drawn.images, sample: $0) }
    }
    return try folder.picture(
      "Scenes as they are, and without these units",
      stem: "artifacts-scenes",
      image: .grid(images, columns: 8, gap: 4, background: [255, 255, 255])
    )
  }

  /// How near scenes come to real pictures without the worst units, and without random ones.
  private func distances(
    _ worst: [Int],
    layer: LayerDescription,
    to real: SceneStatistics,
    progress: ProgressHandler
  ) throws(Fault) -> ReportFinding {
    let random = Array(
      SeededOrder.permutation(of: layer.units, seed: 0).prefix(worst.count)
    )
    let edits = [
      ("all units", Edit()), ("without the worst \(worst.count)", ablation(of: worst, layer)),
      ("without \(random.count) random ones", ablation(of: random, layer)),
    ]
    var rows = [["scenes", "distance", "95 %"]]
    for (name, edit) in edits {
      let scenes = try workbench.statistics(
        under: edit,
        sampleSize: command.artifactScenes,
        progress: progress
      )
      let found = SegmentationDistance(scenes, real)?.distance
      rows.append(
        [
          name, found.map { fixed($0.value, 2) } ?? "–",
          found?.halfWidth.map { "± " + fixed($0, 2) } ?? "–",
        ]
      )
    }
    return ReportFinding(title: "Distance to the real pictures", rows: rows)
  }

  private func ablation(of units: [Int], _ layer: LayerDescription) -> Edit {
    Edit([Intervention(units.map { UnitEdit(layer: layer.name, unit: $0) })])
  }
}
