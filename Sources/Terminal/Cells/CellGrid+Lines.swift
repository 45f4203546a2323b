extension CellGrid {
  /// Draws a rounded box on the edge of a rectangle, with a title in its upper line.
  public mutating func box(
    _ area: CellRect,
    title: String = "",
    style: Style,
    titleStyle: Style? = nil
  ) {
    guard area.width >= 2, area.height >= 2 else { return }
    let (bottom, right) = (area.row + area.height - 1, area.column + area.width - 1)
    horizontalRule(row: area.row, column: area.column, width: area.width, style: style)
    horizontalRule(row: bottom, column: area.column, width: area.width, style: style)
    verticalRule(row: area.row, column: area.column, height: area.height, style: style)
    verticalRule(row: area.row, column: right, height: area.height, style: style)
    self[area.row, area.column] = Cell("╭", style)
    self[area.row, right] = Cell("╮", style)
    self[bottom, area.column] = Cell("╰", style)
    self[bottom, right] = Cell("╯", style)
    guard !title.isEmpty, area.width > 6 else { return }
    let text = CellText.clipped(title, to: area.width - 6)
    put(" \(text) ", row: area.row, column: area.column + 2, style: titleStyle ?? style)
  }

  /// Draws a horizontal line.
  public mutating func horizontalRule(row: Int, column: Int, width: Int, style: Style) {
    fill(CellRect(row: row, column: column, width: width, height: 1), with: Cell("─", style))
  }

  /// Draws a vertical line.
  public mutating func verticalRule(row: Int, column: Int, height: Int, style: Style) {
    fill(CellRect(row: row, column: column, width: 1, height: height), with: Cell("│", style))
  }

  /// Draws a bar in eighths of a cell; `fraction` is clamped to 0...1 and NaN counts as 0.
  ///
  /// - Parameters:
  ///   - fraction: The filled share.
  ///   - row: The row.
  ///   - column: The first column.
  ///   - width: How many cells the whole bar takes.
  ///   - style: The background is the empty part's.
  ///   - ink: The colour of the filled part, from its place in the bar (0 to 1).
  public mutating func meter(
    _ fraction: Double,
    row: Int,
    column: Int,
    width: Int,
    style: Style,
    ink: (Double) -> Ink
  ) {
    let eighths = Int((min(max(fraction.isNaN ? 0 : fraction, 0), 1) * Double(width * 8)).rounded())
    let partial = Array(" ▏▎▍▌▋▊▉█")
    for cell in 0..<max(0, width) {
      let filled = min(max(eighths - cell * 8, 0), 8)
      let place = width > 1 ? Double(cell) / Double(width - 1) : fraction
      self[row, column + cell] = Cell(
        partial[filled],
        filled > 0 ? style.foreground(ink(place)) : style
      )
    }
  }

  /// Draws a scroll bar of `height` rows for `count` lines of which `visible` are seen from `first`.
  public mutating func scrollBar(
    row: Int,
    column: Int,
    height: Int,
    first: Int,
    visible: Int,
    count: Int,
    style: Style,
    thumbStyle: Style
  ) {
    verticalRule(row: row, column: column, height: height, style: style)
    guard count > visible, height > 0, visible > 0 else { return }
    let thumb = max(1, height * visible / count)
    let top = (height - thumb) * min(max(first, 0), count - visible) / (count - visible)
    fill(
      CellRect(row: row + top, column: column, width: 1, height: thumb),
      with: Cell("┃", thumbStyle)
    )
  }
}
