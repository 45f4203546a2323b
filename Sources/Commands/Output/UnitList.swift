import Concepts
import Dissection
import Faults
import JSONText
import Tensors

/// Units of one layer, or of several in one order, as a table, as JSON, or as separated values.
struct UnitList {
  private(set) var rows: [ListedUnit]
  private let order: UnitOrder

  /// Sorts units.
  ///
  /// - Throws: `Fault` of kind missing where what they are to be sorted by was not measured.
  init(
    _ rows: [ListedUnit],
    by order: UnitOrder,
    theirRanking: String?,
    limit: Int?
  ) throws(Fault) {
    self.order = order
    let sorted: [ListedUnit]
    if let theirRanking {
      sorted = try Self.sorted(rows, byTheir: theirRanking)
    } else {
      sorted = try Self.sorted(rows, by: order)
    }
    self.rows = limit.map { Array(sorted.prefix($0)) } ?? sorted
  }

  private static func sorted(
    _ rows: [ListedUnit],
    by order: UnitOrder
  ) throws(Fault) -> [ListedUnit] {
    switch order {
    case .unit: return rows
    case .label:
      return stable(rows) { ($0.name, -($0.labelIoU ?? 0)) < ($1.name, -($1.labelIoU ?? 0)) }
    case .effect:
      try need(
        rows.first { $0.sweep == nil },
        to: "sort by effect",
        state: "swept",
        command: "sweep --layer"
      )
      return stable(rows) { ($0.effect ?? 0) < ($1.effect ?? 0) }
    case .ace:
      try need(
        rows.first { $0.share == nil },
        to: "sort by the average causal effect",
        state: "optimised for this concept",
        command: "ace --concept '\(rows.first?.concept?.query ?? "NAME")' --layer"
      )
      return stable(rows) { ($0.sharePlace ?? .max) < ($1.sharePlace ?? .max) }
    case .iou, .iqr, .maxiou, .cor:
      guard let score = order.score else { return rows }
      if score != .iou {
        try need(
          rows.first { $0.dissection.scores[score] == nil },
          to: "sort by \(order.title)",
          state: "counted at all levels",
          command: "dissect --layers"
        )
      }
      return stable(rows) { ($0.score(score) ?? 0) > ($1.score(score) ?? 0) }
    }
  }

  /// By a ranking of the dissection that is shown beside ours.
  private static func sorted(
    _ rows: [ListedUnit],
    byTheir ranking: String
  ) throws(Fault) -> [ListedUnit] {
    guard let first = rows.first, let theirs = first.theirs else { return rows }
    let names = theirs.rankingNames(of: first.layer.name)
    guard names.contains(ranking) else {
      let near = nearest(to: ranking, among: names)
      throw Fault(
        .missing,
        "sort by the ranking",
        on: ranking,
        expected: names.isEmpty
          ? "rankings in the dissection" : "one of " + names.prefix(20).joined(separator: ", "),
        found: names.isEmpty ? "none" : "another",
        advice: near.isEmpty ? nil : "Did you mean \(alternatives(near))?"
      )
    }
    func score(_ row: ListedUnit) -> Double {
      theirs.score(row.unit, of: row.layer.name, in: ranking) ?? .infinity
    }
    return stable(rows) { score($0) < score($1) }
  }

  private static func need(
    _ lacking: ListedUnit?,
    to attempt: String,
    state: String,
    command: String
  ) throws(Fault) {
    guard let lacking else { return }
    throw Fault(
      .missing,
      "\(attempt) the units of",
      on: lacking.layer.name.rawValue,
      found: "the layer is not \(state) yet",
      advice: "Run 'ganscope \(command) \(lacking.layer.name)' first"
    )
  }

  private static func stable(
    _ rows: [ListedUnit],
    _ precedes: (ListedUnit, ListedUnit) -> Bool
  ) -> [ListedUnit] {
    rows.enumerated().sorted {
      precedes($0.element, $1.element)
        || !precedes($1.element, $0.element) && $0.offset < $1.offset
    }.map(\.element)
  }

  // MARK: A table

  /// The table, with a column of layers where there may be several.
  func lines(showingLayers: Bool) -> [String] {
    let columns = columns(showingLayers: showingLayers)
    var table = Table(columns.map { ($0.heading, $0.alignment) })
    table.rows = rows.map { row in columns.map { $0.text(row) } }
    return table.lines + partialSweeps
  }

  /// Warnings where effects are known of some units only.
  private var partialSweeps: [String] {
    let sweeps = rows.reduce(into: [Sweep]()) { sweeps, row in
      guard let sweep = row.sweep, !sweep.isComplete else { return }
      if !sweeps.contains(where: { $0.layer == sweep.layer }) { sweeps.append(sweep) }
    }
    return sweeps.flatMap { sweep in
      [
        "",
        "The effect of \(sweep.measuredUnits) of \(sweep.layer.units) units of "
          + "\(sweep.layer.name) was measured so far; "
          + "'ganscope sweep --layer \(sweep.layer.name)' goes on.",
      ]
    }
  }

  private struct Column {
    let heading: String
    let alignment: Table.Alignment
    let text: (ListedUnit) -> String
  }

