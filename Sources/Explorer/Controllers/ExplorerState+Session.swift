import Dissection
import Faults
import Interventions
import Laboratory
import Tensors

extension ExplorerState {
  /// What is kept for another time; nil while nothing is explored.
  var session: SavedSession? {
    guard let layer else { return nil }
    return SavedSession(
      layer: layer.name,
      scene: scene,
      edit: editing.history.edit,
      title: editing.history.present.title,
      units: place.browsing.compactMapValues(\.unit),
      marks: place.browsing.mapValues(\.marks).filter { !$0.value.isEmpty },
      view: place.view.rawValue,
      ranking: place.ranking.name,
      isReversed: place.isReversed,
      quantile: editing.quantile,
      sets: editing.sets.filter { !options.sets.contains($0) },
      levels: Dictionary(grouping: place.ownLevels, by: \.key.layer).mapValues { levels in
        Dictionary(uniqueKeysWithValues: levels.map { ($0.key.unit, $0.value.index) })
      },
      notes: Dictionary(grouping: editing.notes, by: \.key.layer).mapValues { notes in
        Dictionary(uniqueKeysWithValues: notes.map { ($0.key.unit, $0.value) })
      },
      other: editing.other.map { SavedEdit(edit: $0.edit, title: $0.title) },
      work: unfinishedWork
    )
  }

  /// Goes on where a session ended, as far as it fits the generator.
  mutating func restore(_ session: SavedSession) {
    do {
      try models.check(session.edit)
    } catch {
      return notify("the last session does not fit this generator; it is not restored")
    }
    if let index = models.layers.firstIndex(where: { $0.name == session.layer }) {
      place.layerIndex = index
    }
    scene = max(0, min(session.scene, Self.lastScene))
    if !session.edit.isEmpty {
      editing.history = EditHistory(restored: EditStep(edit: session.edit, title: session.title))
    }
    for layer in models.layers {
      let units = 0..<layer.units
      var browsing = LayerBrowsing()
      browsing.unit = session.units[layer.name].flatMap { units.contains($0) ? $0 : nil }
      browsing.marks = session.marks[layer.name, default: []].filter(units.contains)
      place.browsing[layer.name] = browsing
      for (unit, index) in session.levels[layer.name] ?? [:]
      where units.contains(unit) && (0..<LevelGrid.fractions.count).contains(index) {
        place.ownLevels[UnitAddress(layer: layer.name, unit: unit)] = OwnLevel(index: index)
      }
      for (unit, note) in session.notes[layer.name] ?? [:] where units.contains(unit) {
        editing.notes[UnitAddress(layer: layer.name, unit: unit)] = note
      }
    }
    let view = ViewMode(rawValue: session.view) ?? .automatic
    place.view = view.hasOwnKeys ? .automatic : view
    if let ranking = Ranking.allCases.first(where: { $0.name == session.ranking }),
      models.segmenterStatus != .absent || ranking == .unit || ranking == .activation
    {
      place.ranking = ranking
    }
    place.isReversed = session.isReversed
    if Editing.quantiles.contains(session.quantile) { editing.quantile = session.quantile }
    editing.sets += session.sets.filter { set in !editing.sets.contains { $0.name == set.name } }
    if let other = session.other, (try? models.check(other.edit)) != nil {
      editing.other = EditStep(edit: other.edit, title: other.title)
    }
    place.showsEdit = !session.edit.isEmpty
    talk.guide = nil
    talk.hintKeys = 0
    savedEdit = session.edit
    notify(
      session.edit.isEmpty
        ? "as you left it: \(session.layer), scene \(grouped(scene))"
        : "as you left it: \(session.edit.summary); "
          + "\(key(.edit(.undo))) takes it back"
    )
    offer(session.work)
  }

  /// Keeps an edit as soon as it is made, so that no end of the program loses it.
  mutating func keepEdit() -> [Effect] {
    guard options.sessions != nil, savedEdit != editing.history.edit, let session,
      let model = models.generator?.id
    else { return [] }
    savedEdit = editing.history.edit
    return [.saveSession(session, model)]
  }

  /// The demo's own beginning: a set of units is marked, and the guide says what to do with it.
  mutating func beginWithSet() {
    if let set = options.startSet, let layer, set.layer == layer.name {
      place.browsing[layer.name, default: LayerBrowsing()].marks = Set(set.units)
      // One of them is seen, wherever the ranking has it.
      place.browsing[layer.name]?.unit = set.units.first
    }
    if let subject = options.guide { talk.guide = Guide(subject, scene: scene) }
  }
}
