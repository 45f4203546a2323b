import Causes
import Concepts
import Dissection
import Faults
import Images
import Laboratory
import Tensors
import Terminal

/// Which units of the layer before feed a unit; walked with arrows.
struct LineageView: View {
  let lineage: Lineage
  let place: FindingPlace
  let dissections: [LayerName: LayerDissection]
  let vocabulary: ConceptVocabulary?
  /// The top scenes of the unit, and of the feeding unit under the cursor.
  let scenes: [SceneStrip?]
  let palette: Palette

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
    for (side, unit) in scenes.enumerated() {
      let column = line.column + side * (line.width + 1)
      draw(
        unit,
        in: CellRect(row: line.row, column: column, width: line.width, height: strip),
        &grid
      )
    }
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
    guard let labels = dissections[unit.layer]?.labels,
      labels.indices.contains(unit.unit), labels[unit.unit].isInterpretable
    else { return nil }
    return vocabulary?[labels[unit.unit].concept]?.name
  }

  private func drawFeeds(in area: CellRect, _ grid: inout CellGrid) {
    let feeds = place.unit.map { lineage.feeds(of: $0.unit) } ?? []
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
    let lines = ListRows(
      top: area.row + 1,
      page: max(0, page),
      count: feeds.count,
      around: place.cursor
    )
    for index in lines.lines {
      let (feed, row) = (feeds[index], lines.row(of: index))
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
      guard index == place.cursor else { continue }
      grid.select(area.line(row - area.row), palette)
    }
  }

  private func draw(_ scenes: SceneStrip?, in area: CellRect, _ grid: inout CellGrid) {
    guard let scenes else { return }
    let title = "\(scenes.unit.layer) \(scenes.unit.unit)"
    let isWide = area.width > title.count + 20
    grid.heading(isWide ? "top scenes of \(title)" : title, in: area, palette: palette)
    scenes.draw(in: area.dropping(rows: 1), &grid)
  }
}
