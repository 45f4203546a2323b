import Causes
import Concepts
import Dissection
import Images
import Laboratory
import Tensors
import Terminal

/// Which units of the layer before feed a unit; walked with arrows.
struct LineageView {
  let lineage: Lineage
  let place: FindingPlace
  let state: ExplorerState
  let canvas: Canvas

  private var palette: Palette { canvas.palette }

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    drawTrail(in: area, &grid)
    let strip = area.height >= 24 ? max(8, area.height * 2 / 5) : area.height >= 18 ? 7 : 0
    let rows = CellRect(
      row: area.row + 2,
      column: area.column,
      width: area.width,
      height: area.height - 3 - strip
    )
    drawFeeds(in: rows, &grid)
    guard strip > 0 else { return }
    let line = CellRect(
      row: area.row + area.height - strip,
      column: area.column,
      width: (area.width - 1) / 2,
      height: strip
    )
    drawScenes(of: place.unit, in: line, &grid)
    drawScenes(
      of: state.feed,
      in: CellRect(
        row: line.row,
        column: line.column + line.width + 1,
        width: line.width,
        height: strip
      ),
      &grid
    )
  }

  /// The units from which one came, and the one whose feeding units are listed.
  private func drawTrail(in area: CellRect, _ grid: inout CellGrid) {
    let units = place.trail + [place.unit].compactMap { $0 }
    var pieces: [(text: String, style: Style)] = []
    for (index, unit) in units.enumerated() {
      let isLast = index == units.count - 1
      pieces += [
        ("\(unit.layer) \(unit.unit)", isLast ? palette.accent : palette.caption),
        (name(of: unit).map { " \($0)" } ?? "", isLast ? palette.text : palette.quiet),
        (isLast ? "" : "  ←  ", palette.quiet),
      ]
    }
    // Of a long walk the end counts.
    var width = pieces.reduce(0) { $0 + CellText.width(of: $1.text) }
    while width > area.width, pieces.count > 3 {
      width -= pieces.prefix(3).reduce(0) { $0 + CellText.width(of: $1.text) }
      pieces.removeFirst(3)
    }
    grid.put(pieces, row: area.row, column: area.column, maxWidth: area.width)
  }

  private func name(of unit: UnitAddress) -> String? {
    guard let labels = state.models.dissections[unit.layer]?.labels,
      labels.indices.contains(unit.unit), labels[unit.unit].isInterpretable
    else { return nil }
    return state.models.vocabulary?[labels[unit.unit].concept]?.name
  }

  private func drawFeeds(in area: CellRect, _ grid: inout CellGrid) {
    let feeds = state.feeds
    let mean = place.unit.flatMap {
      lineage.means.indices.contains($0.unit) ? lineage.means[$0.unit] : nil
    }
    grid.put(
      "unit of \(lineage.source.name)",
      row: area.row,
      column: area.column + 1,
      style: palette.caption
    )
    let caption = "of its mean activation, \(fixed(mean ?? 0, 3)), comes"
    let start = area.column + 25
    grid.put(
      caption,
      row: area.row,
      column: start,
      style: palette.caption,
      maxWidth: area.width - 25
    )
    let most = feeds.map { abs($0.flow) }.max() ?? 0
    let page = area.height - 1
    let first = max(0, min(place.cursor - page / 2, feeds.count - page))
    for (line, feed) in feeds.dropFirst(first).prefix(max(0, page)).enumerated() {
      let row = area.row + 1 + line
      let unit = UnitAddress(layer: lineage.source.name, unit: feed.unit)
      grid.column(
        "\(feed.unit)",
        row: row,
        at: area.column + 1,
        width: 5,
        style: palette.text,
        trailing: true
      )
      grid.column(
        name(of: unit) ?? "–",
        row: row,
        at: area.column + 8,
        width: 15,
        style: name(of: unit) == nil ? palette.quiet : palette.text
      )
      let role: Theme.Role = feed.flow < 0 ? .loss : .gain
      let ink = palette.theme.style(role).foreground
      let bar = max(4, area.width - 25 - 10)
      grid.meter(
        most > 0 ? abs(feed.flow) / most : 0,
        row: row,
        column: start,
        width: bar,
        style: palette.text
      ) { _ in ink }
      grid.column(
        fixed(feed.flow, 3, signed: true),
        row: row,
        at: start + bar + 1,
        width: 9,
        style: palette.style(change: feed.flow),
        trailing: true
      )
      guard first + line == place.cursor else { continue }
      grid.restyle(
        CellRect(row: row, column: area.column, width: area.width, height: 1),
        palette.selected
      )
    }
  }

  private func drawScenes(of unit: UnitAddress?, in area: CellRect, _ grid: inout CellGrid) {
    guard let unit else { return }
    let title = "\(unit.layer) \(unit.unit)"
    let isWide = area.width > title.count + 20
    grid.heading(isWide ? "top scenes of \(title)" : title, in: area, palette: palette)
    ThumbnailRow(state: state, canvas: canvas)
      .draw(of: unit, in: area.dropping(rows: 1), &grid)
  }
}

/// Top scenes of any unit in a row.
struct ThumbnailRow {
  let state: ExplorerState
  let canvas: Canvas
  /// Whose top scenes and levels are meant; nil for what counts here.
  var dissection: LayerDissection?

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

  func draw(of unit: UnitAddress, in area: CellRect, _ grid: inout CellGrid) {
    let scenes = state.topScenes(of: unit, in: dissection)
    let known = state.shelf[unit]
    for (scene, tile) in zip(scenes, Self.tiles(in: area)) {
      guard let thumbnail = known[scene] else {
        grid.put(
          "·",
          row: tile.row + tile.height / 2,
          column: tile.column,
          style: canvas.palette.rule,
          maxWidth: tile.width,
          alignment: .center
        )
        continue
      }
      draw(thumbnail, of: unit, in: tile, &grid)
    }
    guard scenes.isEmpty else { return }
    grid.putWrapped("not dissected yet", in: area.inset(by: 1), style: canvas.palette.quiet)
  }

  func draw(
    _ thumbnail: Thumbnail,
    of unit: UnitAddress,
    in tile: CellRect,
    _ grid: inout CellGrid
  ) {
    let frames = PictureFrames(
      area: tile,
      count: 1,
      imageWidth: thumbnail.image.width,
      imageHeight: thumbnail.image.height
    )
    guard let frame = frames.frames.first else { return }
    let pixels = canvas.pictures.pixels(
      of: thumbnail,
      unit: unit,
      level: dissection.flatMap {
        $0.levels.indices.contains(unit.unit) ? $0.levels[unit.unit] : nil
      }
        ?? state.level(of: unit),
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
