import Terminal

/// The worlds that are part of the program, one a line.
struct WorldsView {
  let cursor: Int
  let state: ExplorerState
  let palette: Palette

  private static let nameStop = 15

  private static func frame(_ count: Int, in size: GridSize) -> DialogFrame {
    DialogFrame(size: size, width: 74, height: count + 4)
  }

  /// Where the lines are on the screen.
  static func rows(_ count: Int, in size: GridSize) -> ListRows {
    ListRows(top: frame(count, in: size).inside.row, first: 0, page: count, count: count)
  }

  func draw(in grid: inout CellGrid) {
    let worlds = state.options.worlds
    let frame = Self.frame(worlds.count, in: state.size)
    frame.draw("demo worlds", in: &grid, palette: palette)
    let inside = frame.inside
    for (line, world) in worlds.enumerated() {
      let row = inside.row + line
      let style = world.isOpen ? palette.accent : palette.strong
      grid.put(world.isOpen ? "●" : " ", row: row, column: inside.column, style: palette.accent)
      grid.column(world.name, row: row, at: inside.column + 2, width: Self.nameStop, style: style)
      grid.column(
        world.summary,
        row: row,
        at: inside.column + Self.nameStop,
        width: inside.width - Self.nameStop,
        style: palette.text
      )
      guard line == cursor else { continue }
      grid.restyle(
        CellRect(row: row, column: inside.column - 1, width: inside.width + 2, height: 1),
        palette.selected
      )
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
}
