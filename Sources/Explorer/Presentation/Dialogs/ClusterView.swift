import Cluster
import Faults
import Terminal

/// How far a cluster's work is: a bar for each step, why shards failed, what others told last.
struct ClusterView: DialogContent {
  /// A line of the box.
  enum Line: Hashable {
    case step(name: String, share: Double, summary: String, hasFailed: Bool)
    case failure(String)
    case news(String)
    case title(String)
  }

  let entry: ClusterEntry
  let first: Int
  let lines: [Line]
  let palette: Palette

  private static let width = 92
  private static let nameWidth = 14
  /// Of shards that fail alike, or that all run, the first tell enough.
  private static let most = 40

  /// How many lines are seen at once.
  static func page(_ count: Int, on screen: GridSize) -> Int {
    max(1, min(count, screen.height - 9))
  }

  /// What there is to tell, as it is wrapped on a screen.
  static func lines(of entry: ClusterEntry, on screen: GridSize) -> [Line] {
    let room = DialogFrame(size: screen, width: width, height: 10).inside.width
    guard let state = entry.state else { return [] }
    var lines = state.steps.map { step in
      Line.step(
        name: step.name,
        share: Double(step.doneCount) / Double(max(1, step.progress.count)),
        summary: step.summary,
        hasFailed: step.failedCount > 0
      )
    }
    let failures = state.steps.flatMap { step in
      step.failures.map { "\(step.name) \($0.shard): \(displayable($0.reason))" }
    }
    let news = state.steps.flatMap { step in
      step.news.map { "\(step.name) \($0.shard): \(displayable($0.words))" }
    }
    for (title, texts, line) in [
      ("failed", failures, Line.failure), ("running", news, Line.news),
    ] where !texts.isEmpty {
      let more = texts.count > most ? ["and \(texts.count - most) more"] : []
      lines.append(.title(title))
      lines += (texts.prefix(most) + more).flatMap { CellText.wrapped($0, to: room) }.map(line)
    }
    return lines
  }

  var title: String { entry.title }

  func extent(on screen: GridSize) -> GridSize {
    GridSize(width: Self.width, height: Self.page(lines.count, on: screen) + 6)
  }

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    grid.put(
      entry.line,
      row: area.row,
      column: area.column,
      style: entry.style(palette),
      maxWidth: area.width
    )
    let page = max(0, area.height - 4)
    for (offset, line) in lines.dropFirst(first).prefix(page).enumerated() {
      draw(line, in: area.line(offset + 2), &grid)
    }
    grid.scrollBar(
      in: CellRect(row: area.row + 2, column: area.column, width: area.width, height: page),
      first: first,
      visible: page,
      count: lines.count,
      palette
    )
  }

  private func draw(_ line: Line, in area: CellRect, _ grid: inout CellGrid) {
    switch line {
    case .title(let text):
      grid.put(text, row: area.row, column: area.column, style: palette.caption)
    case .failure(let text):
      grid.put(text, row: area.row, column: area.column, style: palette.style(.failure))
    case .news(let text):
      grid.put(text, row: area.row, column: area.column, style: palette.text)
    case .step(let name, let share, let summary, let hasFailed):
      let bar = min(30, area.width / 3)
      grid.column(
        name,
        row: area.row,
        at: area.column,
        width: Self.nameWidth,
        style: share < 1 ? palette.strong : palette.text
      )
      let start = area.column + Self.nameWidth
      grid.progress(
        share,
        in: CellRect(row: area.row, column: start, width: bar, height: 1),
        palette
      )
      grid.put(
        summary,
        row: area.row,
        column: start + bar + 2,
        style: hasFailed ? palette.style(.failure) : palette.caption,
        maxWidth: area.width - Self.nameWidth - bar - 2
      )
    }
  }
}

extension ClusterEntry {
  /// How its line is drawn.
  func style(_ palette: Palette) -> Style {
    if order != nil { return palette.caption }
    if trouble != nil { return palette.style(.failure) }
    switch collection {
    case .failed: return palette.style(.failure)
    case .done: return palette.style(.success)
    case .going: return palette.caption
    case .none:
      return state?.isIdle == true ? palette.style(.failure) : palette.caption
    }
  }
}
