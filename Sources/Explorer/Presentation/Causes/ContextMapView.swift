import Causes
import Concepts
import Faults
import Images
import Interventions
import Laboratory
import Tensors
import Terminal

/// Where a concept can go in the scene on the screen, filling in while one looks.
struct ContextMapView: View {
  let map: ContextMap
  /// The cell that is read; nil for the one where most appears.
  let cell: GridCell?
  /// The concept's name, and what else is at the cells.
  let concept: String
  let names: CellNames
  let scene: ScenePictures?
  let canvas: Canvas

  private var palette: Palette { canvas.palette }

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    let panel = max(22, min(38, area.width * 2 / 5))
    let room = CellRect(
      row: area.row,
      column: area.column,
      width: area.width - panel - 2,
      height: area.height - 2
    )
    let width = drawPicture(in: room, &grid)
    let start = area.column + width + 2
    drawFigures(
      in: CellRect(
        row: area.row,
        column: start,
        width: area.column + area.width - start,
        height: area.height
      ),
      &grid
    )
  }

  /// Draws the scene with the map; returns the columns taken.
  private func drawPicture(in room: CellRect, _ grid: inout CellGrid) -> Int {
    guard let scene else { return 0 }
    let frames = PictureFrames(area: room, count: 1, image: scene.extent)
    guard let frame = frames.frames.first else { return 0 }
    canvas.draw(.contextMap, of: scene, extent: frames.extent, at: room, &grid)
    if palette.hasFewColors { drawDigits(in: frame, top: room.row, left: room.column, &grid) }
    drawScale(row: room.row + frame.height, column: room.column, width: frame.width, &grid)
    return frame.width
  }

  /// Without colours a digit tells how much appears, in ninths of the most.
  private func drawDigits(in frame: CellRect, top: Int, left: Int, _ grid: inout CellGrid) {
    let most = map.most
    guard most > 0 else { return }
    for (index, gain) in map.gains.enumerated() {
      let (row, column) = (index / map.width, index % map.width)
      let digit = gain.map { max(0, Int(($0 / most * 9).rounded())) }
      let isCursor = GridCell(row: row, column: column) == cursor
      grid.put(
        digit.map(String.init) ?? "?",
        row: top + (2 * row + 1) * frame.height / (2 * map.height),
        column: left + (2 * column + 1) * frame.width / (2 * map.width),
        style: isCursor ? palette.selection : palette.text
      )
    }
  }

  private func drawScale(row: Int, column: Int, width: Int, _ grid: inout CellGrid) {
    let most = "\(fixed(map.most * 100, 2)) %"
    let bar = max(4, width - most.count - 4)
    grid.put("0 ", row: row, column: column, style: palette.caption)
    for place in 0..<bar {
      let share = Double(place) / Double(max(1, bar - 1))
      grid[row, column + 2 + place] = Cell(
        palette.hasFewColors ? Character(String(Int(share * 9))) : "▄",
        palette.hasFewColors
          ? palette.text
          : Style(.rgb(ContextMap.color(share, palette.theme)), on: palette.background)
      )
    }
    grid.put(" \(most)", row: row, column: column + 2 + bar, style: palette.caption)
  }

  // MARK: Figures

  private var cursor: GridCell? { cell ?? map.best }

  private func drawFigures(in area: CellRect, _ grid: inout CellGrid) {
    var row = area.row
    if let cursor {
      let here = names.concepts(at: cursor).map(\.name).joined(separator: ", ")
      let gain = map.gain(at: cursor)
      let lines: [[(text: String, style: Style)]] = [
        [
          (cell == nil ? "most " : "here ", palette.caption),
          ("row \(cursor.row), column \(cursor.column)", palette.accent),
        ],
        [(here.isEmpty ? "nothing is named here" : here, palette.text)],
        [
          (
            gain.map { "\(fixed($0 * 100, 2, signed: true)) % \(concept)" } ?? "not tried yet",
            gain.map { palette.style(change: $0) } ?? palette.quiet
          )
        ],
        [("Enter inserts it there", palette.quiet)],
      ]
      for line in lines where row < area.row + area.height {
        grid.put(line, row: row, column: area.column, maxWidth: area.width)
        row += 1
      }
    }
    let below = area.dropping(rows: row - area.row + 1)
    guard below.height > 2 else { return }
    grid.heading("by what was there", in: below, palette: palette)
    let groups = contexts
    BarList(area: below.dropping(rows: 1), palette: palette).draw(
      groups.map {
        BarList.Bar(
          name: $0.concept.name,
          value: $0.gain,
          text: "\(fixed($0.gain * 100, 2)) ×\($0.cells)",
          style: palette.style($0.concept.category)
        )
      },
      full: max(groups.map(\.gain).max() ?? 0, 1e-6),
      in: &grid
    )
  }

  /// The mean gain of the cells tried so far, by what the segmenter names at their middle.
  private var contexts: [(concept: Concept, gain: Double, cells: Int)] {
    var sums: [Int: (gain: Double, cells: Int)] = [:]
    for (index, gain) in map.gains.enumerated() {
      guard let gain, map.width > 0 else { continue }
      let cell = GridCell(row: index / map.width, column: index % map.width)
      for concept in names.concepts(at: cell) {
        sums[concept.number, default: (0, 0)].gain += gain
        sums[concept.number, default: (0, 0)].cells += 1
      }
    }
    return sums.compactMap { number, sum in
      names.vocabulary?[number].map { ($0, sum.gain / Double(sum.cells), sum.cells) }
    }.sorted { ($1.1, $0.0.number) < ($0.1, $1.0.number) }
  }
}

