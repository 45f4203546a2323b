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
  /// What was counted at the level.
  struct Reading: Hashable, Sendable {
    let level: Float
    let label: UnitLabel
    /// How many scenes had been counted.
    let scenes: Int
  }

  /// The level's place among the 100.
  let index: Int
  /// What was counted there; nil until it is looked up, as after a restart.
  private(set) var reading: Reading?

  init(index: Int) { self.index = index }

  init(_ profile: UnitProfile, at index: Int, scenes: Int) {
    self.index = index
    guard profile.levels.indices.contains(index) else { return }
    reading = Reading(
      level: profile.levels[index],
      label: profile.label(at: index),
      scenes: scenes
    )
  }

  /// The choice alone, to be looked up again, as when scenes are counted another way.
  var unread: OwnLevel { OwnLevel(index: index) }
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

  /// A unit of the layer shown whose own level is to be looked up in what is counted now.
  var unreadLevel: ProfileKey? {
    guard let layer, let dissection, dissection.isComplete, !dissection.labels.isEmpty else {
      return nil
    }
    let scenes = dissection.countedScenes
    let units = ownLevels(in: layer.name).filter { $0.value.reading?.scenes != scenes }.map(\.key)
    return units.min().map { ProfileKey(layer: layer.name, unit: $0, scenes: scenes) }
  }

  /// Forgets what was counted at the levels of units: scenes are drawn or counted another way now.
  mutating func forgetProfiles() {
    (models.profile, profileWanted) = (nil, nil)
    place.ownLevels = place.ownLevels.mapValues(\.unread)
  }

  /// Takes in what was counted at all levels of a unit.
  mutating func take(_ profile: UnitProfile) {
    let address = UnitAddress(layer: profile.layer, unit: profile.unit)
    let wanted = profileWanted.flatMap { $0.unit == profile.unit ? $0 : nil }
    if let own = place.ownLevels[address], let wanted, wanted.layer == profile.layer {
      place.ownLevels[address] = OwnLevel(profile, at: own.index, scenes: wanted.scenes)
    }
    models.profile = profile
  }

  /// The place of the unit's present level among the 100.
  func levelIndex(in profile: UnitProfile) -> Int {
    ownLevel?.index ?? profile.index(nearest: level ?? profile.level)
  }
}

extension UnitRow {
  /// The row with what the unit stands for at a level of a person's own.
  func at(_ own: OwnLevel?, concept wanted: Int?, concepts: (Int) -> Concept?) -> UnitRow {
    guard let own = own?.reading else { return self }
    let label = own.label
    var row = self
    row.level = own.level
    row.isOwnLevel = true
    // Ranked by one concept, the figure stays that of the rule: it is not this label's.
    guard wanted == nil || wanted == label.concept else { return row }
    row.concept = label.concept > 0 ? concepts(label.concept) : nil
    row.iou = label.iou
    row.isInterpretable = label.isInterpretable
    return row
  }
}
