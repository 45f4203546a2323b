import Interventions
import Terminal

/// The steps that led to the edit, each with the scene as it was then.
struct HistoryView: DialogContent {
  let steps: [EditStep]
  /// The step that is the edit now.
  let now: Int
  let cursor: Int
  let rows: ListRows
  /// The scene under the steps that are seen, as far as it is drawn.
  let pictures: [Int: SceneTiles.Picture]
  /// The extent of a scene in pixels.
  let image: GridSize
  let canvas: Canvas

  /// How many rows a step takes: small pictures tell more than none.
  private static func height(in size: GridSize, steps: Int) -> Int {
    min(8, max(4, (size.height - 8) / max(1, steps)))
  }

  /// The steps that are seen; each takes several rows of the screen.
  static func rows(steps: Int, around cursor: Int, in size: GridSize) -> ListRows {
    let page = max(1, (size.height - 8) / height(in: size, steps: steps))
    return ListRows(top: 0, page: min(steps, page), count: steps, around: cursor)
  }

  var title: String { "the steps of the edit" }

  func extent(on screen: GridSize) -> GridSize {
    let height = Self.height(in: screen, steps: steps.count)
    return GridSize(width: 70, height: rows.page * height + 4)
  }

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    let height = (area.height - 2) / max(1, rows.page)
    for (line, index) in rows.lines.enumerated() {
      let tile = CellRect(
        row: area.row + line * height,
        column: area.column,
        width: 2 * (height - 1),
        height: height - 1
      )
      drawPicture(of: index, in: tile, &grid)
      let start = tile.column + tile.width + 2
      draw(
        index,
        in: CellRect(
          row: tile.row,
          column: start,
          width: area.column + area.width - start,
          height: tile.height
        ),
        &grid
      )
      guard index == cursor else { continue }
      for row in tile.row..<tile.row + tile.height {
        grid[row, area.column - 1] = Cell("▌", canvas.palette.key)
      }
    }
  }

  private func drawPicture(of index: Int, in tile: CellRect, _ grid: inout CellGrid) {
    guard let picture = pictures[index] else {
      return canvas.drawPlaceholder(in: tile, &grid)
    }
    let frames = PictureFrames(area: tile, count: 1, image: image)
    guard let frame = frames.frames.first else { return }
    canvas.draw(frames.extent, at: frame, isAside: true, &grid) {
      canvas.pictures.pixels(of: picture.image, named: picture.key, $0)
    }
  }

  private func draw(_ index: Int, in area: CellRect, _ grid: inout CellGrid) {
    let (step, palette) = (steps[index], canvas.palette)
    let style = index == now ? palette.strong : index > now ? palette.quiet : palette.text
    let mark = index == now ? "now  " : index > now ? "undone  " : ""
    grid.put(
      [("\(index)  ", palette.caption), (mark, palette.accent), (step.edit.summary, style)],
      row: area.row,
      column: area.column,
      maxWidth: area.width
    )
    grid.putWrapped(
      step.title == step.edit.summary ? "" : step.title,
      in: CellRect(row: area.row + 1, column: area.column, width: area.width, height: 2),
      style: palette.quiet
    )
  }
}
