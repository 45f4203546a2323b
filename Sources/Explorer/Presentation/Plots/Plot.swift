import Terminal

/// Axes, curves and points in an area of the screen.
struct Plot {
  /// What runs along one side.
  struct Axis {
    var title: String
    var range: ClosedRange<Double>
    /// The values that are written beside the axis.
    var ticks: [Double]
    /// How a value is written.
    var text: (Double) -> String

    /// An axis over some values, from zero where that is near.
    static func fitting(
      _ title: String,
      _ values: some Sequence<Double>,
      decimals: Int,
      startsAtZero: Bool = true
    ) -> Axis {
      let finite = values.filter(\.isFinite)
      var (least, most) = (finite.min() ?? 0, finite.max() ?? 1)
      if startsAtZero { (least, most) = (min(least, 0), max(most, 0)) }
      if most - least < 1e-9 { most = least + 1 }
      let step = (most - least) / 4
      return Axis(
        title: title,
        range: least...most,
        ticks: (0...4).map { least + Double($0) * step },
        text: { fixed($0, decimals) }
      )
    }

    func share(of value: Double) -> Double {
      (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    }
  }

  /// Points in the order of the abscissa, joined by a line or not.
  struct Series {
    var points: [(x: Double, y: Double)]
    var ink: Ink
    var isJoined = true
  }

  let area: CellRect
  let horizontal: Axis
  let vertical: Axis
  let palette: Palette

  /// Where the dots go: right of the ordinate's figures, above the abscissa's.
  var inside: CellRect {
    let left = vertical.ticks.map { CellText.width(of: vertical.text($0)) }.max() ?? 0
    return CellRect(
      row: area.row + 1,
      column: area.column + left + 2,
      width: area.width - left - 3,
      height: area.height - 4
    )
  }

  func draw(
    _ series: [Series],
    marks: [(value: Double, name: String)] = [],
    in grid: inout CellGrid
  ) {
    let inside = inside
    guard inside.width > 4, inside.height > 2 else { return }
    drawAxes(in: &grid)
    var canvas = BrailleCanvas(width: inside.width, height: inside.height)
    for mark in marks where horizontal.range.contains(mark.value) {
      let column = place(horizontal, mark.value, canvas.dotWidth)
      for row in stride(from: 0, to: canvas.dotHeight, by: 3) {
        canvas.dot(column, row, palette.accent.foreground)
      }
    }
    for series in series { draw(series, on: &canvas) }
    canvas.draw(in: &grid, row: inside.row, column: inside.column, on: palette.background)
    for mark in marks where horizontal.range.contains(mark.value) {
      let column = inside.column + place(horizontal, mark.value, inside.width)
      let room = inside.column + inside.width - column - 1
      grid.put(
        mark.name,
        row: inside.row,
        column: room >= mark.name.count ? column + 1 : column - mark.name.count,
        style: palette.accent
      )
    }
  }

  private func draw(_ series: Series, on canvas: inout BrailleCanvas) {
    let dots = series.points.filter { $0.x.isFinite && $0.y.isFinite }.map {
      (
        column: place(horizontal, $0.x, canvas.dotWidth),
        row: canvas.dotHeight - 1 - place(vertical, $0.y, canvas.dotHeight)
      )
    }
    guard series.isJoined else {
      for dot in dots { canvas.dot(dot.column, dot.row, series.ink) }
      return
    }
    for (start, end) in zip(dots, dots.dropFirst()) {
      canvas.line(from: start, to: end, series.ink)
    }
  }

  private func place(_ axis: Axis, _ value: Double, _ count: Int) -> Int {
    let share = min(max(axis.share(of: value), 0), 1)
    return Int((share * Double(count - 1)).rounded())
  }

  /// The cell of a point, to put a character on it.
  func cell(of point: (x: Double, y: Double)) -> (row: Int, column: Int) {
    (
      inside.row + inside.height - 1 - place(vertical, point.y, inside.height),
      inside.column + place(horizontal, point.x, inside.width)
    )
  }

  private func drawAxes(in grid: inout CellGrid) {
    let inside = inside
    let (left, bottom) = (inside.column - 1, inside.row + inside.height)
    grid.verticalRule(row: inside.row, column: left, height: inside.height, style: palette.rule)
    grid.horizontalRule(row: bottom, column: left, width: inside.width + 1, style: palette.rule)
    grid[bottom, left] = Cell("└", palette.rule)
    for tick in vertical.ticks {
      let text = vertical.text(tick)
      let row = inside.row + inside.height - 1 - place(vertical, tick, inside.height)
      grid.column(
        text,
        row: row,
        at: area.column,
        width: left - area.column,
        style: palette.caption,
        trailing: true
      )
    }
    for tick in horizontal.ticks {
      let text = horizontal.text(tick)
      let column = inside.column + place(horizontal, tick, inside.width) - text.count / 2
      let start = min(max(column, area.column), area.column + area.width - text.count)
      grid.put(text, row: bottom + 1, column: start, style: palette.caption)
    }
    grid.put(vertical.title, row: area.row, column: area.column, style: palette.text)
    grid.put(
      horizontal.title,
      row: bottom + 2,
      column: inside.column,
      style: palette.text,
      maxWidth: inside.width,
      alignment: .trailing
    )
  }
}

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
