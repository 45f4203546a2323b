import Concepts
import Dissection
import Faults
import Interventions
import Tensors
import Terminal

// Units under a name, and notes on units.
extension ExplorerState {
  /// Keeps a note on the unit under the cursor, with the session.
  mutating func note(_ text: String) -> Result<[Effect], CommandMistake> {
    guard let address else { return .failure(CommandMistake("no unit is listed")) }
    editing.notes[address] = text.isEmpty ? nil : String(text.prefix(200))
    notify(text.isEmpty ? "no note on unit \(address.unit)" : "noted on unit \(address.unit)")
    return .success([])
  }

  /// Gives the marked units a name; without marks those that the edit forces in this layer.
  mutating func name(set name: String) -> Result<[Effect], CommandMistake> {
    guard let layer, !name.isEmpty else { return .failure(CommandMistake("set NAME")) }
    let edited = editing.history.edit.interventions.flatMap(\.units)
      .filter { $0.layer == layer.name }.map(\.unit)
    let units = marks.isEmpty ? Array(Set(edited)).sorted() : marks.sorted()
    guard !units.isEmpty else {
      return .failure(CommandMistake("mark units first (\(key(.list(.mark))))"))
    }
    editing.sets.removeAll { $0.name == name }
    editing.sets.append(NamedSet(name: name, layer: layer.name, units: units))
    notify(
      "\(counted(units.count, "unit")) of \(layer.name) are '\(name)'; :mark \(name) marks them"
    )
    return .success([])
  }

  /// Ablates, inserts, marks or paints with a set, or with the best units of a concept.
  mutating func useUnits(_ command: Command) -> Result<[Effect], CommandMistake> {
    var words = command.arguments
    let count = words.last.flatMap { Int($0) }
    if count != nil { words.removeLast() }
    if let count, !(1...(layer?.units ?? 1)).contains(count) {
      return .failure(CommandMistake("a number of units from 1 to \(layer?.units ?? 1)"))
    }
    let name = words.joined(separator: " ")
    guard !name.isEmpty else {
      return .failure(CommandMistake("\(command.word) CONCEPT or the name of a set"))
    }
    let (units, concept): ([Int], Int?)
    if let set = editing.sets.first(where: { $0.name == name }) {
      if let index = models.layers.firstIndex(where: { $0.name == set.layer }) {
        select(layerAt: index)
      }
      (units, concept) = (Array(set.units.prefix(count ?? set.units.count)), nil)
    } else {
      guard let item = conceptItem(named: name) else {
        return .failure(CommandMistake("there is no set and no concept '\(name)' here"))
      }
      (units, concept) = (bestUnits(for: item, count: count), item.concept.number)
    }
    guard !units.isEmpty else { return .failure(CommandMistake("no unit stands for \(name)")) }
    let all = units.count < count ?? 0 ? ", all that have to do with it" : ""
    switch command.word {
    case "ablate": ablate(units, described: name + all, for: concept)
    case "insert":
      if let reason = disabledReason(of: .edit(.insert)) {
        return .failure(CommandMistake(reason))
      }
      insert(units, described: name + all, for: concept)
    case "brush": takeBrush(units, name: name)
    default: mark(units)
    }
    return .success([])
  }

  /// By effect where all units were measured, else all that match, else the nearest by IoU.
  func bestUnits(for item: ConceptItem, count: Int?) -> [Int] {
    let concept = item.concept.number
    if let sweep, sweep.isComplete {
      let best = sweep.best(count ?? 20, for: concept)
      if !best.isEmpty { return best }
    }
    let matching = dissection?.matching(concept) ?? []
    if count == nil, !matching.isEmpty { return matching }
    return dissection?.best(count ?? 20, for: concept) ?? []
  }

  /// Marks units of the layer shown, and only these.
  mutating func mark(_ units: [Int]) {
    guard let layer else { return }
    place.browsing[layer.name, default: LayerBrowsing()].marks = Set(units)
    notify("\(counted(units.count, "unit")) marked: a ablates, i inserts, :set NAME names them")
  }
}
