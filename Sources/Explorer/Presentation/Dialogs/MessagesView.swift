import Terminal

/// Everything that was told, the newest first, in full.
struct MessagesView: DialogContent {
  struct Line {
    let text: String
    let kind: Notice.Kind
  }

  let first: Int
  let lines: [Line]
  let palette: Palette

  private static let width = 92

  /// Messages, the newest first, as they are wrapped on a screen.
  static func lines(of messages: [Notice], on screen: GridSize) -> [Line] {
    let frame = DialogFrame(size: screen, width: width, height: 10)
    return messages.reversed().flatMap { notice in
      CellText.wrapped(notice.text, to: frame.inside.width - 2).enumerated().map { index, line in
        Line(text: (index == 0 ? "· " : "  ") + line, kind: notice.kind)
      }
    }
  }

  var title: String { "messages, newest first" }

  func extent(on screen: GridSize) -> GridSize {
    let shown = min(max(lines.count, 1), DialogFrame.readingPage(in: screen))
    return GridSize(width: Self.width, height: shown + 2)
  }

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    if lines.isEmpty {
      grid.put("nothing was told yet", row: area.row, column: area.column, style: palette.quiet)
    }
    for (offset, line) in lines.dropFirst(first).prefix(area.height).enumerated() {
      grid.put(
        line.text,
        row: area.row + offset,
        column: area.column,
        style: palette.style(line.kind),
        maxWidth: area.width
      )
    }
    grid.scrollBar(in: area, first: first, visible: area.height, count: lines.count, palette)
  }
}
