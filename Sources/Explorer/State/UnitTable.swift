import Causes
import Concepts
import Dissection
import Tensors

/// One unit as the list shows it.
struct UnitRow: Hashable, Sendable {
  let unit: Int
  /// The concept it matches best; nil if none overlaps or nothing is labelled.
  var concept: Concept?
  var iou: Float = 0
  /// Whether it stands for its concept, or for the one asked for.
  var isInterpretable = false
  /// What ablating it alone does to the concept asked for, or else to the one it is labelled with.
  var effect: UnitEffect?
  /// Its share in the average causal effect that is shown.
  var share: Double?
  /// The largest activation in the scene shown.
  var activation: Float?
  /// The activation that only few pixels exceed.
  var level: Float?
  /// Whether a person chose the level.
  var isOwnLevel = false
}

/// The change of a concept's area by ablating one unit.
struct UnitEffect: Hashable, Sendable {
  let concept: Int
  /// As a share of all pixels.
  let change: Float
  /// As a share of the concept's own area.
  let relativeChange: Float
}

/// The rows of the unit list, in order.
struct UnitTable: Hashable, Sendable {
  /// What the rows depend on.
  struct Key: Hashable, Sendable {
    let layer: LayerName
    let findings: Int
    let picture: Int
    let ranking: Ranking
    let isReversed: Bool
    let concept: Int?
    let search: String
    let own: [Int: OwnLevel]
  }

  var rows: [UnitRow] = []

  func index(of unit: Int) -> Int? { rows.firstIndex { $0.unit == unit } }
}

/// What the unit list is made of.
struct UnitTableRequest {
  var layer: LayerDescription
  var vocabulary: ConceptVocabulary?
  var dissection: LayerDissection?
  var sweep: Sweep?
  var averageEffect: AverageEffect?
  /// The scene's activations at the layer, (1, units, height, width).
  var activations: Tensor?
  var ranking = Ranking.iou
  var isReversed = false
  var concept: Int?
  var search = ""
  /// The levels that a person chose for units.
  var own: [Int: OwnLevel] = [:]

  /// Every unit that passes the search, ranked; equal units in the order of their numbers.
  ///
  /// With a concept all units are ranked by what they have to do with it.
  func table() -> UnitTable {
    let filter = UnitFilter(search)
    let rows = (0..<layer.units).map(row).filter(filter.accepts)
    return UnitTable(rows: ranked(rows))
  }

  private func row(_ unit: Int) -> UnitRow {
    var row = UnitRow(unit: unit)
    if let label = label(of: unit), label.iou > 0, vocabulary?.isConcept(label.concept) == true {
      row.concept = vocabulary?[label.concept]
      row.iou = label.iou
      row.isInterpretable = label.isInterpretable
    }
    if let concept, let dissection {
      row.iou = dissection.iou(unit: unit, concept: concept)
      row.isInterpretable = row.isInterpretable && row.concept?.number == concept
    }
    row.effect = (concept ?? row.concept?.number).flatMap { effect(of: unit, on: $0) }
    row.share = averageEffect.flatMap {
      $0.chosenAlpha.indices.contains(unit) ? $0.chosenAlpha[unit] : nil
    }
    row.activation = activation(of: unit)
    if let levels = dissection?.levels, levels.indices.contains(unit) { row.level = levels[unit] }
    return row.at(own[unit], concept: concept) { vocabulary?[$0] }
  }

  private func label(of unit: Int) -> UnitLabel? {
    guard let labels = dissection?.labels, labels.indices.contains(unit) else { return nil }
    return labels[unit]
  }

  private func effect(of unit: Int, on concept: Int) -> UnitEffect? {
    guard let sweep, unit < sweep.measuredUnits,
      let relative = sweep.relativeChange(unit: unit, concept: concept)
    else { return nil }
    return UnitEffect(
      concept: concept,
      change: sweep.change(unit: unit, concept: concept),
      relativeChange: Float(relative)
    )
  }

  private func activation(of unit: Int) -> Float? {
    guard let activations, activations.shape.channels == layer.units else { return nil }
    return activations.featureMap(sample: 0, unit: unit).max()
  }

  private func ranked(_ rows: [UnitRow]) -> [UnitRow] {
    let sorted: [UnitRow] =
      switch ranking {
      case .unit: rows
      case .iou: rows.sorted { ($1.iou, $0.unit) < ($0.iou, $1.unit) }
      case .activation: rows.sorted { (strength($1), $0.unit) < (strength($0), $1.unit) }
      case .effect: rows.sorted { (removal($0), $0.unit) < (removal($1), $1.unit) }
      case .ace: byShare(rows)
      case .label: rows.sorted(by: isLabelledBefore)
      }
    return isReversed ? sorted.reversed() : sorted
  }

  private func byShare(_ rows: [UnitRow]) -> [UnitRow] {
    var places: [Int: Int] = [:]
    for (place, unit) in (averageEffect?.ranking ?? []).enumerated() { places[unit] = place }
    return rows.sorted { (places[$0.unit] ?? .max, $0.unit) < (places[$1.unit] ?? .max, $1.unit) }
  }

  private func strength(_ row: UnitRow) -> Float { row.activation ?? -.infinity }

  private func removal(_ row: UnitRow) -> Float { row.effect?.relativeChange ?? .infinity }

  private func isLabelledBefore(_ first: UnitRow, _ second: UnitRow) -> Bool {
    let (left, right) = (first.concept?.name ?? "\u{FFFF}", second.concept?.name ?? "\u{FFFF}")
    return (left, second.iou, first.unit) < (right, first.iou, second.unit)
  }
}
