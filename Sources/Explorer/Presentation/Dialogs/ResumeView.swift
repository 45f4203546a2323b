import Terminal

/// What the end of the last session has stopped, and the question whether to go on with it.
struct ResumeView: DialogContent {
  let work: [SavedWork]
  let palette: Palette

  private static let most = 4

  var title: String { "stopped with the last session" }

  func extent(on screen: GridSize) -> GridSize {
    let width = min(66, screen.width - 8)
    return GridSize(width: width, height: lines(width: width - 4).count + 4)
  }

  private func lines(width: Int) -> [String] {
    let known = work.prefix(Self.most).map { "· \($0.line)" }
    let more = work.count > Self.most ? ["· and \(work.count - Self.most) more"] : []
    return (["This was on its way; what was measured of it is kept."] + known + more)
      .flatMap { CellText.wrapped($0, to: width) }
  }

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    for (offset, line) in lines(width: area.width).enumerated() {
      grid.put(line, row: area.row + offset, column: area.column, style: palette.text)
    }
  }
}
