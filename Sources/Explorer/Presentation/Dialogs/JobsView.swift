import Terminal

/// The background jobs, with bars.
struct JobsView: DialogContent {
  let entries: [JobEntry]
  let cursor: Int
  let palette: Palette

  var title: String { "jobs" }

  func extent(on screen: GridSize) -> GridSize {
    let page = max(1, min(entries.count, (screen.height - 9) / 2))
    return GridSize(width: 74, height: 2 * page + 4)
  }

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    if entries.isEmpty {
      grid.put("nothing was started yet", row: area.row, column: area.column, style: palette.quiet)
    }
    let rows = ListRows(
      top: area.row,
      page: (area.height - 2) / 2,
      count: entries.count,
      around: cursor
    )
    for (line, index) in rows.lines.enumerated() {
      draw(entries[index], isCurrent: index == cursor, row: area.row + 2 * line, area, &grid)
    }
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
    grid.progress(
      job.fraction,
      in: CellRect(row: row, column: area.column + area.width - bar, width: bar, height: 1),
      palette
    )
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
