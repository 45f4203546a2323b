import Interventions
import Dissection
import Laboratory
import Tensors
import Terminal

/// The last rows: news and progress, and the keys that matter now.
struct StatusBar {
  let state: ExplorerState
  let palette: Palette

  /// News take this many rows at most; all of them can be read with the messages.
  private static let most = 5

  func draw(in grid: inout CellGrid) {
    let row = state.layout.statusRow
    let start = grid.width - jobPieces(width: grid.width).width
    let room = start - 3
    if let (text, style) = news {
      drawNews(text, style, room: room, in: &grid)
    } else {
      let text = summary.first { CellText.width(of: $0) <= room } ?? summary.last ?? ""
      grid.put(text, row: row, column: 1, style: palette.quiet, maxWidth: max(0, room))
    }
    drawJob(in: &grid, row: row)
    Self.footer(for: state).drawFooter(
      in: &grid,
      row: state.layout.footerRow,
      column: 1,
      maxWidth: grid.width - 2,
      keyStyle: palette.key,
      hintStyle: palette.caption,
      disabledStyle: palette.rule
    )
  }

  /// The keys that matter now, the most useful first.
  static func footer(for state: ExplorerState) -> KeyTable<Action> {
    let table = KeyBindings.table(for: state)
    guard state.talk.dialogs.isEmpty, state.editing.cellCursor == nil, state.editing.brush == nil,
      state.place.view != .grid, !state.place.view.hasOwnKeys, state.desk == nil,
      state.layout.isLargeEnough
    else { return table }
    let wanted = FooterHints.actions(for: state)
    return KeyTable(
      wanted.compactMap { action in
        table.bindings.first { $0.action == action && !$0.hint.isEmpty }
      }
    )
  }

  // MARK: News

  /// Draws news beside the job if they fit, else over the rows above: nothing told is cut off.
  private func drawNews(_ text: String, _ style: Style, room: Int, in grid: inout CellGrid) {
    var lines = CellText.wrapped(text, to: grid.width - 2)
    if lines.count > Self.most {
      lines = Array(lines.prefix(Self.most - 1)) + ["… (! shows all)"]
    }
    if CellText.width(of: lines.last ?? "") > room { lines.append("") }
    let top = state.layout.statusRow - lines.count + 1
    for (offset, line) in lines.enumerated() {
      let whole = CellRect(row: top + offset, column: 0, width: grid.width, height: 1)
      grid.fill(whole, with: Cell(" ", palette.text))
      grid.put(line, row: top + offset, column: 1, style: style)
    }
  }

  /// Whether somebody may not know yet what to do here.
  private var isFresh: Bool { state.talk.guide == nil && state.editing.history.edit.isEmpty }

  private var news: (String, Style)? {
    let hint = "Press a to switch this unit off and watch the scene; ? explains everything."
    guard let notice = state.talk.notice else {
      let isWelcome =
        state.talk.isNew && state.models.generator != nil && state.talk.dialogs.isEmpty
        && isFresh
      return isWelcome ? (hint, palette.accent) : nil
    }
    let isSaid = state.talk.isNew && notice.kind == .success && isFresh
    let rest = state.jobs.isDissecting ? notice.whileDissecting : ""
    return (notice.text + rest + (isSaid ? ". \(hint)" : ""), palette.style(notice.kind))
  }

  /// What is known of the layer, from long to short.
  private var summary: [String] {
    guard let layer = state.layer else { return [] }
    if state.models.segmenterStatus == .loading { return ["loading the segmenter …"] }
    let name = layer.name
    let job = state.dissectionJob(of: name)
    guard let dissection = state.dissection, dissection.countedScenes > 0 else {
      switch job?.status {
      case .running where job?.progress?.phase.hasPrefix("levels") == true:
        return ["\(name): finding the units' levels, then labels", "\(name): finding levels"]
      case .running: return ["\(name): labelling begins"]
      case .waiting: return ["\(name): dissected next", "\(name) is next"]
      default: return ["\(name) is not dissected yet (d)"]
      }
    }
    let scenes = counted(dissection.countedScenes, "scene")
    guard !dissection.labels.isEmpty else { return ["\(name): top scenes of \(scenes)"] }
    let count = dissection.interpretableCount
    let short = "\(name): \(counted(count, "unit")) \(count == 1 ? "matches" : "match")"
    return [
      "\(name): \(count) of \(layer.units) units match a concept, \(scenes)",
      "\(short) a concept, \(scenes)", "\(short) a concept", short,
    ]
  }

  // MARK: The job

  /// The text, the bar's width, and the width of both with the gap before them.
  private func jobPieces(width: Int) -> (text: String, bar: Int, width: Int) {
    guard let job = state.jobs.current else { return ("", 0, 0) }
    let bar = width >= 120 ? 20 : 6
    let more = state.jobs.active.count - 1
    let text = JobWording(job).text + (more > 0 ? " +\(more)" : "")
    let clipped = CellText.clipped(text, to: width - bar - 4)
    return (clipped, bar, CellText.width(of: clipped) + bar + 2)
  }

  private func drawJob(in grid: inout CellGrid, row: Int) {
    guard let job = state.jobs.current else { return }
    let (text, bar, width) = jobPieces(width: grid.width)
    grid.put(text, row: row, column: grid.width - width, style: palette.caption)
    let empty = Style(palette.theme[.meterBackground], on: palette.theme[.meterBackground])
    grid.meter(job.fraction, row: row, column: grid.width - bar - 1, width: bar, style: empty) {
      .rgb(palette.theme.color(.progress, at: $0))
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
    let phase = Self.phase(progress.phase, of: job.request)
    text = "\(phase) \(grouped(progress.done))/\(grouped(progress.total))\(left)"
  }

  /// A dissection names its layers: several wait for each other.
  private static func phase(_ phase: String, of request: LaboratoryRequest) -> String {
    guard case .dissect(let layers, _) = request else { return phase }
    let names = layers.count == 1 ? layers[0].rawValue : "\(layers.count) layers"
    return "\(names): \(phase.hasPrefix("levels") ? "levels" : "scenes")"
  }
}
