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
  let whole: Edit
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
