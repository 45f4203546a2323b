import Terminal

/// What stands in a box in front of everything else.
protocol DialogContent: View {
  var title: String { get }
  /// The box's columns and rows, its frame included; less where the screen is smaller.
  func extent(on screen: GridSize) -> GridSize
  /// The rows left free below the keys.
  var margin: Int { get }
}

extension DialogContent {
  var margin: Int { 0 }
}

/// A box in the middle of the screen: its title, its content, and the keys that mean something.
struct DialogBox: View {
  let content: any DialogContent
  /// The keys below the content; nil where the content takes the whole box.
  let keys: KeyTable<Action>?
  let palette: Palette

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    let screen = GridSize(width: area.width, height: area.height)
    let extent = content.extent(on: screen)
    let frame = DialogFrame(size: screen, width: extent.width, height: extent.height)
    grid.fill(frame.area, with: Cell(" ", palette.text))
    grid.box(
      frame.area,
      title: content.title,
      style: palette.caption,
      titleStyle: palette.key.with(.bold)
    )
    let inside = frame.inside
    content.draw(in: inside, &grid)
    guard let keys else { return }
    KeyHints(keys: keys, palette: palette)
      .draw(in: inside.line(inside.height - 1 - content.margin), &grid)
  }
}

/// The place of a box in the middle of the screen.
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
}

extension CellGrid {
  /// Draws on a box's right edge where one is in what it holds.
  mutating func scrollBar(
    in inside: CellRect,
    first: Int,
    visible: Int,
    count: Int,
    _ palette: Palette
  ) {
    scrollBar(
      row: inside.row,
      column: inside.column + inside.width + 1,
      height: visible,
      first: first,
      visible: visible,
      count: count,
      style: palette.caption,
      thumbStyle: palette.key
    )
  }
}
