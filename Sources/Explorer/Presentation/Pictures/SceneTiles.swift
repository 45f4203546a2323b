import Images
import Terminal

/// Scenes beside each other: of the grid, or at the desk of directions.
struct SceneTiles: View {
  struct Tile {
    /// What stands above it; nil for nothing.
    var caption: String?
    /// Whether the cursor is on it.
    var isCurrent = false
    /// The scene, once it is drawn.
    let picture: Picture?
  }

  /// A scene under an edit, and its name in caches.
  struct Picture {
    let image: RGBImage
    let key: GridShelf.Key
  }

  let tiles: [Tile]
  let frames: PictureFrames
  let canvas: Canvas

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    for (tile, frame) in zip(tiles, frames.frames) {
      if let caption = tile.caption { draw(caption, of: tile, over: frame, &grid) }
      guard let picture = tile.picture else {
        canvas.drawPlaceholder(in: frame, &grid)
        continue
      }
      canvas.draw(frames.extent, at: frame, &grid) {
        canvas.pictures.pixels(of: picture.image, named: picture.key, $0)
      }
      guard let extent = canvas.abilities.extent(ofImageOver: frame) else { continue }
      grid.lay(canvas.pictures.image(picture.image, named: picture.key, extent), over: frame)
    }
  }

  private func draw(
    _ caption: String,
    of tile: Tile,
    over frame: CellRect,
    _ grid: inout CellGrid
  ) {
    let palette = canvas.palette
    grid.put(
      tile.isCurrent ? "▸ \(caption)" : caption,
      row: frame.row - 1,
      column: frame.column,
      style: tile.isCurrent ? palette.key.with(.bold) : palette.caption,
      maxWidth: frame.width
    )
    guard tile.isCurrent else { return }
    for row in frame.row - 1..<frame.row + frame.height where frame.column > 0 {
      grid[row, frame.column - 1] = Cell("▌", palette.key)
    }
  }
}
