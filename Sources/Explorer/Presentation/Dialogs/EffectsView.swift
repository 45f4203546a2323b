import Concepts
import Dissection
import Faults
import Terminal

/// What the edit changes, concept by concept, here and over a sample.
struct EffectsView: DialogContent {
  let place: EffectsPlace
  let table: EffectsTable
  /// How many scenes the edit was measured on; nil if it was not.
  let measuredScenes: Int?
  let vocabulary: ConceptVocabulary?
  let palette: Palette

  var title: String { "what the edit changes: areas in % of the pixels" }

  func extent(on screen: GridSize) -> GridSize {
    let page = DialogFrame.readingPage(in: screen)
    return GridSize(width: 76, height: min(max(table.lines.count, 3), page - 3) + 5)
  }

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    let lines = table.lines
    place.showsBars ? bars.drawCaption(in: area, &grid) : drawCaptions(in: area, &grid)
    for (offset, line) in lines.dropFirst(place.first).prefix(area.height - 3).enumerated() {
      let row = area.row + 2 + offset
      switch line {
      case .row(let entry) where place.showsBars:
        bars.draw(entry, row: row, in: area, &grid)
      case .row(let entry): draw(entry, row: row, in: area, &grid)
      case .category(let category):
        grid.put(
          "\(category.rawValue)s",
          row: row,
          column: area.column,
          style: palette.style(category).with(.bold)
        )
      }
    }
    guard lines.isEmpty else { return }
    grid.put(
      "nothing was segmented yet",
      row: area.row + 2,
      column: area.column,
      style: palette.quiet
    )
  }

  private func drawCaptions(in area: CellRect, _ grid: inout CellGrid) {
    let scenes =
      measuredScenes.map { "over \(counted($0, "scene"))" } ?? "not measured (m)"
    grid.column(
      "this scene",
      row: area.row,
      at: area.column + 20,
      width: 18,
      style: palette.caption,
      trailing: true
    )
    grid.column(
      scenes,
      row: area.row,
      at: area.column + 42,
      width: area.width - 42,
      style: palette.caption,
      trailing: true
    )
    let captions = ["before", "after", "change", "before", "change", "95 % ±", "effect"]
    for (caption, place) in zip(captions, places) {
      grid.column(
        caption,
        row: area.row + 1,
        at: area.column + place,
        width: 7,
        style: palette.caption,
        trailing: true
      )
    }
  }

  private var bars: EffectBars {
    EffectBars(
      rows: table.lines.compactMap { if case .row(let row) = $0 { row } else { nil } },
      scenes: measuredScenes,
      palette: palette
    )
  }

  private let places = [17, 24, 31, 41, 49, 57, 65]

  private func draw(
    _ entry: EffectsTable.Row,
    row: Int,
    in area: CellRect,
    _ grid: inout CellGrid
  ) {
    grid.column(
      entry.concept.name,
      row: row,
      at: area.column,
      width: 17,
      style: palette.style(entry.concept.category)
    )
    let (here, sample) = (entry.here, entry.measured)
    let cells: [(String?, Double?)] = [
      (here.map { percent($0.before) }, nil), (here.map { percent($0.after) }, nil),
      (here.map { percent($0.change, signed: true) }, here?.change),
      (sample.map { percent($0.before) }, nil),
      (sample.map { percent($0.change, signed: true) }, sample?.change),
      (sample?.halfWidth.map { percent($0) }, nil),
      (sample?.relativeChange.map { shareText(ofChange: $0) }, sample?.change),
    ]
    for ((text, change), place) in zip(cells, places) {
      grid.column(
        text ?? "–",
        row: row,
        at: area.column + place,
        width: 7,
        style: change.map { palette.style(change: $0) } ?? palette.text,
        trailing: true
      )
    }
  }

  private func percent(_ share: Double, signed: Bool = false) -> String {
    fixed(share * 100, 2, signed: signed)
  }
}
