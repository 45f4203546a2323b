import Terminal

/// A box in the middle of the screen.
struct DialogFrame {
  let area: CellRect

  init(size: GridSize, width: Int, height: Int) {
    let width = min(width, size.width - 4)
    let height = min(height, size.height - 4)
    area = CellRect(
      row: max(1, (size.height - height) / 2),
      column: (size.width - width) / 2,
      width: width,
      height: height
    )
  }

  /// The widest help.
  static let helpWidth = 92

  /// The lines that a help or a table shows at once.
  static func readingPage(in size: GridSize) -> Int { max(1, min(size.height - 4, 50) - 2) }

  /// Where the text goes.
  var inside: CellRect {
    CellRect(
      row: area.row + 1,
      column: area.column + 2,
      width: area.width - 4,
      height: area.height - 2
    )
  }

  func draw(_ title: String, in grid: inout CellGrid, palette: Palette) {
    grid.fill(area, with: Cell(" ", palette.text))
    grid.box(area, title: title, style: palette.caption, titleStyle: palette.key.with(.bold))
  }
}