extension ContextMap {
  /// The largest gain so far; never 0, so that shares can be taken of it.
  var most: Double { max(gains.compactMap { $0 }.max() ?? 0, 1e-9) }

  /// The colour of a gain as a share of the largest.
  static func color(_ share: Double, _ theme: Theme) -> RGBColor {
    theme.color(.severity, at: min(max(share, 0), 1))
  }
}

/// What an insertion makes appear over a sample, by what was there.
struct ContextView: View {
  let result: ContextResult
  let cursor: Int
  let vocabulary: ConceptVocabulary?
  let palette: Palette

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    let units = counted(result.request.units.count, "unit")
    grid.put(
      [
        ("\(units) of \(result.layer.name) inserted in one cell at a time; ", palette.caption),
        ("share of the image that becomes ", palette.caption),
        (vocabulary.title(ofConcept: result.request.concept), palette.text),
      ],
      row: area.row,
      column: area.column,
      maxWidth: area.width
    )
    let rows = area.dropping(rows: 2)
    let page = rows.height
    let lines = ListRows(
      top: rows.row,
      page: page,
      count: result.contexts.count,
      around: cursor
    )
    let shown = Array(result.contexts[lines.lines])
    let full = result.contexts.map { $0.gain.value + ($0.gain.halfWidth ?? 0) }.max() ?? 0
    BarList(area: rows, palette: palette).draw(
      shown.map { context in
        let concept = vocabulary?[context.concept]
        return BarList.Bar(
          name: vocabulary.title(ofConcept: context.concept),
          value: context.gain.value,
          text: percent(context.gain) + fitted("×\(grouped(context.cells))", 8),
          style: concept.map { palette.style($0.category) } ?? palette.text
        )
      },
      full: max(full, 1e-6),
      in: &grid
    )
    guard result.contexts.indices.contains(cursor), page > 0 else { return }
    grid[lines.row(of: cursor), area.column - 1] = Cell("▌", palette.key)
  }

  private func fitted(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(1, width - text.count)) + text
  }
}

/// What arrives of an insertion in each later layer: where the concept appeared, and where not.
struct PropagationView: View {
  let propagation: Propagation
  let palette: Palette

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    let half = (area.width - 12) / 2
    let right = area.column + 11 + half
    let heads = [
      (area.column + 11, "appeared ×\(grouped(propagation.appearances))"),
      (right + 1, "did not ×\(grouped(propagation.failures))"),
    ]
    for (column, text) in heads {
      grid.column(text, row: area.row, at: column, width: half - 1, style: palette.strong)
    }
    let full =
      propagation.layers.flatMap { [$0.appeared?.value, $0.failed?.value] }
      .compactMap { $0 }.max() ?? 0
    let spacing = area.height - 4 >= 2 * propagation.layers.count ? 2 : 1
    for (line, layer) in propagation.layers.enumerated() {
      let row = area.row + 2 + line * spacing
      guard row < area.row + area.height - 1 else { break }
      grid.column(
        layer.layer.name.rawValue,
        row: row,
        at: area.column,
        width: 10,
        style: palette.text
      )
      draw(
        layer.appeared,
        full: full,
        row: row,
        column: area.column + 11,
        width: half - 1,
        role: .gain,
        &grid
      )
      draw(
        layer.failed,
        full: full,
        row: row,
        column: right + 1,
        width: half - 1,
        role: .loss,
        &grid
      )
    }
    grid.put(
      "mean change of a layer's units, of mean activity",
      row: area.row + area.height - 1,
      column: area.column,
      style: palette.caption,
      maxWidth: area.width
    )
  }

  private func draw(
    _ estimate: Estimate?,
    full: Double,
    row: Int,
    column: Int,
    width: Int,
    role: Theme.Role,
    _ grid: inout CellGrid
  ) {
    // Where there is little room the bar says more than the interval.
    let isWide = width >= 24
    let figures = isWide ? 14 : 7
    let text = isWide ? percent(estimate) : percent(estimate.map { Estimate($0.value) })
    let bar = max(0, width - figures - 1)
    let ink = palette.theme.style(role).foreground
    grid.meter(
      full > 0 ? (estimate?.value ?? 0) / full : 0,
      row: row,
      column: column,
      width: bar,
      style: palette.text
    ) { _ in ink }
    grid.column(
      text,
      row: row,
      at: column + bar + 1,
      width: figures,
      style: palette.text,
      trailing: true
    )
  }
}
