import Concepts
import Dissection
import Faults
import JSONText
import Tensors

/// By what units are listed.
enum UnitOrder: String, CaseIterable {
  case iou, iqr, maxiou, cor, effect, ace, unit, label

  /// The score that it sorts by, if it is one of a dissection.
  var score: UnitScore? { UnitScore(rawValue: rawValue) }

  /// How the column is called.
  var title: String {
    switch self {
    case .iou: "IoU"
    case .iqr: "IQR"
    case .maxiou: "max IoU"
    case .cor: "correlation"
    case .effect: "effect"
    case .ace: "share"
    case .unit, .label: rawValue
    }
  }
}

/// One unit with what is known of it.
struct ListedUnit {
  let dissection: LayerDissection
  let sweep: Sweep?
  let unit: Int
  let vocabulary: ConceptVocabulary?
  /// The concept that scores and effect are about; the unit's own label or best match if absent.
  let concept: Concept?
  /// Its share alpha in the average causal effect on that concept, and its place by it.
  var share: Double?
  var sharePlace: Int?
  /// A dissection of others that is shown beside it.
  var theirs: TheirUnits?

  /// What others say of the unit.
  var theirUnit: TheirUnits.Unit? { theirs?.unit(unit, of: layer.name) }

  var layer: LayerDescription { dissection.layer }

  private var label: UnitLabel? {
    dissection.labels.indices.contains(unit) ? dissection.labels[unit] : nil
  }

  private var own: Concept? {
    label.flatMap { $0.overlap == nil ? nil : vocabulary?[$0.concept] }
  }

  var name: String { own?.name ?? "-" }
  /// The name for reading, in brackets where the match is too weak to count.
  var shownName: String { own == nil || isInterpretable ? name : "(\(name))" }
  var category: String { own?.category.rawValue ?? "" }
  var isInterpretable: Bool { label?.isInterpretable ?? false }
  var labelIoU: Float? { label?.iou }
  var labelQuality: Float? { label?.iqr }
  var level: Float? {
    dissection.levels.indices.contains(unit) ? dissection.levels[unit] : nil
  }

  /// A score with the concept asked for, or with the unit's best; nil where it is not known.
  func score(_ score: UnitScore) -> Float? {
    if let concept { return dissection.score(score, unit: unit, concept: concept.number) }
    if score == .iou { return labelIoU }
    return match(score)?.score
  }

  /// The unit's best concept by a score over all levels or by correlation.
  func match(_ score: UnitScore) -> UnitMatch? {
    dissection.matches[score].flatMap { $0.indices.contains(unit) ? $0[unit] : nil }
  }

  /// Change of the concept's area when the unit is ablated alone, as a share of that area.
  var effect: Double? {
    let number = concept?.number ?? label?.concept ?? 0
    guard let sweep, unit < sweep.measuredUnits, sweep.baseline.indices.contains(number),
      sweep.baseline[number] > 0
    else { return nil }
    return Double(sweep.change(unit: unit, concept: number)) / sweep.baseline[number]
  }
}

extension ListedUnit {
  /// The row as members of a JSON object.
  var record: JSONValue {
    var members: [(name: String, value: JSONValue)] = [("unit", .integer(unit))]
    if let level { members.append(("level", .float(level))) }
    if let label {
      members += [
        ("label", .string(name)), ("category", .string(category)), ("iou", .float(label.iou)),
        ("interpretable", .bool(label.isInterpretable)),
      ]
      if let quality = label.iqr { members.append(("iqr", .float(quality))) }
      if let width = label.halfWidth { members.append(("iou_half_width", .float(width))) }
    }
    for score in [UnitScore.iqr, .maxiou, .correlation] {
      guard let match = match(score) else { continue }
      members.append(("best_\(score.rawValue)", .float(match.score)))
      members.append(("best_\(score.rawValue)_label", .string(matchName(match))))
    }
    if let concept {
      members.append(("concept", .string(concept.name)))
      for score in UnitScore.allCases {
        guard let value = self.score(score) else { continue }
        members.append(("concept_\(score.rawValue)", .float(value)))
      }
    }
    if let effect { members.append(("effect", .double(effect))) }
    if let share { members.append(("ace", .double(share))) }
    if let theirUnit { members.append(("theirs", theirUnit.record)) }
    return .object(members)
  }

  func matchName(_ match: UnitMatch) -> String {
    match.score > 0 ? vocabulary?[match.concept]?.name ?? "-" : "-"
  }
}

extension TheirUnits.Unit {
  /// The unit as members of a JSON object.
  var record: JSONValue {
    .object([
      ("label", .string(labelled.label)), ("category", .string(labelled.category)),
      ("iou", .double(labelled.iou)), ("interpretable", .bool(labelled.isInterpretable)),
      ("iqr", details.quality.map { .double($0) } ?? .null),
      ("level", details.level.map { .double($0) } ?? .null),
    ])
  }
}
