import Dissection
import Interventions
import Laboratory
import Tensors
import Terminal

extension ExplorerState {
  // MARK: Undo history

  mutating func answer(_ action: Action, inHistoryAt cursor: Int) -> [Effect] {
    let count = editing.history.steps.count
    switch action {
    case .cancel: talk.dialogs.removeLast()
    case .answer(.accept):
      talk.dialogs.removeLast()
      guard cursor != editing.history.index else { return [] }
      editing.history.go(to: cursor)
      place.showsEdit = true
      let keys = "\(key(.edit(.undo))) and \(key(.edit(.redo)))"
      notify("back at: \(editing.history.present.title); \(keys) go on from here")
    case .move(let move):
      let target = Self.moved(cursor, by: move, page: 5, count: count)
      talk.dialogs[talk.dialogs.count - 1] = .history(cursor: target)
    default: break
    }
    return []
  }

  // MARK: A against B

  /// The scene shown under the edit that is kept as B.
  var otherKey: GridShelf.Key? {
    editing.other.map {
      GridShelf.Key(edit: $0.edit, scene: picture.result?.request.scene ?? scene)
    }
  }

  /// The measurement of the present edit against B.
  var measuredAgainst: Measurement? {
    editing.other.flatMap {
      models.comparisons[EditPair(first: editing.history.edit, second: $0.edit)]
    }
  }

  mutating func keepAsOther() {
    editing.other = editing.history.present
    let (show, swap) = (key(.look(.show(.versus))), key(.edit(.exchange)))
    notify(
      "kept as B: \(editing.history.edit.summary); \(show) shows another edit beside it, \(swap) "
        + "swaps them"
    )
  }

  /// Makes B the present edit, and the present one B.
  mutating func exchangeEdits() {
    guard let other = editing.other else { return }
    editing.other = editing.history.present
    editing.history.apply(EditStep(edit: other.edit, title: other.title))
    notify("now at work: \(other.edit.summary)")
  }

  // MARK: Pictures

  /// The scene under other edits than the present one, as far as they are on the screen.
  private var wantedEditPictures: [GridShelf.Key] {
    var keys: [GridShelf.Key] = []
    if place.view == .versus, let otherKey { keys.append(otherKey) }
    if let rows = historyRows {
      keys += editing.history.steps[rows.lines].map {
        GridShelf.Key(edit: $0.edit, scene: scene)
      }
    }
    return keys
  }

  /// Asks for the pictures of edits that are not at hand, each once.
  mutating func requestEditPictures() -> [Effect] {
    guard let layer else { return [] }
    let missing = wantedEditPictures.filter {
      gridShelf[$0] == nil && !gridShelf.asked.contains($0)
    }
    gridShelf.asked.formUnion(missing)
    return missing.map { .submit(drawing([$0], layer)) }
  }
}

/// Two edits that are compared.
struct EditPair: Hashable, Sendable {
  let first: Edit
  let second: Edit
}
