import Images
import Laboratory
import Terminal

/// Pictures of the scene shown, each with its name where there are several.
struct PicturesView: View {
  /// One of them, and its name.
  struct Picture {
    let kind: PictureKind
    let name: String
  }

  /// What the pictures are made of; nil while the scene is being drawn.
  let scene: ScenePictures?
  let pictures: [Picture]
  let frames: PictureFrames?
  let canvas: Canvas

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    guard let scene, let frames else {
      grid.put(
        "drawing the scene …",
        row: area.row + area.height / 2,
        column: area.column,
        style: canvas.palette.quiet,
        maxWidth: area.width,
        alignment: .center
      )
      return
    }
    for (picture, frame) in zip(pictures, frames.frames) {
      // The row above the pictures is the heading.
      if pictures.count > 1, frame.row > area.row {
        grid.put(
          picture.name,
          row: frame.row - 1,
          column: frame.column,
          style: canvas.palette.caption,
          maxWidth: frame.width,
          alignment: .center
        )
      }
      draw(picture.kind, of: scene, extent: frames.extent, in: frame, &grid)
    }
  }

  private func draw(
    _ kind: PictureKind,
    of scene: ScenePictures,
    extent: GridSize,
    in frame: CellRect,
    _ grid: inout CellGrid
  ) {
    // Few colours cannot tell concepts apart: letters do.
    if canvas.palette.hasFewColors, let labels = scene.labels(of: kind) {
      let shown = scene.shownConcepts
      ConceptLetters(shown, of: scene.vocabulary, canvas.palette)
        .draw(labels, channel: scene.labelChannel, in: frame, &grid)
    } else {
      canvas.draw(kind, of: scene, extent: extent, at: frame, &grid)
    }
  }
}

extension Canvas {
  /// Draws a line around what lies above the unit's level.
  private func drawContour(
    of scene: ScenePictures,
    extent: GridSize,
    at frame: CellRect,
    _ grid: inout CellGrid
  ) {
    guard let map = scene.featureMap, let level = scene.level,
      let ink = palette.theme[.contour].color
    else { return }
    let rows = extent.height / 2 * 2
    grid.outline(
      map.upsampled(toWidth: 2 * extent.width, height: rows).map { $0 > level },
      columns: extent.width,
      ink: ink,
      row: frame.row,
      column: frame.column
    )
  }

  /// Draws a picture of the scene from the upper left cell of a frame on.
  func draw(
    _ kind: PictureKind,
    of scene: ScenePictures,
    extent: GridSize,
    at frame: CellRect,
    _ grid: inout CellGrid
  ) {
    draw(extent, at: frame, &grid) { pictures.pixels(of: kind, scene, $0, theme: palette.theme) }
    if kind == .heatmap, abilities.glyphs.isHalfBlock {
      drawContour(of: scene, extent: extent, at: frame, &grid)
    }
    guard let extent = abilities.extent(ofImageOver: frame) else { return }
    grid.lay(pictures.image(of: kind, scene, extent, theme: palette.theme), over: frame)
  }
}
