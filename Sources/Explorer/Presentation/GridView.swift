import Interventions
import Laboratory
import Tensors
import Terminal

/// Many scenes at once.
struct GridView {
  let state: ExplorerState
  let canvas: Canvas

  func draw(in grid: inout CellGrid) {
    guard let frames = state.gridFrames, let browsing = state.place.grid else { return }
    for (scene, frame) in zip(state.gridScenes, frames.frames) {
      draw(name(of: scene, browsing), scene == browsing.cursor, over: frame, in: &grid)
      guard let image = state.gridShelf[state.gridKey(scene)] else {
        grid.put(
          "·",
          row: frame.row + frame.height / 2,
          column: frame.column,
          style: canvas.palette.rule,
          maxWidth: frame.width,
          alignment: .center
        )
        continue
      }
      let pixels = canvas.pictures.pixels(
        of: image,
        named: state.gridKey(scene),
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
        below: canvas.palette.background
      )
    }
  }

  private func name(of scene: Int, _ browsing: SceneGrid) -> String {
    (browsing.marks.contains(scene) ? "● " : "") + grouped(scene)
  }

  private func draw(
    _ name: String,
    _ isCurrent: Bool,
    over frame: CellRect,
    in grid: inout CellGrid
  ) {
    let palette = canvas.palette
    grid.put(
      isCurrent ? "▸ \(name)" : name,
      row: frame.row - 1,
      column: frame.column,
      style: isCurrent ? palette.key.with(.bold) : palette.caption,
      maxWidth: frame.width
    )
    guard isCurrent else { return }
    for row in frame.row - 1..<frame.row + frame.height where frame.column > 0 {
      grid[row, frame.column - 1] = Cell("▌", palette.key)
    }
  }
}
