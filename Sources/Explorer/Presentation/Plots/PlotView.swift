import Images
import Plots
import Terminal

/// A plot of the kind that is also written as SVG and PNG, in the colours of the theme.
struct PlotView: View {
  let plot: Plot
  let palette: Palette

  /// Draws the plot into an area; what does not fit is left out.
  func draw(in area: CellRect, _ grid: inout CellGrid) {
    guard area.width >= 24, area.height >= 8 else { return }
    let cells = plot.cells(width: area.width, height: area.height)
    for (line, row) in cells.rows.prefix(area.height).enumerated() {
      for (column, cell) in row.prefix(area.width).enumerated() where cell.character != " " {
        grid[area.row + line, area.column + column] = Cell(
          cell.character,
          style(of: cell, isTitle: line == 0)
        )
      }
    }
  }

  /// Where a point is drawn.
  func cell(of point: PlotPoint, in area: CellRect) -> (row: Int, column: Int)? {
    plot.cell(of: point, width: area.width, height: area.height).map {
      (area.row + $0.row, area.column + $0.column)
    }
  }

  private func style(of cell: PlotCell, isTitle: Bool) -> Style {
    switch cell.role {
    case .blank: palette.text
    case .axis: "│└─┬┤".contains(cell.character) ? palette.rule : palette.caption
    case .line(let index): style(ofLine: index)
    case .interval(let index): style(ofLine: index).with(.dim)
    case .mark(let isChosen): isChosen ? palette.accent : palette.quiet
    }
  }

  private func style(ofLine index: Int) -> Style {
    guard plot.lines.indices.contains(index), !palette.hasFewColors else { return palette.text }
    let line = plot.lines[index]
    if line.isFilled { return palette.quiet }
    let bytes = line.color ?? PlotColor.bytes(of: index)
    let color = RGBColor(red: bytes[0], green: bytes[1], blue: bytes[2])
    guard let text = palette.text.foreground.color, let behind = palette.background.color else {
      return Style(.rgb(color), on: palette.background)
    }
    return Style(
      .rgb(color.mixed(with: text, untilReadableOn: behind, contrast: 3.5)),
      on: palette.background
    )
  }
}
