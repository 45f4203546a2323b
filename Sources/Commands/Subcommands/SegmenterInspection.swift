import Faults
import Segmenters

/// What a segmenter is, as lines that are safe to print.
struct SegmenterInspection {
  private let summary: SegmenterSummary

  init(_ summary: SegmenterSummary) { self.summary = summary }

  var lines: [String] {
    FileInspection.indented(facts)
      + summary.members.flatMap { [""] + SegmenterInspection($0).lines }
  }

  private var facts: [(heading: String, text: String)] {
    var facts = [
      ("segmenter", "\(displayable(summary.name)), \(summary.kind.rawValue)"),
      ("encoder", displayable(summary.encoder)), ("decoder", displayable(summary.decoder)),
      ("weights", "\(summary.parameterCount)"),
    ]
    if summary.members.isEmpty {
      facts += [
        ("heads", heads), ("names", names), ("sees", sees),
      ]
    }
    if summary.labels.partOwnerCount > 0 { facts.append(("parts", parts)) }
    if summary.members.isEmpty {
      facts += summary.remarks.map { ("note", displayable($0, limit: 400)) }
    }
    return facts + [("sha-256", summary.contentHash)]
  }

  private var heads: String {
    summary.labels.heads.map { "\(displayable($0.name)) \($0.classes)" }.joined(separator: ", ")
  }

  private var names: String {
    switch summary.labels.source {
    case .labelsFile: "of its labels.json"
    case .configuration: "of its config.json; a labels.json here replaces them"
    case .program(let set): "\(set)'s, which ganscope has; a labels.json here replaces them"
    }
  }

  private var sees: String {
    let sizes = summary.defaultSizes.map(String.init).joined(separator: " and ")
    if let extent = summary.defaultExtent {
      return "images at \(extent.map(String.init).joined(separator: "x")) pixels (rows x columns)"
    }
    if sizes.isEmpty { return "images at their own size" }
    return summary.keepsAspect
      ? "images whose shorter side is \(sizes) pixels" : "images at \(sizes) pixels"
  }

  private var parts: String {
    let owners = summary.labels.partOwners.map { displayable($0) }.joined(separator: ", ")
    let count = summary.labels.partOwnerCount
    return "of \(owners.isEmpty ? "no object" : owners); with --all-parts of \(count) objects"
  }
}
