import ArgumentParser
import Concepts
import Dissection
import Experiments
import Faults
import Laboratory
import Tensors

struct DissectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dissect",
    abstract: "Match units to concepts by IoU; what the store holds is continued."
  )

  @OptionGroup var model: ModelOptions

  @OptionGroup(title: "Shards") var sharing: ShardOptions

  @Option(
    help: ArgumentHelp("Layers such as layer4,layer7, or all.", valueName: "names"),
    completion: .layers
  )
  var layers = "all"

  @Option(help: "How many scenes are counted.", transform: SampleSize.parse)
  var sampleSize = SampleSize(1000)

  @Option(
    help: ArgumentHelp(
      "Write the published dissect.json; - for standard output.",
      valueName: "file"
    )
  )
  var json: String?

  @Option(
    help: ArgumentHelp(
      "Do only this phase: levels, joint or counts. A share is always of one phase.",
      valueName: "phase"
    )
  )
  var phase: Phase?

  enum Phase: String, ExpressibleByArgument, CaseIterable {
    case levels, joint, counts
  }

  func validate() throws {
    if sharing.isPartial && phase == nil {
      throw ValidationError(
        "--shard goes with --phase levels, joint or counts: each needs the merged one before it."
      )
    }
    try refuseOutput(phase != nil, [json])
  }
}

extension DissectCommand.Phase {
  var phase: DissectionPhase {
    switch self {
    case .levels: .levels
    case .joint: .jointCounts
    case .counts: .counts
    }
  }
}

extension DissectCommand {
  func run() throws {
    let reporter = Reporter(isStored: true)
    let workbench = try model.openWorkbench(withSegmenter: phase != .levels, store: .writing)
    try sharing.apply(to: workbench)
    if let phase = phase?.phase {
      try workbench.finishPart([.dissection(names, phase)], sampleSize: sampleSize.count, reporter)
      return
    }
    let dissections = try workbench.dissect(
      names,
      sampleSize: sampleSize.count,
      progress: reporter.report
    )
    if let json {
      let report = workbench.report(on: dissections, sampleSize: sampleSize.count)
      try Destination.write(Array(report.json().utf8), to: json, attempt: "write the report")
    }
    if json != "-" { try say(lines: summary(of: dissections, workbench)) }
  }

  var names: [LayerName]? {
    layers == "all" ? nil : layers.split(separator: ",").map { LayerName(String($0)) }
  }

  private func summary(of dissections: [LayerDissection], _ workbench: Workbench) -> [String] {
    var table = Table([
      ("layer", .left), ("size", .right), ("units", .right), ("matching", .right),
      ("share", .right), ("concepts", .right), ("best", .left),
    ])
    table.rows = dissections.map { row(of: $0, workbench) }
    return table.lines
  }

  private func row(of dissection: LayerDissection, _ workbench: Workbench) -> [String] {
    let layer = dissection.layer
    let matching = dissection.labels.filter(\.isInterpretable)
    let best = matching.max { $0.iou < $1.iou }.map { label in
      let name = workbench.segmenterFacts?.vocabulary[label.concept]?.name ?? "-"
      return "unit \(label.unit) \(name) \(fixed(Double(label.iou), 3))"
    }
    let isLabelled = !dissection.labels.isEmpty
    return [
      layer.name.rawValue, "\(layer.width)x\(layer.height)", "\(layer.units)",
      isLabelled ? "\(matching.count)" : "–",
      isLabelled ? percentage(matching.count, of: layer.units) : "–",
      isLabelled ? "\(Set(matching.map(\.concept)).count)" : "–", best ?? "",
    ]
  }
}
