import Concepts
import Dissection
import Terminal

/// The background jobs, with bars.
struct JobsView {
  let cursor: Int
  let state: ExplorerState
  let palette: Palette

  func draw(in grid: inout CellGrid) {
    let entries = state.jobs.entries
    let page = max(1, min(entries.count, (state.size.height - 9) / 2))
    let frame = DialogFrame(size: state.size, width: 74, height: 2 * page + 4)
    frame.draw("jobs", in: &grid, palette: palette)
    let inside = frame.inside
    if entries.isEmpty {
      grid.put(
        "nothing was started yet",
        row: inside.row,
        column: inside.column,
        style: palette.quiet
      )
    }
    let first = max(0, min(cursor - page / 2, entries.count - page))
    for (line, job) in entries.dropFirst(first).prefix(page).enumerated() {
      draw(job, isCurrent: first + line == cursor, row: inside.row + 2 * line, inside, &grid)
    }
    KeyBindings.table(for: state).drawFooter(
      in: &grid,
      row: frame.area.row + frame.area.height - 2,
      column: inside.column,
      maxWidth: inside.width,
      keyStyle: palette.key,
      hintStyle: palette.caption,
      disabledStyle: palette.quiet
    )
  }

  private func draw(
    _ job: JobEntry,
    isCurrent: Bool,
    row: Int,
    _ area: CellRect,
    _ grid: inout CellGrid
  ) {
    let bar = 20
    let (word, style) = status(of: job)
    grid.column(
      job.title,
      row: row,
      at: area.column,
      width: area.width - bar - 2,
      style: job.isActive ? palette.strong : palette.text
    )
    let empty = Style(palette.theme[.meterBackground], on: palette.theme[.meterBackground])
    grid.meter(
      job.fraction,
      row: row,
      column: area.column + area.width - bar,
      width: bar,
      style: empty
    ) { .rgb(palette.theme.color(.progress, at: $0)) }
    grid.column(word, row: row + 1, at: area.column, width: area.width, style: style)
    guard isCurrent else { return }
    grid[row, area.column - 1] = Cell("▌", palette.key)
    grid[row + 1, area.column - 1] = Cell("▌", palette.key)
  }

  private func status(of job: JobEntry) -> (String, Style) {
    switch job.status {
    case .waiting: ("waiting", palette.quiet)
    case .running: (JobWording(job).text, palette.caption)
    case .finished: ("done", palette.style(.success))
    case .cancelled: ("cancelled; what was measured is kept", palette.quiet)
    case .failed(let reason): (reason, palette.style(.failure))
    }
  }
}

/// What the edit changes, concept by concept, here and over a sample.
struct EffectsView {
  let first: Int
  let state: ExplorerState
  let palette: Palette

  func draw(in grid: inout CellGrid) {
    let lines = EffectsTable(state).lines
    let page = DialogFrame.readingPage(in: state.size)
    let shown = min(max(lines.count, 3), page - 3)
    let frame = DialogFrame(size: state.size, width: 76, height: shown + 5)
    frame.draw("what the edit changes: areas in % of the pixels", in: &grid, palette: palette)
    drawCaptions(in: frame.inside, &grid)
    for (offset, line) in lines.dropFirst(first).prefix(shown).enumerated() {
      let row = frame.inside.row + 2 + offset
      switch line {
      case .row(let entry): draw(entry, row: row, frame.inside, &grid)
      case .category(let category):
        grid.put(
          "\(category.rawValue)s",
          row: row,
          column: frame.inside.column,
          style: palette.style(category).with(.bold)
        )
      }
    }
    if lines.isEmpty {
      grid.put(
        "nothing was segmented yet",
        row: frame.inside.row + 2,
        column: frame.inside.column,
        style: palette.quiet
      )
    }
  }

  private func drawCaptions(in area: CellRect, _ grid: inout CellGrid) {
    let scenes =
      state.currentMeasurement.map { "over \(counted($0.scenes, "scene"))" }
      ?? "not measured (m)"
    grid.column(
      "this scene",
      row: area.row,
      at: area.column + 20,
      width: 18,
      style: palette.caption,
      trailing: true
    )
    grid.column(
      scenes,
      row: area.row,
      at: area.column + 42,
      width: area.width - 42,
      style: palette.caption,
      trailing: true
    )
    let captions = ["before", "after", "change", "before", "change", "95 % ±", "share"]
    for (caption, place) in zip(captions, places) {
      grid.column(
        caption,
        row: area.row + 1,
        at: area.column + place,
        width: 7,
        style: palette.caption,
        trailing: true
      )
    }
  }

  private let places = [17, 24, 31, 41, 49, 57, 65]

  private func draw(
    _ entry: EffectsTable.Row,
    row: Int,
    _ area: CellRect,
    _ grid: inout CellGrid
  ) {
    grid.column(
      state.models.vocabulary?.title(of: entry.concept) ?? entry.concept.name,
      row: row,
      at: area.column,
      width: 17,
      style: palette.style(entry.concept.category)
    )
    let (here, sample) = (entry.here, entry.measured)
    let cells: [(String?, Double?)] = [
      (here.map { percent($0.before) }, nil), (here.map { percent($0.after) }, nil),
      (here.map { percent($0.change, signed: true) }, here?.change),
      (sample.map { percent($0.before) }, nil),
      (sample.map { percent($0.change, signed: true) }, sample?.change),
      (sample?.halfWidth.map { percent($0) }, nil),
      (sample?.relativeChange.map { fixed($0 * 100, 0, signed: true) + "%" }, sample?.change),
    ]
    for ((text, change), place) in zip(cells, places) {
      grid.column(
        text ?? "–",
        row: row,
        at: area.column + place,
        width: 7,
        style: change.map { palette.style(change: $0) } ?? palette.text,
        trailing: true
      )
    }
  }

  private func percent(_ share: Double, signed: Bool = false) -> String {
    fixed(share * 100, 2, signed: signed)
  }
}
