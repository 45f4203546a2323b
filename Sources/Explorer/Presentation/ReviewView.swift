import Images
import Laboratory
import Tensors
import Terminal

/// The top scenes of a unit, to be judged by a person.
struct ReviewView {
  let state: ExplorerState
  let canvas: Canvas

  private var palette: Palette { canvas.palette }

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    guard let layer = state.layer, let address = state.address else {
      return PlotReason(state: state, palette: palette).draw(in: area, &grid)
    }
    let judged = state.judgements?.isGood ?? [:]
    let bad = state.judgements?.flagged.count ?? 0
    let word: (text: String, style: Style) =
      switch judged[address.unit] {
      case true?: ("good", palette.theme.style(.success, .bold))
      case false?: ("bad", palette.theme.style(.error, .bold))
      case nil: ("not judged yet", palette.quiet)
      }
    grid.put(
      [
        ("unit \(address.unit) ", palette.strong), word,
        ("   \(judged.count) of \(layer.units) judged, \(bad) bad", palette.caption),
      ],
      row: area.row,
      column: area.column + 1,
      maxWidth: area.width - 2
    )
    grid.meter(
      Double(judged.count) / Double(max(1, layer.units)),
      row: area.row + 1,
      column: area.column + 1,
      width: area.width - 2,
      style: Style(palette.theme[.meterBackground], on: palette.theme[.meterBackground])
    ) { .rgb(palette.theme.color(.progress, at: $0)) }
    let scenes = state.topScenes(of: address)
    guard !scenes.isEmpty else {
      grid.putWrapped(
        "The scenes to judge appear once the layer is dissected: d begins.",
        in: area.inset(by: 3),
        style: palette.quiet
      )
      return
    }
    let frames = state.reviewTiles
    let known = state.shelf[address]
    for (scene, frame) in zip(scenes, frames.frames) {
      guard let thumbnail = known[scene] else {
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
      // Whole: what looks wrong need not lie where the unit is active.
      let pixels = canvas.pictures.pixels(
        of: thumbnail,
        unit: address,
        level: nil,
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
      grid.put(grouped(scene), row: frame.row - 1, column: frame.column, style: palette.caption)
    }
  }
}
