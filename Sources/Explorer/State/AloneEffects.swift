import Dissection
import Interventions
import Laboratory
import Tensors

/// What units of the edit change alone in scenes, as far as that was asked for.
struct AloneEffects: Sendable {
  private var known: [GridShelf.Key: [ConceptEffect]] = [:]
  /// What was asked for since the list was opened, so that nothing is asked twice.
  private(set) var asked: Set<GridShelf.Key> = []
  var job: JobNumber?

  /// What an edit changes in a scene; nil until it is known.
  subscript(key: GridShelf.Key) -> [ConceptEffect]? { known[key] }

  mutating func add(_ effects: [ConceptEffect], for key: GridShelf.Key) {
    // Levels that are moved and scenes that are walked through leave much behind.
    if known.count > 2000 { known = [:] }
    known[key] = effects
  }

  mutating func ask(for keys: [GridShelf.Key]) { asked.formUnion(keys) }

  /// What is still on its way is given up.
  mutating func giveUp() { (asked, job) = ([], nil) }
}

extension EditList {
  /// One unit's part of the edit.
  func part(_ entry: Entry) -> Edit {
    Edit([Intervention([edit(at: entry)], mask: mask(at: entry))])
  }
}

extension ExplorerState {
  /// The concept that the edit is about: the one it was chosen by, the one the list is about, or the
  /// one that it changes most.
  var editConcept: Int? { editing.history.present.concept ?? place.concept ?? mostChanged }

  /// What a unit of the list changes alone in the scene shown.
  func aloneEffects(of entry: EditList.Entry, in list: EditList) -> [ConceptEffect]? {
    editing.alone[GridShelf.Key(edit: list.part(entry), scene: scene)]
  }

  /// The parts of the list's edit of which nobody asked yet what they change alone in the scene
  /// shown; none unless the list is open.
  var wantedAlone: [GridShelf.Key] {
    guard case .edits(let list) = talk.dialogs.last, models.segmenterStatus == .ready, layer != nil
    else { return [] }
    return list.entries.map { GridShelf.Key(edit: list.part($0), scene: scene) }
      .filter { editing.alone[$0] == nil && !editing.alone.asked.contains($0) }
  }

  /// Asks for these; without the list nothing more is wanted.
  mutating func requestAlone() -> [Effect] {
    let running = editing.alone.job.flatMap { pendingJobs[$0] == nil ? nil : $0 }
    guard case .edits = talk.dialogs.last, let layer else {
      editing.alone.giveUp()
      return running.map { [.cancel($0)] } ?? []
    }
    let wanted = wantedAlone
    guard !wanted.isEmpty else { return [] }
    // What is on its way belongs to another level or scene.
    editing.alone.giveUp()
    editing.alone.ask(for: wanted)
    let request = SceneRequest(
      seed: options.seed,
      scene: scene,
      edit: Edit(),
      layer: layer.name,
      isSegmented: true
    )
    return (running.map { [.cancel($0)] } ?? []) + [
      .submit(.alone(wanted.map(\.edit), in: request))
    ]
  }
}
