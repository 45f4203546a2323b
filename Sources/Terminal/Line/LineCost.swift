/// What cells cost on the line, in bytes.
package struct LineCost {
  /// Both colours, which curses sends wherever either changes.
  let colors: Int
  /// A jump to another place.
  static let jump = 6
  /// Blanks of one colour beyond these are erased, not written.
  private static let blanks = 6

  package init(_ mode: ColorMode) {
    colors =
      switch mode {
      case .truecolor: 34
      case .palette256: 20
      case .palette16: 10
      case .none: 3
      }
  }

  /// About how many bytes it takes to make one grid of another.
  package func bytes(from shown: CellGrid, to wanted: CellGrid) -> Int {
    guard shown.size == wanted.size else { return bytes(of: wanted.cells.indices, in: wanted) }
    return bytes(
      of: wanted.cells.indices.lazy.filter { wanted.cells[$0] != shown.cells[$0] },
      in: wanted
    )
  }

  private func bytes(of places: some Sequence<Int>, in grid: CellGrid) -> Int {
    var (bytes, blanks, last) = (0, 0, -2)
    var style: Style?
    for place in places {
      let cell = grid.cells[place]
      if place != last + 1 { bytes += Self.jump }
      if cell.style != style { bytes += colors }
      let isBlank = cell.character == " " && cell.style == style
      blanks = isBlank ? blanks + 1 : 0
      if blanks <= Self.blanks { bytes += cell.character.utf8.count }
      (style, last) = (cell.style, place)
    }
    return bytes
  }
}
