import Dissection
import Experiments
import Interventions
import Terminal

/// The first row: what is explored, and the edit.
struct TitleBar {
  let state: ExplorerState
  let palette: Palette

  func draw(in grid: inout CellGrid) {
    let edit = state.history.edit
    let right = edit.isEmpty ? "no edit" : edit.summary
    let width = min(CellText.width(of: right), grid.width / 2)
    var names = [state.generator?.name, state.segmenterName].compactMap { $0 }
    if names.count == 2, names[0] == names[1] { names.removeLast() }
    if state.segmenterStatus == .absent { names.append("no segmenter") }
    names += state.settings.deviations
    if state.previewChoice == .bfloat16 { names.append("screen in bfloat16") }
    if state.options.seed != 1 { names.append("seed \(state.options.seed)") }
    grid.put(
      [(" ganscope ", palette.key.with(.bold)), (names.joined(separator: " · "), palette.text)],
      row: 0,
      column: 0,
      maxWidth: grid.width - width - 2
    )
    grid.put(
      right,
      row: 0,
      column: grid.width - width - 1,
      style: edit.isEmpty ? palette.quiet : palette.accent,
      maxWidth: width
    )
  }
}

/// The last rows: news and progress, and the keys that matter now.
struct StatusBar {
  let state: ExplorerState
  let palette: Palette

  func draw(in grid: inout CellGrid) {
    let row = state.layout.statusRow
    let (text, style) = news
    let end = drawJob(in: &grid, row: row, room: grid.width - CellText.width(of: text) - 4)
    grid.put(text, row: row, column: 1, style: style, maxWidth: max(0, end - 3))
    footer.drawFooter(
      in: &grid,
      row: state.layout.footerRow,
      column: 1,
      maxWidth: grid.width - 2,
      keyStyle: palette.key,
      hintStyle: palette.caption,
      disabledStyle: palette.rule
    )
  }

  private var footer: KeyTable<Action> {
    let table = KeyBindings.table(for: state)
    guard state.dialogs.isEmpty, state.cellCursor == nil, state.layout.isLargeEnough else {
      return table
    }
    let wanted = FooterHints.actions(for: state)
    return KeyTable(
      wanted.compactMap { action in
        table.bindings.first { $0.action == action && !$0.hint.isEmpty }
      }
    )
  }

  /// Draws the job that runs on the right, in at least a third of the row, and returns its start.
  private func drawJob(in grid: inout CellGrid, row: Int, room: Int) -> Int {
    guard let job = state.jobs.current else { return grid.width }
    let bar = grid.width >= 120 ? 20 : 6
    let more = state.jobs.active.count - 1
    let text = JobWording(job).text + (more > 0 ? " +\(more)" : "")
    let clipped = CellText.clipped(text, to: max(room, grid.width * 2 / 5) - bar - 2)
    let start = grid.width - CellText.width(of: clipped) - bar - 2
    grid.put(clipped, row: row, column: start, style: palette.caption)
    let empty = Style(palette.theme[.meterBackground], on: palette.theme[.meterBackground])
    grid.meter(job.fraction, row: row, column: grid.width - bar - 1, width: bar, style: empty) {
      .rgb(palette.theme.color(.progress, at: $0))
    }
    return start
  }

  private var news: (String, Style) {
    if let notice = state.notice, !state.isNew || notice.kind != .success {
      return (notice.text, palette.style(notice.kind))
    }
    if state.isNew {
      return (
        state.jobs.current == nil
          ? "Press a to switch this unit off and watch the scene; ? explains everything."
          : "a switches it off, ? explains",
        palette.accent
      )
    }
    return (summary, palette.quiet)
  }

  /// What is known of the layer.
  private var summary: String {
    guard let layer = state.layer else { return "" }
    if state.segmenterStatus == .loading { return "loading the segmenter …" }
    guard let dissection = state.dissection else {
      return "\(layer.name) is not dissected yet (d)"
    }
    let scenes = "\(counted(dissection.countedScenes, "scene"))"
    guard !dissection.labels.isEmpty else { return "\(layer.name): levels of \(scenes)" }
    return "\(layer.name): \(dissection.interpretableCount) of \(layer.units) units match a "
      + "concept, \(scenes)"
  }
}

/// Which hints the footer shows, the most useful first.
enum FooterHints {
  static func actions(for state: ExplorerState) -> [Action] {
    let common: [Action] = [.help, .quit]
    let edits: [Action] =
      state.history.edit.isEmpty ? [] : [.undo, .reset, .measure]
    let finding: [Action] = [.search, .chooseConcept, .nextRanking, .mark]
    switch state.focus {
    case .layers:
      return common + [.down, .nextPane, .nextScene, .nextView, .settings] + finding
    case .units:
      return common + [.ablate, .insert] + edits + [.ablateConcept, .chooseCells] + finding
        + [.nextScene, .nextView, .zoom, .export, .jobs, .nextPane]
    case .scene:
      return common + [.nextScene, .nextView, .zoom] + edits + [.export, .chooseCells, .ablate]
        + [.insert, .nextPane, .jobs]
    }
  }
}

/// One line about a job.
struct JobWording {
  let text: String

  init(_ job: JobEntry) {
    guard job.status == .running, let progress = job.progress else {
      text = job.title
      return
    }
    let left = progress.secondsLeft.map { ", \(duration($0)) left" } ?? ""
    text = "\(progress.phase) \(grouped(progress.done))/\(grouped(progress.total))\(left)"
  }
}
