extension Plot {
  /// The plot for a terminal: lines in braille, each with its letter at its points, and a legend.
  ///
  /// - Parameters:
  ///   - width: Columns, from 30.
  ///   - height: Rows, legend and title included; from 8.
  /// - Returns: The cells, perhaps more rows than asked for where the legend needs them.
  public func cells(width: Int, height: Int) -> PlotCells {
    let (width, height) = (max(30, width), max(8, height))
    let legend = legendRows(width: width)
    let ticks = y.ticks(about: max(2, (height - 4) / 3))
    let margin = (ticks.map { y.text(of: $0).count }.max() ?? 0) + 1
    let area = (
      row: 1, column: margin + 1, height: max(4, height - 4 - legend.count),
      width: max(10, width - margin - 2)
    )
    var cells = PlotCells(width: width, height: area.height + 4 + legend.count)
    cells.write(String(title.prefix(width)), row: 0, column: 0)
    drawAxes(in: area, ticks, margin, into: &cells)
    draw(in: area, into: &cells)
    let base = area.row + area.height
    cells.write(String(x.title.prefix(width)), row: base + 2, column: area.column)
    for (index, entry) in legend.enumerated() {
      var column = 0
      for (line, text) in entry {
        cells.write(
          "\(PlotColor.letter(of: line))",
          row: base + 3 + index,
          column: column,
          role: .line(line)
        )
        cells.write(" " + text, row: base + 3 + index, column: column + 1)
        column += text.count + 4
      }
    }
    return cells
  }

  /// The lines' names, as many in a row as fit.
  private func legendRows(width: Int) -> [[(line: Int, text: String)]] {
    var rows: [[(line: Int, text: String)]] = []
    var used = 0
    for (index, line) in lines.enumerated() {
      let text = String(line.name.prefix(width - 4))
      if rows.isEmpty || used + text.count + 4 > width {
        rows.append([])
        used = 0
      }
      rows[rows.count - 1].append((index, text))
      used += text.count + 4
    }
    return rows
  }

  private typealias Area = (row: Int, column: Int, height: Int, width: Int)

  private func drawAxes(
    in area: Area,
    _ ticks: [Double],
    _ margin: Int,
    into cells: inout PlotCells
  ) {
    let base = area.row + area.height
    for row in area.row..<base { cells[row, area.column - 1] = PlotCell("│", .axis) }
    cells[base, area.column - 1] = PlotCell("└", .axis)
    for column in 0..<area.width { cells[base, area.column + column] = PlotCell("─", .axis) }
    for tick in ticks {
      let row =
        area.row + Int(((1 - y.share(of: tick)) * Double(area.height * 4 - 1)).rounded()) / 4
      let text = y.text(of: tick)
      guard (area.row..<base).contains(row) else { continue }
      cells[row, area.column - 1] = PlotCell("┤", .axis)
      cells.write(text, row: row, column: margin - 1 - text.count)
    }
    var free = 0
    for tick in x.ticks(about: max(2, area.width / 10)) {
      let place = Int((x.share(of: tick) * Double(area.width * 2 - 1)).rounded()) / 2
      let text = x.text(of: tick)
      let column = min(area.column + place - text.count / 2, cells.width - text.count)
      guard (0..<area.width).contains(place), column >= free else { continue }
      cells[base, area.column + place] = PlotCell("┬", .axis)
      cells.write(text, row: base + 1, column: column)
      free = column + text.count + 1
    }
  }

  /// Two by four dots a cell; where lines share a cell the more important one gives the colour.
  private func draw(in area: Area, into cells: inout PlotCells) {
    let (columns, rows) = (area.width * 2, area.height * 4)
    func dot(_ point: PlotPoint) -> (column: Double, row: Double) {
      (
        x.share(of: point.x) * Double(columns - 1), (1 - y.share(of: point.y)) * Double(rows - 1)
      )
    }
    var dots: [Int: (bits: UInt32, line: Int)] = [:]
    func set(_ column: Int, _ row: Int, _ line: Int) {
      guard (0..<columns).contains(column), (0..<rows).contains(row) else { return }
      let place = row / 4 * area.width + column / 2
      let known = dots[place]
      dots[place] = (
        (known?.bits ?? 0) | Self.brailleBit(column % 2, row % 4), min(known?.line ?? line, line)
      )
    }
    for (index, line) in lines.enumerated() {
      for (start, end) in zip(line.points, line.points.dropFirst()) {
        let (from, to) = (dot(start), dot(end))
        let span = max(abs(to.column - from.column), abs(to.row - from.row))
        guard span.isFinite else { continue }
        let steps = max(1, Int(min(span, 1e5).rounded(.up)))
        // A control is dotted.
        for step in 0...steps where !line.isControl || step % 3 == 0 {
          let share = Double(step) / Double(steps)
          set(
            Int((from.column + (to.column - from.column) * share).rounded()),
            Int((from.row + (to.row - from.row) * share).rounded()),
            index
          )
        }
      }
    }
    for (place, dot) in dots {
      guard let scalar = Unicode.Scalar(0x2800 + dot.bits) else { continue }
      cells[area.row + place / area.width, area.column + place % area.width] = PlotCell(
        Character(scalar),
        .line(dot.line)
      )
    }
    for (index, line) in lines.enumerated().reversed() {
      for point in line.points {
        let place = dot(point)
        guard place.column.isFinite, place.row.isFinite, abs(place.row) < 1e6 else { continue }
        let (column, row) = (Int(place.column.rounded()), Int(place.row.rounded()))
        guard (0..<columns).contains(column), (0..<rows).contains(row) else { continue }
        cells[area.row + row / 4, area.column + column / 2] = PlotCell(
          PlotColor.letter(of: index),
          .line(index)
        )
      }
    }
  }

  private static func brailleBit(_ column: Int, _ row: Int) -> UInt32 {
    row == 3 ? (column == 0 ? 0x40 : 0x80) : 1 << UInt32(row + 3 * column)
  }
}
