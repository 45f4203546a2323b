import Interventions
import Tensors

/// The edit, unit by unit; each can be left out and taken in again.
struct EditList: Hashable, Sendable {
  /// One unit of one intervention.
  struct Entry: Hashable, Sendable {
    let intervention: Int
    let unit: Int
  }

  /// The edit as it was when the list was opened.
  private(set) var whole: Edit
  private(set) var left: Set<Entry> = []
  var cursor = 0
  /// Whether the list has changed the edit, so that what follows belongs to the same step.
  private(set) var hasChanged = false

  init(_ edit: Edit) { whole = edit }

  /// The lines: the units in the order of their interventions.
  var entries: [Entry] {
    whole.interventions.indices.flatMap { index in
      whole.interventions[index].units.indices.map { Entry(intervention: index, unit: $0) }
    }
  }

  func edit(at entry: Entry) -> UnitEdit {
    whole.interventions[entry.intervention].units[entry.unit]
  }

  func mask(at entry: Entry) -> Mask? { whole.interventions[entry.intervention].mask }

  /// The edit without what is left out.
  var edit: Edit {
    var edit = whole
    for index in edit.interventions.indices {
      let units = whole.interventions[index].units
      edit.interventions[index].units = units.indices
        .filter { !left.contains(Entry(intervention: index, unit: $0)) }.map { units[$0] }
    }
    edit.interventions.removeAll(where: \.units.isEmpty)
    return edit
  }

  /// Moves the level of the intervention under the cursor: all its units stand at the same place
  /// among their own levels, of which the first is off.
  ///
  /// - Parameters:
  ///   - step: How many places, down where negative.
  ///   - levels: The levels that a unit can have, rising; nil where they are not known.
  /// - Returns: Whether anything moved.
  mutating func moveLevel(by step: Int, levels: (UnitEdit) -> [Float]?) -> Bool {
    guard entries.indices.contains(cursor) else { return false }
    let index = entries[cursor].intervention
    let units = whole.interventions[index].units
    let first = edit(at: entries[cursor])
    guard let own = levels(first) else { return false }
    let from = Self.place(of: first.value, among: own)
    let place = max(0, min(from + step, own.count - 1))
    guard place != from else { return false }
    for unit in units.indices {
      guard let levels = levels(units[unit]), levels.indices.contains(place) else { continue }
      let former = units[unit]
      whole.interventions[index].units[unit] = UnitEdit(
        layer: former.layer,
        unit: former.unit,
        alpha: former.alpha,
        value: levels[place]
      )
    }
    hasChanged = true
    return true
  }

  /// The place of the level that is nearest to a value.
  static func place(of value: Float, among levels: [Float]) -> Int {
    if value == 0 { return 0 }
    let known = levels.indices.dropFirst()
    return known.min { abs(levels[$0] - value) < abs(levels[$1] - value) } ?? 0
  }

  /// Leaves the unit under the cursor out, or takes it in again.
  mutating func toggle() {
    guard entries.indices.contains(cursor) else { return }
    flip([entries[cursor]])
  }

  /// The same with its whole intervention.
  mutating func toggleIntervention() {
    guard entries.indices.contains(cursor) else { return }
    let index = entries[cursor].intervention
    flip(entries.filter { $0.intervention == index })
  }

  private mutating func flip(_ some: [Entry]) {
    if some.allSatisfy(left.contains) { left.subtract(some) } else { left.formUnion(some) }
    hasChanged = true
  }
}
