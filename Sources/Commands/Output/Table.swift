import Faults

/// Rows under a heading, in aligned columns: text to the left, numbers to the right.
struct Table {
  enum Alignment { case left, right }

  let headings: [String]
  let alignments: [Alignment]
  var rows: [[String]] = []

  init(_ columns: [(heading: String, alignment: Alignment)]) {
    headings = columns.map(\.heading)
    alignments = columns.map(\.alignment)
  }

  /// The table as lines without trailing blanks; every cell is made displayable.
  var lines: [String] {
    let cells = ([headings] + rows).map { $0.map { displayable($0, limit: 120) } }
    let widths = headings.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
    return cells.map { row in
      let padded = row.indices.map { pad(row[$0], to: widths[$0], alignments[$0]) }
      return trimmed(padded.joined(separator: "  "))
    }
  }

  private func pad(_ text: String, to width: Int, _ alignment: Alignment) -> String {
    let blanks = String(repeating: " ", count: width - text.count)
    return alignment == .left ? text + blanks : blanks + text
  }

  private func trimmed(_ text: String) -> String {
    String(text.reversed().drop { $0 == " " }.reversed())
  }
}
