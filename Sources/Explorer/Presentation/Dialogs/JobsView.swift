import Terminal

/// The background jobs and clusters' work, with bars.
struct JobsView: DialogContent {
  let lines: [JobBoard.Line]
  let cursor: Int
  let palette: Palette

  var title: String { "jobs" }

  func extent(on screen: GridSize) -> GridSize { Self.extent(lines.count, on: screen) }

  static func extent(_ count: Int, on screen: GridSize) -> GridSize {
    let page = max(1, min(count, (screen.height - 9) / 2))
    return GridSize(width: 74, height: 2 * page + 4)
  }

  /// Where the jobs are inside the box, two rows each.
  static func rows(_ count: Int, around cursor: Int, in area: CellRect) -> ListRows {
    var rows = ListRows(
      top: area.row,
      page: (area.height - 2) / 2,
      count: count,
      around: cursor
    )
    rows.height = 2
    return rows
  }

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    if lines.isEmpty {
      grid.put("nothing was started yet", row: area.row, column: area.column, style: palette.quiet)
    }
    let rows = Self.rows(lines.count, around: cursor, in: area)
    for index in rows.lines {
      draw(
        Entry(lines[index], palette),
        isCurrent: index == cursor,
        row: rows.row(of: index),
        in: area,
        &grid
      )
    }
  }

  private func draw(
    _ entry: Entry,
    isCurrent: Bool,
    row: Int,
    in area: CellRect,
    _ grid: inout CellGrid
  ) {
    let bar = 20
    grid.column(
      entry.title,
      row: row,
      at: area.column,
      width: area.width - bar - 2,
      style: entry.isActive ? palette.strong : palette.text
    )
    grid.progress(
      entry.fraction,
      in: CellRect(row: row, column: area.column + area.width - bar, width: bar, height: 1),
      palette
    )
    grid.column(
      entry.status,
      row: row + 1,
      at: area.column,
      width: area.width,
      style: entry.style
    )
    guard isCurrent else { return }
    grid[row, area.column - 1] = Cell("▌", palette.key)
    grid[row + 1, area.column - 1] = Cell("▌", palette.key)
  }
}

/// What is drawn of a line of the board.
private struct Entry {
  let title: String
  let isActive: Bool
  let fraction: Double
  let status: String
  let style: Style

  init(_ line: JobBoard.Line, _ palette: Palette) {
    switch line {
    case .job(let job):
      (title, isActive, fraction) = (job.title, job.isActive, job.fraction)
      (status, style) = Self.status(of: job, palette)
    case .cluster(let cluster):
      (title, isActive, fraction) = (cluster.title, cluster.isActive, cluster.fraction)
      (status, style) = (cluster.line, cluster.style(palette))
    }
  }

  private static func status(of job: JobEntry, _ palette: Palette) -> (String, Style) {
    switch job.status {
    case .waiting: ("waiting", palette.quiet)
    case .running: (JobWording(job).text, palette.caption)
    case .finished: ("done", palette.style(.success))
    case .cancelled: ("cancelled; what was measured is kept", palette.quiet)
    case .failed(let reason): (reason, palette.style(.failure))
    }
  }
}
