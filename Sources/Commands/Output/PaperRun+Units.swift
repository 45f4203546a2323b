import Concepts
import Dissection
import Experiments
import Faults
import Images
import Laboratory
import Plots
import Reports
import Tensors

/// What units resemble: layers, single units, comparison.
extension PaperRun {
  /// Units and concepts of each category, layer by layer.
  func layers(_ dissections: [LayerDissection]) throws(Fault) -> FigureSection {
    let most = dissections.map { Double($0.interpretableCount) }.max() ?? 1
    let chart = BarChart(
      title: "units that match a concept",
      axis: PlotAxis("units", 0...max(1, most)),
      bars: dissections.map { dissection in
        BarChart.Bar(
          dissection.layer.name.rawValue,
          value: Double(dissection.interpretableCount),
          remark:
            "of \(dissection.layer.units), \(counted(concepts(of: dissection).count, "concept"))"
        )
      }
    )
    let categories = vocabulary.categories
    let rows = dissections.map { dissection in
      [dissection.layer.name.rawValue, "\(dissection.layer.units)"]
        + categories.map { category in
          let matching = dissection.labels.filter {
            $0.isInterpretable && vocabulary[$0.concept]?.category == category
          }
          return "\(matching.count), \(Set(matching.map(\.concept)).count)"
        }
    }
    return FigureSection(
      title: "Layers",
      text: "How many units of each layer match a concept, and how many different concepts.",
      findings: [
        try folder.figure("Layers", "layers", svg: chart.svg(), png: chart.image()),
        ReportFinding(
          title: "units, concepts by category",
          rows: [["layer", "units"] + categories.map(\.rawValue)] + rows
        ),
      ]
    )
  }

  private func concepts(of dissection: LayerDissection) -> Set<Int> {
    Set(dissection.labels.filter(\.isInterpretable).map(\.concept))
  }

  /// The best unit for each concept with its top scenes, and the units by concept.
  func units(
    _ dissection: LayerDissection,
    concepts: [Concept],
    progress: ProgressHandler
  ) throws(Fault) -> FigureSection {
    let strips = try workbench.topStrips(of: dissection, examples: 8, progress: progress)
    var findings: [ReportFinding] = []
    for concept in concepts {
      guard let unit = dissection.ranking(for: concept.number).first, let own = strips[unit] else {
        continue
      }
      let iou = fixed(Double(dissection.iou(unit: unit, concept: concept.number)), 3)
      let images = [own.top] + [own.segmentation].compactMap { $0 }
      findings.append(
        try folder.picture(
          "Unit \(unit) of \(dissection.layer.name): \(vocabulary.title(of: concept)), IoU \(iou)",
          stem: "unit-\(unit)",
          image: .grid(images, columns: 1, gap: 4, background: [255, 255, 255]),
          remark: "The scenes that activate it most, bright where it is active; below the "
            + "objects that the segmenter sees."
        )
      )
    }
    let table = dissection.frequentConcepts(.max, vocabulary).map { concept in
      let units = dissection.labels.count {
        $0.isInterpretable && $0.concept == concept.number
      }
      return [concept.category.rawValue, concept.name, "\(units)"]
    }
    findings.append(
      ReportFinding(
        title: "Units of \(dissection.layer.name) by concept",
        rows: [["category", "concept", "units"]] + table
      )
    )
    return FigureSection(
      title: "Single units",
      text: "\(dissection.interpretableCount) of \(dissection.layer.units) units of "
        + "\(dissection.layer.name) match a concept.",
      findings: findings
    )
  }

  /// The same concepts in the layers around, or in another generator.
  func comparison(
    _ dissections: [LayerDissection],
    dissection: LayerDissection,
    progress: ProgressHandler
  ) throws(Fault) -> FigureSection {
    guard let against = command.against else {
      return try compared(
        dissections.map { (workbench, $0) },
        text: "How many units of each layer stand for the same concept, and the best of them.",
        progress
      )
    }
    let bench = try command.model.openAgainst(against, beside: workbench)
    let theirs = try bench.dissect(sampleSize: command.sampleSize.count, progress: progress)
    let best = theirs.max { $0.interpretableCount < $1.interpretableCount }
    guard let twin = theirs.first(where: { $0.layer.name == dissection.layer.name }) ?? best else {
      throw Fault(.defect, "compare with", on: against, found: "a generator without layers")
    }
    return try compared(
      [(workbench, dissection), (bench, twin)],
      text: "The same concepts in \(bench.generatorFacts.name).",
      progress
    )
  }

  private func compared(
    _ sides: [(bench: Workbench, dissection: LayerDissection)],
    text: String,
    _ progress: ProgressHandler
  ) throws(Fault) -> FigureSection {
    let comparison = LabelComparison(
      sides.map { side in
        side.dissection.labelled(vocabulary, title: title(of: side))
      }
    )
    let table = comparison.rows.map { row in
      [row.category, row.label]
        + row.shares.map { share in
          share.best.map { "\(share.units), unit \($0.unit), IoU \(fixed($0.iou, 2))" }
            ?? "–"
        }
    }
    var findings = [
      ReportFinding(
        title: "Units by concept",
        rows: [["category", "concept"] + sides.map { title(of: $0) }] + table
      )
    ]
    let shared = comparison.rows.filter { $0.onlyIn == nil }.prefix(Self.conceptCount)
    var strips: [[UnitStrips?]] = []
    for side in sides {
      strips.append(
        try side.bench.topStrips(of: side.dissection, examples: 5, progress: progress)
      )
    }
    for (number, row) in shared.enumerated() {
      let best = row.shares.enumerated().compactMap { place, share in
        share.best.flatMap { strips[place][$0.unit]?.top }
      }
      guard !best.isEmpty else { continue }
      let places = sides.indices.filter { row.shares[$0].best != nil }
      findings.append(
        try folder.picture(
          row.label,
          stem: "comparison-\(number)",
          image: .grid(best, columns: 1, gap: 6, background: [255, 255, 255]),
          remark: "The best unit of "
            + places.map { title(of: sides[$0]) }.joined(separator: ", then of ") + "."
        )
      )
    }
    return FigureSection(title: "Comparison", text: text, findings: findings)
  }

  private func title(of side: (bench: Workbench, dissection: LayerDissection)) -> String {
    let layer = side.dissection.layer.name.rawValue
    return side.bench === workbench ? layer : "\(side.bench.generatorFacts.name) \(layer)"
  }
}
