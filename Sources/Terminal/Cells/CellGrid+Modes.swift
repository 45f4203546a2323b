extension CellGrid {
  /// The grid as a screen of a colour mode shows it: in colours that it has, or in none.
  public func shown(in mode: ColorMode) -> CellGrid {
    guard mode != .truecolor else { return self }
    var palette = CursesColors(mode)
    let colors = Dictionary(
      CursesColors.entries(of: mode).map { ($0.number, $0.color) }
    ) { first, _ in first }
    var grid = self
    for row in 0..<height {
      for column in 0..<width {
        var style = self[row, column].style
        let numbers = palette.colors(of: self[row, column])
        style.foreground = colors[numbers.foreground].map(Ink.rgb) ?? .terminalDefault
        style.background = colors[numbers.background].map(Ink.rgb) ?? .terminalDefault
        // Where colours are few the cursor of a list is reversed.
        if mode != .palette256, style.attributes.contains(.selection) {
          style.attributes.insert(.reverse)
        }
        grid[row, column].style = style
      }
    }
    return grid
  }
}
