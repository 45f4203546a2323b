import Directions
import Interventions
import Terminal

/// Sliders on the left, scenes that follow them on the right.
struct DirectionsView {
  let state: ExplorerState
  let canvas: Canvas

  private var palette: Palette { canvas.palette }

  func draw(in grid: inout CellGrid) {
    guard let desk = state.desk else { return }
    let area = state.deskArea
    grid.verticalRule(
      row: area.list.row,
      column: area.list.width,
      height: area.list.height,
      style: palette.rule
    )
    let remark = desk.set.map { "\($0.entries.count) in \($0.space)" } ?? ""
    grid.heading(
      "directions",
      remark: remark,
      in: area.list,
      palette: palette,
      isFocused: true
    )
    if let set = desk.set { draw(set, desk, in: &grid) } else { drawHint(desk, in: &grid) }
    drawScenes(desk, in: &grid)
  }

  /// What to do where there is nothing yet.
  private func drawHint(_ desk: DirectionDesk, in grid: inout CellGrid) {
    let area = state.deskArea.list.inset(by: 2)
    let text =
      desk.search == nil
      ? "Ways through the latent space along which scenes change. c finds principal components, "
        + "s factorises the weights, f finds what changes a concept most, o opens a file."
      : "directions are being found …"
    grid.putWrapped(text, in: area, style: palette.quiet)
  }

  // MARK: Sliders

  /// Where the sliders are.
  struct Rows {
    let top: Int
    let first: Int
    let page: Int
    let count: Int
    /// The columns of the bars.
    let bar: Range<Int>

    init(_ state: ExplorerState) {
      let area = state.deskArea.list
      let count = state.desk?.set?.entries.count ?? 0
      let page = max(1, area.height - 6)
      let cursor = state.desk?.cursor ?? 0
      top = area.row + 1
      first = max(0, min(cursor - page / 2, count - page))
      (self.page, self.count) = (page, count)
      // An odd number of cells has a middle.
      let end = area.column + area.width - 7
      let width = max(7, area.width / 2 - 6) | 1
      bar = end - width..<end
    }

    func index(atRow row: Int) -> Int? {
      let index = first + row - top
      return row >= top && row < top + page && index < count ? index : nil
    }

    /// The strength that a cell of the bars stands for, in quarters.
    func strength(atColumn column: Int) -> Float? {
      guard bar.contains(column) else { return nil }
      let middle = bar.lowerBound + bar.count / 2
      let share = Float(column - middle) / Float(bar.count / 2)
      return (share * Self.range * 4).rounded() / 4
    }

    /// How far the bars reach; what is beyond is told by the number.
    static let range: Float = 5
  }

  private func draw(_ set: DirectionSet, _ desk: DirectionDesk, in grid: inout CellGrid) {
    let rows = Rows(state)
    let area = state.deskArea.list
    let moves = desk.edit(over: Edit()).directions
    for line in 0..<min(rows.page, rows.count - rows.first) {
      let index = rows.first + line
      let entry = set.entries[index]
      let isCurrent = index == desk.cursor
      let row = rows.top + line
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
      drawBar(strength, row: row, rows.bar, isCurrent, in: &grid)
      let color = strength == 0 ? palette.quiet : palette.style(change: Double(strength))
      grid.put(
        fixed(Double(strength), 2, signed: true),
        row: row,
        column: rows.bar.upperBound + 1,
        style: isCurrent ? palette.selected(color) : color,
        maxWidth: 6
      )
    }
    drawFacts(set, desk, row: rows.top + rows.page, in: &grid)
  }

  private func drawBar(
    _ strength: Float,
    row: Int,
    _ bar: Range<Int>,
    _ isCurrent: Bool,
    in grid: inout CellGrid
  ) {
    let middle = bar.lowerBound + bar.count / 2
    let reach = Float(bar.count / 2)
    let length = Int((min(1, abs(strength) / Rows.range) * reach).rounded())
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
  private func drawFacts(
    _ set: DirectionSet,
    _ desk: DirectionDesk,
    row: Int,
    in grid: inout CellGrid
  ) {
    guard set.entries.indices.contains(desk.cursor) else { return }
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
    if state.deskInputs > 1 {
      let range = desk.chosenInputs
      lines.append(
        range.map { "inputs \($0.lowerBound) to \($0.upperBound) of \(state.deskInputs)" }
          ?? "all \(state.deskInputs) inputs"
      )
    }
    let area = state.deskArea.list
    let room = CellRect(
      row: row,
      column: area.column + 1,
      width: area.width - 2,
      height: area.row + area.height - row
    )
    grid.putWrapped(lines.joined(separator: ". "), in: room, style: palette.caption)
  }

  // MARK: Scenes

  private func drawScenes(_ desk: DirectionDesk, in grid: inout CellGrid) {
    let title =
      desk.showsOriginals ? "scenes before" : desk.isWalking ? "scenes, wandering" : "scenes"
    grid.heading(title, in: state.deskArea.pictures, palette: palette)
    guard let frames = state.deskFrames else { return }
    for (scene, frame) in zip(state.deskScenes, frames.frames) {
      if frames.frames.count > 1 {
        grid.put(
          grouped(scene),
          row: frame.row - 1,
          column: frame.column,
          style: palette.caption,
          maxWidth: frame.width
        )
      }
      // While new pictures are being drawn the last ones stay.
      let wanted = state.deskKey(scene)
      let key = state.gridShelf[wanted] == nil ? state.gridShelf.latest(scene) : wanted
      guard let key, let image = state.gridShelf[key] else {
        grid.put(
          "·",
          row: frame.row + frame.height / 2,
          column: frame.column,
          style: palette.rule,
          maxWidth: frame.width,
          alignment: .center
        )
        continue
      }
      let pixels = canvas.pictures.pixels(
        of: image,
        named: key,
        width: frames.pixelWidth,
        height: frames.pixelHeight
      )
      grid.drawPixels(
        pixels,
        width: frames.pixelWidth,
        height: frames.pixelHeight,
        row: frame.row,
        column: frame.column,
        glyphs: canvas.glyphs,
        below: palette.background
      )
    }
  }
}
