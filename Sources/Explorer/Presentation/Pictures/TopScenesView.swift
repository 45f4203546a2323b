import Images
import Laboratory
import Tensors
import Terminal

/// The scenes that activate the unit under the cursor most, below the pictures.
struct TopScenesView: View {
  let title: String
  let remark: String
  /// The scenes; nil while there are none.
  let scenes: SceneStrip?
  /// The places of the pictures.
  let tiles: [CellRect]
  /// The scene that is shown above.
  let current: Int
  /// Why there are none.
  let reason: String
  let palette: Palette

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    grid.heading(title, remark: remark, in: area, palette: palette)
    guard let scenes else {
      grid.putWrapped(
        reason,
        in: CellRect(
          row: area.row + 2,
          column: area.column + 2,
          width: area.width - 4,
          height: 3
        ),
        style: palette.quiet
      )
      return
    }
    for (scene, tile) in zip(scenes.scenes, tiles) {
      let isDrawn = scenes.draw(scene, in: tile, &grid)
      guard isDrawn, scene == current else { continue }
      for row in tile.row..<tile.row + tile.height {
        grid[row, tile.column - 1] = Cell("▌", palette.key)
      }
    }
  }
}

/// Top scenes of any unit, in a row where there is no other place for them.
struct SceneStrip: View {
  let unit: UnitAddress
  let scenes: [Int]
  let thumbnails: [Int: Thumbnail]
  /// Where a scene is dark: below this.
  let level: Float?
  let canvas: Canvas

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    for (scene, tile) in zip(scenes, Self.tiles(in: area)) { draw(scene, in: tile, &grid) }
    guard scenes.isEmpty else { return }
    grid.putWrapped("not dissected yet", in: area.inset(by: 1), style: canvas.palette.quiet)
  }

  /// The places of pictures: in one row, or in two where else there would be one picture.
  static func tiles(in area: CellRect) -> [CellRect] {
    func tiles(lines: Int) -> [CellRect] {
      let height = (area.height - (lines - 1)) / lines
      guard height > 2 else { return [] }
      let columns = max(0, (area.width + 1) / (2 * height + 1))
      return (0..<lines * columns).map { index in
        CellRect(
          row: area.row + index / columns * (height + 1),
          column: area.column + index % columns * (2 * height + 1),
          width: 2 * height,
          height: height
        )
      }
    }
    let one = tiles(lines: 1)
    return one.count < 2 && area.height >= 11 ? tiles(lines: 2) : one
  }

  /// Draws one of the scenes.
  ///
  /// - Returns: Whether its picture is there.
  @discardableResult
  func draw(_ scene: Int, in tile: CellRect, _ grid: inout CellGrid) -> Bool {
    guard let thumbnail = thumbnails[scene] else {
      canvas.drawPlaceholder(in: tile, &grid)
      return false
    }
    let image = GridSize(width: thumbnail.image.width, height: thumbnail.image.height)
    let frames = PictureFrames(area: tile, count: 1, image: image)
    guard let frame = frames.frames.first else { return true }
    canvas.draw(frames.extent, at: frame, isAside: true, &grid) {
      canvas.pictures.pixels(of: thumbnail, unit: unit, level: level, $0)
    }
    return true
  }
}
