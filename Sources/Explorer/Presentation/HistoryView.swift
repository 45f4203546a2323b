import Interventions
import Terminal

/// The steps that led to the edit, each with the scene as it was then.
struct HistoryView {
  let cursor: Int
  let state: ExplorerState
  let canvas: Canvas

  /// How many rows a step takes: small pictures tell more than none.
  private static func height(in size: GridSize, steps: Int) -> Int {
    min(8, max(4, (size.height - 8) / max(1, steps)))
  }

  static func page(in size: GridSize, steps: Int) -> Int {
    max(1, (size.height - 8) / height(in: size, steps: steps))
  }

  func draw(in grid: inout CellGrid) {
    let steps = state.editing.history.steps
    guard let (first, count) = state.shownHistory, let image = state.imageSize else { return }
    let palette = canvas.palette
    let height = Self.height(in: state.size, steps: steps.count)
    let frame = DialogFrame(size: state.size, width: 70, height: count * height + 4)
    frame.draw("the steps of the edit", in: &grid, palette: palette)
    let inside = frame.inside
    for (line, index) in (first..<first + count).enumerated() {
      let tile = CellRect(
        row: inside.row + line * height,
        column: inside.column,
        width: 2 * (height - 1),
        height: height - 1
      )
      draw(steps[index], image: image, in: tile, &grid)
      draw(
        steps[index],
        index: index,
        row: tile.row,
        column: tile.column + tile.width + 2,
        end: inside.column + inside.width,
        &grid
      )
      guard index == cursor else { continue }
      for row in tile.row..<tile.row + tile.height {
        grid[row, inside.column - 1] = Cell("▌", palette.key)
      }
    }
    KeyBindings.table(for: state).drawFooter(
      in: &grid,
      row: frame.area.row + frame.area.height - 2,
      column: inside.column,
      maxWidth: inside.width,
      keyStyle: palette.key,
      hintStyle: palette.caption,
      disabledStyle: palette.quiet
    )
  }

  private func draw(
    _ step: EditStep,
    image: GridSize,
    in tile: CellRect,
    _ grid: inout CellGrid
  ) {
    let key = GridShelf.Key(edit: step.edit, scene: state.scene)
    guard let picture = state.gridShelf[key] else {
      grid.put(
        "·",
        row: tile.row + tile.height / 2,
        column: tile.column,
        style: canvas.palette.rule,
        maxWidth: tile.width,
        alignment: .center
      )
      return
    }
    let frames = PictureFrames(
      area: tile,
      count: 1,
      imageWidth: image.width,
      imageHeight: image.height
    )
    guard let place = frames.frames.first else { return }
    grid.drawPixels(
      canvas.pictures.pixels(
        of: picture,
        named: key,
        width: frames.pixelWidth,
        height: frames.pixelHeight
      ),
      width: frames.pixelWidth,
      height: frames.pixelHeight,
      row: place.row,
      column: place.column,
      glyphs: canvas.glyphs,
      below: canvas.palette.background
    )
  }

  private func draw(
    _ step: EditStep,
    index: Int,
    row: Int,
    column: Int,
    end: Int,
    _ grid: inout CellGrid
  ) {
    let palette = canvas.palette
    let now = state.editing.history.index
    let style = index == now ? palette.strong : index > now ? palette.quiet : palette.text
    let mark = index == now ? "now  " : index > now ? "undone  " : ""
    grid.put(
      [("\(index)  ", palette.caption), (mark, palette.accent), (step.edit.summary, style)],
      row: row,
      column: column,
      maxWidth: end - column
    )
    grid.putWrapped(
      step.title == step.edit.summary ? "" : step.title,
      in: CellRect(row: row + 1, column: column, width: end - column, height: 2),
      style: palette.quiet
    )
  }
}
