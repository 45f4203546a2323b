import Terminal

/// Named bars below each other.
struct BarList {
  struct Bar {
    let name: String
    let value: Double
    let text: String
    let style: Style
  }

  let area: CellRect
  let palette: Palette

  func draw(_ bars: [Bar], full: Double, in grid: inout CellGrid) {
    let shown = bars.prefix(area.height)
    let names = min(shown.map { CellText.width(of: $0.name) }.max() ?? 0, area.width / 3)
    let figures = shown.map { CellText.width(of: $0.text) }.max() ?? 0
    let room = area.width - names - figures - 2
    guard room > 2 else { return }
    for (line, bar) in shown.enumerated() {
      let row = area.row + line
      grid.column(bar.name, row: row, at: area.column, width: names, style: bar.style)
      grid.meter(
        full > 0 ? bar.value / full : 0,
        row: row,
        column: area.column + names + 1,
        width: room,
        style: palette.text
      ) { _ in bar.style.foreground }
      grid.column(
        bar.text,
        row: row,
        at: area.column + area.width - figures,
        width: figures,
        style: palette.text,
        trailing: true
      )
    }
  }
}
