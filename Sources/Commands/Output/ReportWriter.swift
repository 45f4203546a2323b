import Causes
import Dissection
import Experiments
import Faults
import Files
import Images
import Laboratory
import Reports
import Tensors

/// Writes dissected layers as a folder of static files: the page, dissect.json, and for each layer
/// the published files.
struct ReportWriter {
  let workbench: Workbench
  /// How many top scenes of each unit are drawn.
  let examples: Int
  let progress: ProgressHandler

  static let attempt = "write the report"

  /// Fills a folder.
  func write(_ dissections: [LayerDissection], to folder: String) throws(Fault) {
    var pages: [ReportLayer] = []
    for dissection in dissections { pages.append(try page(of: dissection, in: folder)) }
    let page = ReportPage(
      title: workbench.generatorFacts.name,
      facts: [
        ("rule", workbench.options.settings.rule.title),
        ("seed", "\(workbench.options.seed)"),
        ("segmenter", workbench.segmenterFacts?.name ?? "none"),
      ],
      layers: pages
    )
    try write(page.html, to: "\(folder)/index.html")
    var report = workbench.report(
      on: dissections,
      sampleSize: dissections.map(\.countedScenes).max() ?? 0
    )
    report.hasBarGraphs = true
    try write(report.json(), to: "\(folder)/dissect.json")
    for dissection in dissections {
      let name = dissection.layer.name
      try write(report.json(of: name), to: "\(folder)/\(name)/dissect.json")
    }
  }

  private func page(
    of dissection: LayerDissection,
    in folder: String
  ) throws(Fault) -> ReportLayer {
    let layer = dissection.layer
    let strips = try workbench.topStrips(of: dissection, examples: examples, progress: progress)
    let sweep = try workbench.storedSweep(of: layer.name)
    var units: [ReportUnit] = []
    for unit in 0..<layer.units {
      let row = ListedUnit(
        dissection: dissection,
        sweep: sweep,
        unit: unit,
        vocabulary: workbench.segmenterFacts?.vocabulary,
        concept: nil
      )
      let own = strips.indices.contains(unit) ? strips[unit] : nil
      units.append(
        ReportUnit(
          row,
          strips: try own.map { (own) throws(Fault) in
            try places(of: own, unit: unit, layer: layer, in: folder)
          }
        )
      )
    }
    let graph = BarGraph(groups: ConceptGroup.groups(of: units))
    try write(graph.svg, to: "\(folder)/\(layer.name)/bargraph.svg")
    let figures = FindingFigures(
      findings: try workbench.findings(in: layer.name),
      vocabulary: workbench.segmenterFacts?.vocabulary
    )
    return ReportLayer(
      name: layer.name.rawValue,
      size: "\(layer.width)x\(layer.height)",
      scenes: dissection.countedScenes,
      units: units.sorted { ($1.iou ?? 0, $0.number) < ($0.iou ?? 0, $1.number) },
      findings: try figures.write(to: folder, inside: layer.name.rawValue)
    )
  }

  /// Writes the published pictures of a unit.
  private func places(
    of strips: UnitStrips,
    unit: Int,
    layer: LayerDescription,
    in folder: String
  ) throws(Fault) -> ReportStrips {
    func write(_ image: RGBImage?, _ kind: String) throws(Fault) -> String? {
      guard let image else { return nil }
      let path = "\(layer.name)/image/\(unit)-\(kind).png"
      try FinishedFile.write(
        try PNG.encode(image),
        to: "\(folder)/\(path)",
        attempt: Self.attempt
      )
      return path
    }
    return ReportStrips(
      top: try write(strips.top, "top") ?? "",
      original: try write(strips.original, "orig"),
      segmentation: try write(strips.segmentation, "seg"),
      mask: try write(strips.mask, "mask")
    )
  }

  private func write(_ text: String, to path: String) throws(Fault) {
    try FinishedFile.write(Array(text.utf8), to: path, attempt: Self.attempt)
  }
}

extension ReportUnit {
  fileprivate init(_ row: ListedUnit, strips: ReportStrips?) {
    let isLabelled = row.name != "-"
    self.init(
      number: row.unit,
      label: isLabelled ? row.name : nil,
      category: isLabelled ? row.category : nil,
      isInterpretable: row.isInterpretable,
      iou: row.labelIoU.map(Double.init),
      iqr: row.labelQuality.map(Double.init),
      level: row.level.map(Double.init),
      effect: isLabelled ? row.effect : nil,
      strips: strips
    )
  }
}
