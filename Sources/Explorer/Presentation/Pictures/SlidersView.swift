import Directions
import Faults
import Interventions
import Terminal

/// The desk of latent directions: a slider for each.
struct SlidersView: View {
  let desk: DirectionDesk
  let rows: SliderRows
  /// How many inputs the network has that a direction can be for.
  let inputs: Int
  let palette: Palette

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    let remark = desk.set.map { "\($0.entries.count) in \($0.space)" } ?? ""
    grid.heading("directions", remark: remark, in: area, palette: palette, isFocused: true)
    if let set = desk.set { draw(set, in: area, &grid) } else { hint.draw(in: area, &grid) }
  }

  /// What to do where there is nothing yet.
  private var hint: Explanation {
    Explanation(
      text: desk.search == nil
        ? "Ways through the latent space along which scenes change. c finds principal components, "
          + "s factorises the weights, f finds what changes a concept most, o opens a file."
        : "directions are being found …",
      palette: palette
    )
  }

  private func draw(_ set: DirectionSet, in area: CellRect, _ grid: inout CellGrid) {
    let moves = desk.edit(over: Edit()).directions
    for index in rows.lines.lines {
      let entry = set.entries[index]
      let isCurrent = index == desk.cursor
      let row = rows.lines.row(of: index)
      let strength = moves.first { $0.direction == entry.direction }?.strength ?? 0
      let style = isCurrent ? palette.selected(palette.text) : palette.text
      if isCurrent {
        grid.fill(
          CellRect(row: row, column: area.column, width: area.width, height: 1),
          with: Cell(" ", palette.selection)
        )
      }
      grid.put(
        entry.direction.name,
        row: row,
        column: area.column + 1,
        style: style,
        maxWidth: rows.bar.lowerBound - area.column - 2
      )
      drawBar(strength, row: row, isCurrent: isCurrent, &grid)
      let color = strength == 0 ? palette.quiet : palette.style(change: Double(strength))
      grid.put(
        fixed(Double(strength), 2, signed: true),
        row: row,
        column: rows.bar.upperBound + 1,
        style: isCurrent ? palette.selected(color) : color,
        maxWidth: 6
      )
    }
    let below = area.dropping(rows: rows.lines.top + rows.lines.page - area.row).indented
    grid.putWrapped(
      facts(of: set).joined(separator: ". "),
      in: below,
      style: palette.caption
    )
  }

  private func drawBar(
    _ strength: Float,
    row: Int,
    isCurrent: Bool,
    _ grid: inout CellGrid
  ) {
    let bar = rows.bar
    let middle = bar.lowerBound + bar.count / 2
    let reach = Float(bar.count / 2)
    let length = Int((min(1, abs(strength) / SliderRows.range) * reach).rounded())
    let filled = strength < 0 ? middle - length..<middle : middle + 1..<middle + 1 + length
    let color = palette.style(change: Double(strength))
    for column in bar {
      let isFilled = strength != 0 && filled.contains(column)
      let character: Character = column == middle ? "┼" : isFilled ? "━" : "─"
      let style = isFilled ? color : palette.rule
      grid[row, column] = Cell(character, isCurrent ? palette.selected(style) : style)
    }
  }

  /// What is known of the direction under the cursor.
  private func facts(of set: DirectionSet) -> [String] {
    guard set.entries.indices.contains(desk.cursor) else { return [] }
    let entry = set.entries[desk.cursor]
    var lines = [set.origin]
    if let quality = entry.quality {
      let numbers = [quality.value, quality.low, quality.high].map { fixed(Double($0), 2) }
      lines.append(
        "\(fixed(Double(entry.slope ?? 0) * 100, 2, signed: true)) % of the image for +1; "
          + "held-out R² \(numbers[0]) [\(numbers[1]), \(numbers[2])]"
      )
    } else if let weight = entry.weight {
      lines.append(
        set.origin.hasPrefix("principal")
          ? "\(fixed(Double(weight) * 100, 1)) % of the variance"
          : "eigenvalue \(fixed(Double(weight), 2))"
      )
    }
    if inputs > 1 {
      lines.append(
        desk.chosenInputs.map { "inputs \($0.lowerBound) to \($0.upperBound) of \(inputs)" }
          ?? "all \(inputs) inputs"
      )
    }
    return lines
  }
}

/// Where the desk's sliders are, for drawing and for the mouse.
struct SliderRows: Hashable, Sendable {
  let lines: ListRows
  /// The columns of the bars.
  let bar: Range<Int>

  /// How far the bars reach; what is beyond is told by the number.
  static let range: Float = 5

  init(count: Int, cursor: Int, in area: CellRect) {
    lines = ListRows(
      top: area.row + 1,
      page: max(1, area.height - 6),
      count: count,
      around: cursor
    )
    // An odd number of cells has a middle.
    let end = area.column + area.width - 7
    let width = max(7, area.width / 2 - 6) | 1
    bar = end - width..<end
  }

  /// The strength that a cell of the bars stands for, in quarters.
  func strength(atColumn column: Int) -> Float? {
    guard bar.contains(column) else { return nil }
    let middle = bar.lowerBound + bar.count / 2
    let share = Float(column - middle) / Float(bar.count / 2)
    return (share * Self.range * 4).rounded() / 4
  }
}
