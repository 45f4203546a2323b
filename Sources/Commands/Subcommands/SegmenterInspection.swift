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
        ("heads", heads), ("names", names),
        ("sees", sizes.isEmpty ? "images at their own size" : "images at \(sizes) pixels"),
      ]
    }
    if summary.labels.partOwnerCount > 0 { facts.append(("parts", parts)) }
    return facts + [("sha-256", summary.contentHash)]
  }

  private var heads: String {
    summary.labels.heads.map { "\(displayable($0.name)) \($0.classes)" }.joined(separator: ", ")
  }

  private var names: String {
    summary.labels.isFromFile
      ? "of its labels.json" : "ADE20K's, which ganscope has; a labels.json here replaces them"
  }

  private var sizes: String {
    summary.defaultSizes.map(String.init).joined(separator: " and ")
  }

  private var parts: String {
    let owners = summary.labels.partOwners.map { displayable($0) }.joined(separator: ", ")
    let count = summary.labels.partOwnerCount
    return "of \(owners.isEmpty ? "no object" : owners); with --all-parts of \(count) objects"
  }
}
