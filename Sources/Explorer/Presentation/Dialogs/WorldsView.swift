import Terminal

/// The worlds that are part of the program, one a line.
struct WorldsView: DialogContent {
  let worlds: [WorldOffer]
  let cursor: Int
  let palette: Palette

  private static let nameStop = 15

  /// Where the lines are on the screen.
  static func rows(_ count: Int, in size: GridSize) -> ListRows {
    let frame = DialogFrame(size: size, width: 74, height: count + 4)
    return ListRows(top: frame.inside.row, first: 0, page: count, count: count)
  }

  var title: String { "demo worlds" }

  func extent(on screen: GridSize) -> GridSize { GridSize(width: 74, height: worlds.count + 4) }

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    for (index, world) in worlds.enumerated() {
      let line = area.line(index)
      let style = world.isOpen ? palette.accent : palette.strong
      grid.put(
        world.isOpen ? "●" : " ",
        row: line.row,
        column: line.column,
        style: palette.accent
      )
      grid.column(
        world.name,
        row: line.row,
        at: line.column + 2,
        width: Self.nameStop,
        style: style
      )
      grid.column(
        world.summary,
        row: line.row,
        at: line.column + Self.nameStop,
        width: line.width - Self.nameStop,
        style: palette.text
      )
      if index == cursor { grid.select(line, margin: 1, palette) }
    }
  }
}
