import Concepts
import Dissection
import Tensors

/// A unit of a layer.
struct UnitAddress: Hashable, Sendable {
  let layer: LayerName
  let unit: Int
  /// The file of another generator whose unit it is; nil for the one explored.
  var neighbour: String?
}

/// A level of a unit that a person chose instead of the rule's, and what the unit stands for there.
struct OwnLevel: Hashable, Sendable {
  /// The level's place among the 100.
  let index: Int
  let level: Float
  let label: UnitLabel

  init(_ profile: UnitProfile, at index: Int) {
    self.index = index
    level = profile.levels[index]
    label = profile.label(at: index)
  }
}

/// Where a person is among the levels of a unit.
struct LevelStudy: Hashable, Sendable {
  /// What is drawn where there is room for one plot.
  enum Figure: Int, Hashable, Sendable, CaseIterable {
    case iou, quality, activations

    var next: Figure { Figure(rawValue: (rawValue + 1) % Figure.allCases.count) ?? .iou }
  }

  var figure = Figure.iou
  /// The unit whose level is being moved.
  var address: UnitAddress?
  /// Where its level has been moved to; nil until it is.
  var moved: OwnLevel?
}

extension ExplorerState {
  /// The unit under the cursor and its layer.
  var address: UnitAddress? {
    guard let layer, let unit = listedRow?.unit else { return nil }
    return UnitAddress(layer: layer.name, unit: unit)
  }

  /// What was counted at all levels of the unit under the cursor.
  var profile: UnitProfile? {
    guard let profile = models.profile, let address, profile.layer == address.layer,
      profile.unit == address.unit, !profile.levels.isEmpty
    else { return nil }
    return profile
  }

  /// The level that a person has chosen for the unit under the cursor, or is choosing.
  var ownLevel: OwnLevel? {
    guard let address else { return nil }
    if place.levels.address == address, let moved = place.levels.moved { return moved }
    return place.ownLevels[address]
  }

  /// The levels chosen for units of a layer.
  func ownLevels(in layer: LayerName) -> [Int: OwnLevel] {
    let pairs = place.ownLevels.filter { $0.key.layer == layer }.map { ($0.key.unit, $0.value) }
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  /// The place of the unit's present level among the 100.
  func levelIndex(in profile: UnitProfile) -> Int {
    ownLevel?.index ?? profile.index(nearest: level ?? profile.level)
  }
}

extension UnitRow {
  /// The row with what the unit stands for at a level of a person's own.
  func at(_ own: OwnLevel?, concept wanted: Int?, concepts: (Int) -> Concept?) -> UnitRow {
    guard let own else { return self }
    var row = self
    row.level = own.level
    row.isOwnLevel = true
    // Ranked by one concept, the figure stays that of the rule: it is not this label's.
    guard wanted == nil || wanted == own.label.concept else { return row }
    row.concept = own.label.concept > 0 ? concepts(own.label.concept) : nil
    row.iou = own.label.iou
    row.isInterpretable = own.label.isInterpretable
    return row
  }
}
