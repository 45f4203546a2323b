import Interventions
import Terminal

extension KeyBindings {
  /// The keys that matter now, the most useful first.
  static func footer(for state: ExplorerState) -> KeyTable<Action> {
    let table = table(for: state)
    guard state.talk.dialogs.isEmpty, state.editing.cellCursor == nil, state.editing.brush == nil,
      state.place.view != .grid, !state.place.view.hasOwnKeys, state.desk == nil,
      state.layout.isLargeEnough
    else { return table }
    return KeyTable(
      hints(for: state).compactMap { action in
        table.bindings.first { $0.action == action && !$0.hint.isEmpty }
      }
    )
  }

  private static func hints(for state: ExplorerState) -> [Action] {
    let common: [Action] = [.open(.help), .program(.quit)]
    let edits: [Action] =
      state.editing.history.edit.isEmpty ? [] : [.edit(.undo), .edit(.reset), .open(.measure)]
    let finding: [Action] = [
      .open(.search), .open(.concepts(.filter)), .list(.nextRanking), .list(.mark),
    ]
    switch state.place.focus {
    case .layers:
      return common + [
        .move(.down), .move(.nextPane), .scene(.next), .look(.nextView), .open(.settings),
      ] + finding
    case .units:
      return common + [.edit(.ablate), .edit(.insert)] + edits + [
        .open(.concepts(.ablate)), .cells(.choose),
      ] + finding
        + [
          .scene(.next), .look(.nextView), .look(.zoom), .open(.export), .open(.jobs),
          .move(.nextPane),
        ]
    case .scene:
      return common + [.scene(.next), .look(.nextView), .look(.zoom)] + edits + [
        .open(.export), .cells(.choose), .edit(.ablate),
      ]
        + [.edit(.insert), .move(.nextPane), .open(.jobs)]
    }
  }
}
