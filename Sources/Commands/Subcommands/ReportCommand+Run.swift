import ArgumentParser
import Dissection
import Experiments
import Faults
import Files
import Images
import Laboratory
import Reports
import Tensors

extension ReportCommand {
  private static let attempt = "write the report"

  func run() throws {
    let reporter = Reporter(isStored: false)
    let isReplaceable: ((String) -> Bool)? = replace ? { Self.isReport($0) } : nil
    try FinishedFolder.check(directory, attempt: Self.attempt, isReplaceable: isReplaceable)
    let workbench = try model.openWorkbench(withSegmenter: true, store: .reading)
    let dissections = try dissections(of: workbench)
    try FinishedFolder.write(to: directory, attempt: Self.attempt) { folder throws(Fault) in
      var pages: [ReportLayer] = []
      for dissection in dissections {
        let strips = try workbench.topStrips(
          of: dissection,
          examples: examples,
          progress: reporter.hear
        )
        pages.append(try write(strips, of: dissection, workbench, to: folder))
      }
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
      let report = workbench.report(
        on: dissections,
        sampleSize: dissections.map(\.countedScenes).max() ?? 0
      )
      try write(report.json(), to: "\(folder)/dissect.json")
    }
    try say("\(directory)/index.html: \(counted(dissections.count, "layer"))")
  }

  /// Whether a folder holds a report of this program.
  private static func isReport(_ folder: String) -> Bool {
    let page = try? RegularFile.read("\(folder)/index.html", to: attempt)
    return page?.starts(with: Array(ReportPage.signature.utf8)) ?? false
  }

  private func dissections(of workbench: Workbench) throws(Fault) -> [LayerDissection] {
    let names = layers == "all" ? nil : layers.split(separator: ",").map { LayerName(String($0)) }
    var found: [LayerDissection] = []
    for layer in try workbench.layers(names) {
      if let dissection = try workbench.storedDissection(of: layer.name),
        dissection.countedScenes > 0
      {
        found.append(dissection)
      } else if names != nil {
        throw try workbench.undissected(layer.name, "report on")
      }
    }
    if !found.isEmpty { return found }
    for layer in workbench.layers where try !workbench.otherStoredRules(of: layer.name).isEmpty {
      throw try workbench.undissected(layer.name, "report on")
    }
    throw Fault(
      .missing,
      Self.attempt,
      found: "no layer is dissected yet",
      advice: "Run 'ganscope dissect' first"
    )
  }

  private func write(
    _ strips: [RGBImage?],
    of dissection: LayerDissection,
    _ workbench: Workbench,
    to folder: String
  ) throws(Fault) -> ReportLayer {
    let layer = dissection.layer
    let sweep = try workbench.storedSweep(of: layer.name)
    var units: [ReportUnit] = []
    for unit in 0..<layer.units {
      var place: String?
      if strips.indices.contains(unit), let strip = strips[unit] {
        let path = "\(layer.name.rawValue)/image/\(unit)-top.png"
        try FinishedFile.write(
          try PNG.encode(strip),
          to: "\(folder)/\(path)",
          attempt: Self.attempt
        )
        place = path
      }
      let row = UnitRow(
        dissection: dissection,
        sweep: sweep,
        unit: unit,
        vocabulary: workbench.segmenterFacts?.vocabulary,
        concept: nil
      )
      units.append(ReportUnit(row, strip: place))
    }
    return ReportLayer(
      name: layer.name.rawValue,
      size: "\(layer.width)x\(layer.height)",
      scenes: dissection.countedScenes,
      units: units.sorted { ($1.iou ?? 0, $0.number) < ($0.iou ?? 0, $1.number) }
    )
  }

  private func write(_ text: String, to path: String) throws(Fault) {
    try FinishedFile.write(Array(text.utf8), to: path, attempt: Self.attempt)
  }
}

extension ReportUnit {
  fileprivate init(_ row: UnitRow, strip: String?) {
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
      strip: strip
    )
  }
}
