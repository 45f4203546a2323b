extension Plot {
  /// The plot for a terminal: lines in braille, each with its letter at its points, and a legend.
  ///
  /// - Parameters:
  ///   - width: Columns, from 24.
  ///   - height: Rows, legend and title included; from 8. Without a title the first row is the
  ///     vertical axis's.
  /// - Returns: The cells, perhaps more rows than asked for where the legend needs them.
  public func cells(width: Int, height: Int) -> PlotCells {
    let (width, height) = (max(24, width), max(8, height))
    let legend = legendRows(width: width)
    let (plot, area) = fitted(width: width, height: height, legendRows: legend.count)
    return plot.cells(in: area, width: width, legend)
  }

  private func cells(in area: Area, width: Int, _ legend: [[(line: Int, text: String)]])
    -> PlotCells
  {
    var cells = PlotCells(width: width, height: area.height + 4 + legend.count)
    cells.write(String((title.isEmpty ? y.title : title).prefix(width)), row: 0, column: 0)
    drawAxes(in: area, into: &cells)
    draw(in: area, into: &cells)
    drawMarks(in: area, into: &cells)
    let base = area.row + area.height
    cells.write(String(x.title.prefix(area.width)), row: base + 2, column: area.column)
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

  /// The row and column of a point among such cells; nil outside the axes.
  public func cell(of point: PlotPoint, width: Int, height: Int) -> (row: Int, column: Int)? {
    let (width, height) = (max(24, width), max(8, height))
    let rows = legendRows(width: width).count
    let (plot, area) = fitted(width: width, height: height, legendRows: rows)
    guard let dot = plot.dot(of: point, in: area) else { return nil }
    return (area.row + dot.row / 4, area.column + dot.column / 2)
  }

  /// The lines' names, as many in a row as fit; a single line needs none.
  private func legendRows(width: Int) -> [[(line: Int, text: String)]] {
    guard lines.count > 1 || !(lines.first?.name.isEmpty ?? true) else { return [] }
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

  private struct Area {
    let row: Int, column: Int, height: Int, width: Int
    /// The values written beside the vertical axis.
    let ticks: [Double]
    /// The values written below the horizontal axis.
    let places: [Double]

    var columns: Int { width * 2 }
    var rows: Int { height * 4 }
  }

  /// The plot with axes whose ticks are as far from each other in cells as in what they stand for,
  /// and where these are.
  private func fitted(width: Int, height: Int, legendRows: Int) -> (plot: Plot, area: Area) {
    let count = max(2, (height - 4) / 3)
    let ticks = y.ticks(about: count)
    let margin = (ticks.map { y.text(of: $0).count }.max() ?? 0) + 1
    let room = max(10, width - margin - 2)
    let down = y.fitted(about: count, cells: max(3, height - 4 - legendRows), dots: 4)
    let across = x.fitted(about: max(2, room / 10), cells: room, dots: 2)
    let area = Area(
      row: 1,
      column: margin + 1,
      height: down.cells,
      width: across.cells,
      ticks: ticks,
      places: x.ticks(about: max(2, room / 10))
    )
    var plot = self
    (plot.x, plot.y) = (across.axis, down.axis)
    return (plot, area)
  }

  private func drawAxes(in area: Area, into cells: inout PlotCells) {
    let base = area.row + area.height
    for row in area.row..<base { cells[row, area.column - 1] = PlotCell("│", .axis) }
    cells[base, area.column - 1] = PlotCell("└", .axis)
    for column in 0..<area.width { cells[base, area.column + column] = PlotCell("─", .axis) }
    for tick in area.ticks {
      let row = area.row + Int(((1 - y.share(of: tick)) * Double(area.rows - 1)).rounded()) / 4
      let text = y.text(of: tick)
      guard (area.row..<base).contains(row) else { continue }
      cells[row, area.column - 1] = PlotCell("┤", .axis)
      cells.write(text, row: row, column: area.column - 2 - text.count)
    }
    var free = 0
    for tick in area.places {
      let place = Int((x.share(of: tick) * Double(area.columns - 1)).rounded()) / 2
      let text = x.text(of: tick)
      let column = min(area.column + place - text.count / 2, cells.width - text.count)
      guard (0..<area.width).contains(place), column >= free else { continue }
      cells[base, area.column + place] = PlotCell("┬", .axis)
      cells.write(text, row: base + 1, column: column)
      free = column + text.count + 1
    }
  }

  /// The dot of a point, two by four a cell; nil outside the axes.
  private func dot(of point: PlotPoint, in area: Area) -> (column: Int, row: Int)? {
    let place = place(point, in: area)
    guard place.column.isFinite, place.row.isFinite, abs(place.column) < 1e6,
      abs(place.row) < 1e6
    else { return nil }
    let (column, row) = (Int(place.column.rounded()), Int(place.row.rounded()))
    guard (0..<area.columns).contains(column), (0..<area.rows).contains(row) else { return nil }
    return (column, row)
  }

  private func place(_ point: PlotPoint, in area: Area) -> (column: Double, row: Double) {
    (
      x.share(of: point.x) * Double(area.columns - 1),
      (1 - y.share(of: point.y)) * Double(area.rows - 1)
    )
  }

  /// Two by four dots a cell; where lines share a cell the more important one gives the colour.
  private func draw(in area: Area, into cells: inout PlotCells) {
    var dots = Dots(columns: area.columns, rows: area.rows)
    for (index, line) in lines.enumerated() {
      if line.isFilled { fill(below: line, index, in: area, &dots) }
      if line.isJoined { join(line, index: index, in: area, into: &dots) }
      for point in line.points {
        if !line.isJoined, let dot = dot(of: point, in: area) {
          dots.set(dot.column, dot.row, role: .line(index), rank: index)
        }
        drawInterval(of: point, index, in: area, &dots)
      }
    }
    for (place, dot) in dots.cells {
      guard let scalar = Unicode.Scalar(0x2800 + dot.bits) else { continue }
      cells[area.row + place / area.width, area.column + place % area.width] = PlotCell(
        Character(scalar),
        dot.role
      )
    }
    for (index, line) in lines.enumerated().reversed() where line.isJoined && !line.isFilled {
      let highest = line.points.max { ($0.y, $1.x) < ($1.y, $0.x) }
      for point in line.marksPoints ? line.points : highest.map({ [$0] }) ?? [] {
        guard let dot = dot(of: point, in: area) else { continue }
        cells[area.row + dot.row / 4, area.column + dot.column / 2] = PlotCell(
          PlotColor.letter(of: index),
          .line(index)
        )
      }
    }
  }

  private func join(_ line: PlotLine, index: Int, in area: Area, into dots: inout Dots) {
    for (start, end) in zip(line.points, line.points.dropFirst()) {
      let (from, to) = (place(start, in: area), place(end, in: area))
      let span = max(abs(to.column - from.column), abs(to.row - from.row))
      guard span.isFinite else { continue }
      let steps = max(1, Int(min(span, 1e5).rounded(.up)))
      // A control is dotted.
      for step in 0...steps where !line.isControl || step % 3 == 0 {
        let share = Double(step) / Double(steps)
        dots.set(
          Int((from.column + (to.column - from.column) * share).rounded()),
          Int((from.row + (to.row - from.row) * share).rounded()),
          role: .line(index),
          rank: index
        )
      }
    }
  }

  private func fill(below line: PlotLine, _ index: Int, in area: Area, _ dots: inout Dots) {
    for (start, end) in zip(line.points, line.points.dropFirst() + line.points.suffix(1)) {
      let (from, to) = (place(start, in: area), place(end, in: area))
      guard from.column.isFinite, to.column.isFinite, from.row.isFinite else { continue }
      let first = Int(min(max(0, from.column), 1e6).rounded())
      let last = min(area.columns - 1, Int(min(max(-1, to.column), 1e6).rounded()))
      let top = Int(min(max(0, from.row.rounded()), Double(area.rows)))
      guard first <= last else { continue }
      for column in first...last {
        for row in top..<max(top, area.rows) {
          dots.set(column, row, role: .line(index), rank: index)
        }
      }
    }
  }

  /// Dots above and below a point, as far as its interval goes.
  private func drawInterval(of point: PlotPoint, _ index: Int, in area: Area, _ dots: inout Dots) {
    guard let half = point.halfWidth, half > 0, half.isFinite else { return }
    let upper = place(PlotPoint(x: point.x, y: point.y + half), in: area)
    let lower = place(PlotPoint(x: point.x, y: point.y - half), in: area)
    guard upper.column.isFinite, abs(upper.column) < 1e6, abs(upper.row) < 1e6,
      abs(lower.row) < 1e6
    else { return }
    let column = Int(upper.column.rounded())
    let rows = Int(upper.row.rounded())...max(Int(upper.row.rounded()), Int(lower.row.rounded()))
    for row in rows where row % 2 == 0 {
      dots.set(column, row, role: .interval(index), rank: index + lines.count)
    }
  }

  /// Upright dotted lines, the one that matters solid and last; their names stand above the axes
  /// where there is room.
  private func drawMarks(in area: Area, into cells: inout PlotCells) {
    for mark in marks.sorted(by: { !$0.isChosen && $1.isChosen }) {
      guard let column = column(of: mark, in: area) else { continue }
      for line in area.row..<area.row + area.height
      where cells[line, column].character == " " || mark.isChosen {
        cells[line, column] = PlotCell(
          mark.isChosen ? "┃" : "┊",
          .mark(isChosen: mark.isChosen)
        )
      }
    }
    for mark in marks.sorted(by: { $0.isChosen && !$1.isChosen }) {
      guard let column = column(of: mark, in: area) else { continue }
      let start = min(max(0, column - mark.name.count / 2), cells.width - mark.name.count)
      let room = max(0, start - 1)..<max(0, start + mark.name.count + 1)
      guard room.allSatisfy({ cells[area.row - 1, $0].character == " " }) else { continue }
      cells.write(mark.name, row: area.row - 1, column: start, role: .mark(isChosen: mark.isChosen))
    }
  }

  private func column(of mark: PlotMark, in area: Area) -> Int? {
    let share = x.share(of: mark.x)
    guard share >= 0, share <= 1 else { return nil }
    return area.column + Int((share * Double(area.columns - 1)).rounded()) / 2
  }
}

/// Dots of braille characters; where several share a cell the least rank gives the role.
private struct Dots {
  let columns: Int
  let rows: Int
  private(set) var cells: [Int: (bits: UInt32, role: PlotCell.Role, rank: Int)] = [:]

  init(columns: Int, rows: Int) { (self.columns, self.rows) = (columns, rows) }

  mutating func set(_ column: Int, _ row: Int, role: PlotCell.Role, rank: Int) {
    guard (0..<columns).contains(column), (0..<rows).contains(row) else { return }
    let place = row / 4 * (columns / 2) + column / 2
    let bit: UInt32 =
      row % 4 == 3 ? (column % 2 == 0 ? 0x40 : 0x80) : 1 << UInt32(row % 4 + 3 * (column % 2))
    guard let known = cells[place] else {
      cells[place] = (bit, role, rank)
      return
    }
    let isBetter = rank < known.rank
    cells[place] = (known.bits | bit, isBetter ? role : known.role, min(rank, known.rank))
  }
}
