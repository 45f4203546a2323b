import Dissection
import Faults

/// A comparison in words and columns.
struct ComparisonTable {
  private let comparison: LabelComparison
  /// Among how many layers each side's was chosen; nil where it was named.
  private let choices: [Int?]

  init(_ comparison: LabelComparison, choices: [Int?]) {
    (self.comparison, self.choices) = (comparison, choices)
  }

  /// For reading: the layers, the categories, the concepts, what only one has, agreement.
  var lines: [String] {
    sides + reason + [""] + categories.lines + [""] + concepts.lines + agreements
      + comparison.matched.flatMap(lines)
  }

  /// How many of the closest pairs are printed.
  private static let shownPairs = 20

  /// What a matching says in all, and its closest pairs of units that match a concept.
  private func lines(_ matched: MatchedLayers) -> [String] {
    let names = matched.layers.map(letter)
    let both = matched.both
    var table = Table([
      ("\(names[0]) unit", .right), ("concept", .left), ("\(names[1]) unit", .right),
      ("concept", .left), ("correlation", .right),
    ])
    table.rows = both.prefix(Self.shownPairs).map { pair in
      [
        "\(pair.first.unit)", pair.first.label, "\(pair.second.unit)", pair.second.label,
        hundredths(Double(pair.correlation)),
      ]
    }
    let matching = matched.matching
    return [
      "",
      "\(names.joined(separator: " and ")), matched on \(counted(matching.scenes, "scene")) of seed "
        + "\(matched.seed): \(matching.closeCount) of \(counted(matching.partners.count, "unit")) "
        + "correlate by \(hundredths(Double(UnitMatching.closeness))) or more, "
        + "\(hundredths(matching.mean)) in the mean",
      "of \(counted(both.count, "pair")) that match a concept in both, "
        + "\(both.count(where: \.isSame)) match the same",
    ] + (both.isEmpty ? [] : [""] + table.lines)
  }

  /// For programs: one row a pair of units, the closest first.
  var separatedPairs: [String] {
    let heading = [
      "side", "unit", "label", "iou", "other_side", "partner", "partner_label", "partner_iou",
      "correlation",
    ]
    let rows = comparison.matched.flatMap { matched in
      matched.pairs.map { pair in
        [
          comparison.layers[matched.layers[0]].title, "\(pair.first.unit)",
          pair.first.isInterpretable ? pair.first.label : "-", "\(pair.first.iou)",
          comparison.layers[matched.layers[1]].title, "\(pair.second.unit)",
          pair.second.isInterpretable ? pair.second.label : "-", "\(pair.second.iou)",
          "\(pair.correlation)",
        ]
      }
    }
    return ([heading] + rows).map { $0.map { displayable($0) }.joined(separator: "\t") }
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

  /// Why these layers, where not all were named.
  private var reason: [String] {
    let chosen = choices.enumerated().compactMap { side, count in
      count.map { "\(letter(side)) of \($0)" }
    }
    guard !chosen.isEmpty else { return [] }
    return [
      "unnamed layers are those with most matching units for their size, of those dissected: "
        + "\(chosen.joined(separator: ", ")) (MODEL@LAYER names another)"
    ]
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

  private func hundredths(_ value: Double) -> String { fixed(value, 2) }
}
