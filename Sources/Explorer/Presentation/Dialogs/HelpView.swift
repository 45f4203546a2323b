import Terminal

/// The help, and what is looked for in it.
struct HelpView: DialogContent {
  let place: HelpPlace
  let help: HelpText
  let palette: Palette

  var title: String { "help" }

  func extent(on screen: GridSize) -> GridSize {
    GridSize(
      width: DialogFrame.helpWidth,
      height: DialogFrame.readingPage(in: screen) + 2
    )
  }

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    let lines = help.lines(with: place.search.text)
    for (offset, line) in lines.dropFirst(place.first).prefix(area.height).enumerated() {
      draw(line, in: area.line(offset), &grid)
    }
    if lines.isEmpty {
      grid.put(
        "nothing here is called that",
        row: area.row,
        column: area.column,
        style: palette.quiet
      )
    }
    if place.isTyping || !place.search.text.isEmpty { drawSearch(in: area, &grid) }
    grid.scrollBar(
      in: area,
      first: place.first,
      visible: area.height,
      count: lines.count,
      palette
    )
  }

  /// What is looked for, on the box's lower edge.
  private func drawSearch(in area: CellRect, _ grid: inout CellGrid) {
    let row = area.row + area.height
    let end = grid.put(" /", row: row, column: area.column, style: palette.key)
    if place.isTyping {
      FieldView(field: place.search, palette: palette)
        .draw(row: row, column: end, width: min(30, area.width - 4), in: &grid)
    } else {
      grid.put(place.search.text + " ", row: row, column: end, style: palette.strong)
    }
  }

  private func draw(_ line: HelpText.Line, in area: CellRect, _ grid: inout CellGrid) {
    let stop = HelpText.stop
    func put(_ name: String, in nameStyle: Style, _ text: String, in style: Style) {
      grid.column(name, row: area.row, at: area.column, width: stop - 1, style: nameStyle)
      grid.column(
        text,
        row: area.row,
        at: area.column + stop,
        width: area.width - stop,
        style: style
      )
    }
    switch line {
    case .blank: break
    case .heading(let title):
      grid.column(
        title,
        row: area.row,
        at: area.column,
        width: area.width,
        style: palette.strong
      )
    case .word(let word, let meaning): put(word, in: palette.accent, meaning, in: palette.text)
    case .key(let keys, let meaning, nil): put(keys, in: palette.key, meaning, in: palette.text)
    case .key(let keys, let meaning, .some):
      put(keys, in: palette.quiet, meaning, in: palette.quiet)
    }
  }
}
