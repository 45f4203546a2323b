import Faults
import Images
import Laboratory
import Tensors
import Terminal

/// The top scenes of a unit, to be judged by a person.
struct ReviewView: View {
  let unit: UnitAddress
  /// What is judged already, and of how many units.
  let judged: [Int: Bool]
  let units: Int
  let scenes: [Int]
  let thumbnails: [Int: Thumbnail]
  let frames: PictureFrames?
  let canvas: Canvas

  private var palette: Palette { canvas.palette }

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    let word: (text: String, style: Style) =
      switch judged[unit.unit] {
      case true?: ("good", palette.theme.style(.success, .bold))
      case false?: ("bad", palette.theme.style(.error, .bold))
      case nil: ("not judged yet", palette.quiet)
      }
    let bad = judged.values.count { !$0 }
    let line = area.indented.line(0)
    grid.put(
      [
        ("unit \(unit.unit) ", palette.strong), word,
        ("   \(judged.count) of \(units) judged, \(bad) bad", palette.caption),
      ],
      row: line.row,
      column: line.column,
      maxWidth: line.width
    )
    let share = Double(judged.count) / Double(max(1, units))
    grid.progress(share, in: area.indented.line(1), palette)
    guard !scenes.isEmpty, let frames else {
      return Explanation(
        text: "The scenes to judge appear once the layer is dissected: d begins.",
        margin: 3,
        palette: palette
      ).draw(in: area, &grid)
    }
    for (scene, frame) in zip(scenes, frames.frames) {
      guard let thumbnail = thumbnails[scene] else {
        canvas.drawPlaceholder(in: frame, &grid)
        continue
      }
      // Whole: what looks wrong need not lie where the unit is active.
      canvas.draw(frames.extent, at: frame, &grid) {
        canvas.pictures.pixels(of: thumbnail, unit: unit, level: nil, $0)
      }
      grid.put(grouped(scene), row: frame.row - 1, column: frame.column, style: palette.caption)
    }
  }
}