  private func columns(showingLayers: Bool) -> [Column] {
    let isLabelled = rows.contains { !$0.dissection.labels.isEmpty }
    var columns: [Column] = []
    if showingLayers {
      columns.append(Column(heading: "layer", alignment: .left) { $0.layer.name.rawValue })
    }
    columns.append(Column(heading: "unit", alignment: .right) { "\($0.unit)" })
    if isLabelled {
      columns += [
        Column(heading: "label", alignment: .left) { $0.shownName },
        Column(heading: "category", alignment: .left) { $0.category },
        Column(heading: "IoU", alignment: .right) { Self.text($0.labelIoU) },
      ]
      if rows.contains(where: { $0.labelQuality != nil }) {
        columns.append(
          Column(heading: "IQR", alignment: .right) { Self.text($0.labelQuality) }
        )
      }
    }
    columns += scoreColumns(isLabelled)
    if rows.contains(where: { $0.sweep != nil }) {
      columns.append(
        Column(heading: "effect", alignment: .right) { $0.effect.map(percentText) ?? "–" }
      )
    }
    if rows.contains(where: { $0.share != nil }) {
      columns.append(
        Column(heading: "share", alignment: .right) { Self.text($0.share.map { Float($0) }) }
      )
    }
    columns.append(Column(heading: "level", alignment: .right) { Self.text($0.level) })
    return columns + theirColumns
  }

  /// What others say of the units.
  private var theirColumns: [Column] {
    guard rows.contains(where: { $0.theirs != nil }) else { return [] }
    func number(_ value: Double?) -> String { value.map { fixed($0, 3) } ?? "–" }
    return [
      Column(heading: "theirs", alignment: .left) { $0.theirUnit?.labelled.label ?? "–" },
      Column(heading: "IoU", alignment: .right) { number($0.theirUnit?.labelled.iou) },
      Column(heading: "IQR", alignment: .right) { number($0.theirUnit?.details.quality) },
      Column(heading: "level", alignment: .right) { number($0.theirUnit?.details.level) },
    ]
  }

  /// What is asked for beside the label's own scores.
  private func scoreColumns(_ isLabelled: Bool) -> [Column] {
    guard isLabelled else { return [] }
    let concept = rows.first?.concept
    var scores = concept == nil ? [] : [UnitScore.iou]
    if let score = order.score, score != .iou { scores.append(score) }
    return scores.map { score in
      let title = UnitOrder(rawValue: score.rawValue)?.title ?? score.rawValue
      let about = concept.map { " \($0.name)" } ?? (score == .iqr ? " best" : "")
      return Column(heading: title + about, alignment: .right) { Self.text($0.score(score)) }
    }
  }

  private static func text(_ value: Float?) -> String {
    value.map { fixed(Double($0), 3) } ?? "–"
  }

  // MARK: Separated values

  /// A heading and a line for each unit; every number in full.
  func separated(by separator: Character) -> String {
    var heading = [
      "layer", "unit", "label", "category", "interpretable", "iou", "iou_half_width", "iqr",
      "level", "best_iqr", "best_iqr_label", "best_maxiou", "best_maxiou_label", "best_cor",
      "best_cor_label", "effect",
    ]
    if rows.first?.concept != nil {
      heading += ["concept"] + UnitScore.allCases.map { "concept_\($0.rawValue)" } + ["ace"]
    }
    if rows.first?.theirs != nil {
      heading += [
        "their_label", "their_category", "their_interpretable", "their_iou", "their_iqr",
        "their_level",
      ]
    }
    let lines = [heading] + rows.map { $0.fields }
    return lines.map { fields in
      fields.map { quoted($0, separator) }.joined(separator: String(separator))
    }.joined(separator: "\n")
  }

  /// Quoted where a separator, a quote or a line's end would be misread (RFC 4180).
  private func quoted(_ field: String, _ separator: Character) -> String {
    let special: Set<Character> = [separator, "\"", "\n", "\r", "\r\n", "\t"]
    guard field.contains(where: special.contains) else { return field }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
  }
}

extension ListedUnit {
  fileprivate var fields: [String] {
    func text(_ value: Float?) -> String { value.map { "\($0)" } ?? "" }
    var fields = [
      layer.name.rawValue, "\(unit)", name, category, isInterpretable ? "1" : "0",
      text(labelIoU), text(dissection.labels.isEmpty ? nil : dissection.labels[unit].halfWidth),
      text(labelQuality), text(level),
    ]
    for score in [UnitScore.iqr, .maxiou, .correlation] {
      let match = match(score)
      fields += [text(match?.score), match.map(matchName) ?? ""]
    }
    fields.append(effect.map { "\($0)" } ?? "")
    if let concept {
      fields += [concept.name] + UnitScore.allCases.map { text(self.score($0)) }
      fields.append(share.map { "\($0)" } ?? "")
    }
    if theirs != nil {
      let unit = theirUnit
      func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
      fields += [
        unit?.labelled.label ?? "", unit?.labelled.category ?? "",
        unit.map { $0.labelled.isInterpretable ? "1" : "0" } ?? "",
        number(unit?.labelled.iou), number(unit?.details.quality), number(unit?.details.level),
      ]
    }
    return fields
  }
}
