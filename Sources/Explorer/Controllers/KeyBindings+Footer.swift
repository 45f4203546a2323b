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

  /// What can be done with the edit, if there is one.
  private static func edits(for state: ExplorerState) -> [Action] {
    let history = state.editing.history
    guard !history.edit.isEmpty else { return [] }
    return (history.canUndo ? [.edit(.undo)] : []) + [.edit(.reset), .open(.measure)]
  }

  /// What can be done with the edit that is kept as B.
  private static func versus(for state: ExplorerState) -> [Action] {
    state.editing.other == nil ? [] : [.look(.show(.versus)), .edit(.exchange)]
  }

  private static func hints(for state: ExplorerState) -> [Action] {
    let common: [Action] = [.open(.help), .program(.quit)]
    let edits = self.edits(for: state)
    let finding: [Action] = [
      .open(.search), .open(.concepts(.filter)), .list(.nextRanking), .list(.mark),
    ]
    if [.sideBySide, .versus].contains(state.place.view) {
      return common + [.look(.show(.automatic)), .edit(.keepAsOther)] + versus(for: state)
        + [.scene(.next)] + edits + [.open(.effects), .look(.zoom), .open(.export)]
    }
    switch state.place.focus {
    case .layers:
      return common + [
        .move(.down), .move(.nextPane), .scene(.next), .look(.nextView), .open(.settings),
      ] + finding
    case .units:
      let compared: [Action] =
        edits.isEmpty ? [] : [.look(.show(.sideBySide)), .edit(.keepAsOther)]
      return common + [.edit(.ablate), .edit(.insert)] + edits + compared + [
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
