import Terminal

/// Everything that was told, the newest first, in full.
struct MessagesView {
  let first: Int
  let state: ExplorerState
  let palette: Palette

  private static let width = 92

  static func lines(of state: ExplorerState) -> [(text: String, kind: Notice.Kind)] {
    let frame = DialogFrame(size: state.size, width: width, height: 10)
    return state.talk.messages.reversed().flatMap { notice in
      CellText.wrapped(notice.text, to: frame.inside.width - 2).enumerated().map { index, line in
        ((index == 0 ? "· " : "  ") + line, notice.kind)
      }
    }
  }

  func draw(in grid: inout CellGrid) {
    let lines = Self.lines(of: state)
    let page = DialogFrame.readingPage(in: state.size)
    let shown = min(max(lines.count, 1), page)
    let frame = DialogFrame(size: state.size, width: Self.width, height: shown + 2)
    frame.draw("messages, newest first", in: &grid, palette: palette)
    let inside = frame.inside
    if lines.isEmpty {
      grid.put("nothing was told yet", row: inside.row, column: inside.column, style: palette.quiet)
    }
    for (offset, line) in lines.dropFirst(first).prefix(shown).enumerated() {
      grid.put(
        line.text,
        row: inside.row + offset,
        column: inside.column,
        style: palette.style(line.kind),
        maxWidth: inside.width
      )
    }
    grid.scrollBar(
      row: inside.row,
      column: frame.area.column + frame.area.width - 1,
      height: shown,
      first: first,
      visible: shown,
      count: lines.count,
      style: palette.caption,
      thumbStyle: palette.key
    )
  }
}
