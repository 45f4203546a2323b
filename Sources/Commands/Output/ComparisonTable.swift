import Dissection
import Faults

/// A comparison in words and columns.
struct ComparisonTable {
  private let comparison: LabelComparison

  init(_ comparison: LabelComparison) { self.comparison = comparison }

  /// For reading: the layers, the categories, the concepts, what only one has, agreement.
  var lines: [String] {
    sides + [""] + categories.lines + [""] + concepts.lines + agreements
  }

  /// For programs: one row a concept and layer.
  var separated: [String] {
    let heading = ["category", "label", "side", "units", "best_unit", "best_iou"]
    let rows = comparison.rows.flatMap { row in
      row.shares.indices.map { side in
        let share = row.shares[side]
        return [
          row.category, row.label, comparison.layers[side].title, "\(share.units)",
          share.best.map { "\($0.unit)" } ?? "", share.best.map { "\($0.iou)" } ?? "",
        ]
      }
    }
    return ([heading] + rows).map { $0.map { displayable($0) }.joined(separator: "\t") }
  }

  private func letter(_ side: Int) -> String {
    String(UnicodeScalar(UInt8(ascii: "A") + UInt8(side)))
  }

  private var sides: [String] {
    comparison.layers.enumerated().map { side, layer in
      "\(letter(side))  \(displayable(layer.title)): \(layer.interpretable.count) of "
        + "\(layer.units.count) units match a concept by \(displayable(layer.rule))"
    }
  }

  private var categories: Table {
    var table = Table([("category", .left)] + columns { "\($0) units, concepts" })
    table.rows = comparison.categories.map { category in
      [category]
        + comparison.layers.indices.map { side in
          let total = comparison.total(of: category, in: side)
          return "\(total.units), \(total.concepts)"
        }
    }
    return table
  }

  private var concepts: Table {
    var table = Table(
      [("category", .left), ("concept", .left)] + columns { "\($0) units, best, IoU" }
        + [("only in", .left)]
    )
    table.rows = comparison.rows.map { row in
      [row.category, row.label]
        + row.shares.map { share in
          guard let best = share.best else { return "–" }
          return "\(share.units), unit \(best.unit), \(hundredths(best.iou))"
        } + [row.onlyIn.map(letter) ?? ""]
    }
    return table
  }

  private func columns(_ text: (String) -> String) -> [(
    heading: String, alignment: Table.Alignment
  )] {
    comparison.layers.indices.map { (text(letter($0)), .right) }
  }

  private var agreements: [String] {
    let lines = comparison.agreements.map { agreement in
      let pair = agreement.layers.map(letter).joined(separator: " and ")
      return "\(pair): of \(agreement.both) units that match a concept in both, "
        + "\(agreement.same) match the same (unit by unit, so of use for one network)"
    }
    return lines.isEmpty ? [] : [""] + lines
  }

  private func hundredths(_ value: Double) -> String {
    let whole = Int((value * 100).rounded())
    return "\(whole / 100).\(whole % 100 < 10 ? "0" : "")\(whole % 100)"
  }
}
