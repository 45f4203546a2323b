import Dissection
import Faults
import Interventions
import Laboratory
import Terminal

/// The first row: what is explored, and the edit.
struct TitleBar {
  let state: ExplorerState
  let palette: Palette

  func draw(in grid: inout CellGrid) {
    let edit = state.editing.history.edit
    let right = edit.isEmpty ? "no edit" : edit.summary
    let width = min(CellText.width(of: right), grid.width / 2)
    var names = [state.models.generator?.name, state.models.segmenterName].compactMap { $0 }
    if names.count == 2, names[0] == names[1] { names.removeLast() }
    if state.models.segmenterStatus == .absent { names.append("no segmenter") }
    names += state.models.generator?.manner ?? []
    names += state.models.settings.deviations(state.options.offer)
    if state.previewChoice == .bfloat16 { names.append("screen in bfloat16") }
    if let theirs = state.models.theirs { names.append("theirs: \(displayable(theirs.name))") }
    if state.options.seed != 1 { names.append("seed \(state.options.seed)") }
    let start = grid.put(" ganscope ", row: 0, column: 0, style: palette.key.with(.bold))
    let room = grid.width - width - 2 - start
    grid.put(Self.fitting(names, room), row: 0, column: start, style: palette.text, maxWidth: room)
    grid.put(
      right,
      row: 0,
      column: grid.width - width - 1,
      style: edit.isEmpty ? palette.quiet : palette.accent,
      maxWidth: width
    )
  }

  /// As many names as fit whole, and an ellipsis for those that do not.
  static func fitting(_ names: [String], _ room: Int) -> String {
    let all = names.joined(separator: " · ")
    let shorter = names.indices.reversed().map { last in
      names[..<last].joined(separator: " · ") + " · …"
    }
    return ([all] + shorter.dropLast()).first { CellText.width(of: $0) <= room } ?? all
  }
}

/// What the guide asks for, on a line of its own.
struct GuideLine {
  let state: ExplorerState
  let palette: Palette

  func draw(in grid: inout CellGrid) {
    guard let guide = state.talk.guide, state.models.generator != nil else { return }
    let row = state.layout.guideRow
    let ending = "  Ctrl-G leaves"
    let progress = " \(guide.progress) "
    let room = grid.width - 2 - CellText.width(of: progress) - CellText.width(of: ending)
    let instructions = guide.instructions(state)
    let text = instructions.first { CellText.width(of: $0) <= room } ?? instructions.last ?? ""
    let line = CellRect(row: row, column: 0, width: grid.width, height: 1)
    grid.fill(line, with: Cell(" ", palette.selection))
    let start = grid.put(
      progress,
      row: row,
      column: 1,
      style: palette.selection.with(.bold)
    )
    grid.put(text, row: row, column: start, style: palette.selection, maxWidth: room)
    grid.put(
      ending,
      row: row,
      column: grid.width - CellText.width(of: ending) - 1,
      style: palette.selection
    )
  }
}

/// Which hints the footer shows, the most useful first.
enum FooterHints {
  static func actions(for state: ExplorerState) -> [Action] {
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
