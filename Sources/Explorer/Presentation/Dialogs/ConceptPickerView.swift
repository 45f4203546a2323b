import Concepts
import Dissection
import Faults
import Laboratory
import Terminal

/// The choice of a concept and of its units.
struct ConceptPickerView: DialogContent {
  let picker: ConceptPicker
  let items: [ConceptItem]
  /// How many units the choice under the cursor takes.
  let count: Int
  /// What the best set found for the concept does.
  let kept: String?
  let sweep: Sweep?
  /// The key that measures every unit.
  let sweepKey: String
  let palette: Palette

  func extent(on screen: GridSize) -> GridSize {
    GridSize(width: 56, height: Self.page(in: screen) + 7)
  }

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    grid.put("/", row: area.row, column: area.column, style: palette.key)
    FieldView(field: picker.field, palette: palette)
      .draw(row: area.row, column: area.column + 1, width: 22, in: &grid)
    grid.column(
      "units   best IoU",
      row: area.row,
      at: area.column + 26,
      width: area.width - 26,
      style: palette.caption,
      trailing: true
    )
    let rows = ListRows(
      top: area.row + 1,
      page: area.height - 5,
      count: items.count,
      around: picker.cursor
    )
    for index in rows.lines {
      draw(
        items[index],
        isCurrent: index == picker.cursor,
        in: area.line(rows.row(of: index) - area.row),
        &grid
      )
    }
    if items.isEmpty {
      grid.put(
        "no such concept here",
        row: area.row + 2,
        column: area.column,
        style: palette.quiet
      )
    }
    drawChoice(row: area.row + rows.page + 2, area, &grid)
  }

  private static func page(in size: GridSize) -> Int { min(14, size.height - 13) }

  /// Where the concepts stand, for drawing and for the mouse.
  static func rows(of picker: ConceptPicker, count: Int, in size: GridSize) -> ListRows {
    let page = page(in: size)
    let frame = DialogFrame(size: size, width: 56, height: page + 7)
    return ListRows(
      top: frame.inside.row + 1,
      page: page,
      count: count,
      around: picker.cursor
    )
  }

  var title: String {
    switch picker.purpose {
    case .filter: "units of a concept"
    case .optimise: "find the units that cause a concept"
    case .ablate: "ablate a concept's units"
    case .insert: "insert a concept's units"
    case .brush: "paint with a concept's units"
    }
  }

  private func draw(
    _ item: ConceptItem,
    isCurrent: Bool,
    in area: CellRect,
    _ grid: inout CellGrid
  ) {
    let row = area.row
    grid.column(
      item.concept.name,
      row: row,
      at: area.column,
      width: 20,
      style: palette.style(item.concept.category)
    )
    grid.column(
      item.concept.category.rawValue,
      row: row,
      at: area.column + 21,
      width: 12,
      style: palette.quiet
    )
    grid.column(
      String(item.units),
      row: row,
      at: area.column + area.width - 16,
      width: 5,
      style: palette.text,
      trailing: true
    )
    grid.column(
      fixed(Double(item.bestIoU), 3),
      row: row,
      at: area.column + area.width - 8,
      width: 8,
      style: palette.text,
      trailing: true
    )
    if isCurrent { grid.select(area, margin: 1, palette) }
  }

  /// What a choice takes; where fewer do anything for the concept than were asked for, that is said.
  private var best: String {
    count < picker.count ? "all \(count) there are (of \(picker.count))" : "the best \(count)"
  }

  private func drawChoice(row: Int, _ area: CellRect, _ grid: inout CellGrid) {
    guard !picker.purpose.isConceptAlone, items.indices.contains(picker.cursor) else { return }
    let item = items[picker.cursor]
    let choice = picker.choice
    let text =
      switch choice {
      case .kept: kept ?? ""
      case .matching: "all \(counted(item.units, "matching unit"))"
      case .bestByIoU: "\(best) by IoU"
      case .bestByACE: "\(best) by ACE"
      case .bestByEffect:
        sweep?.part.map { "\(best) of those measured: \($0)" } ?? "\(best) by measured effect"
      }
    let hint = choice == .matching || choice == .kept ? "" : "   + - how many"
    grid.put(
      [("‹ ", palette.key), (text, palette.strong), (" ›", palette.key), (hint, palette.caption)],
      row: row,
      column: area.column,
      maxWidth: area.width
    )
    if sweep?.isComplete != true {
      let hint =
        sweep?.part.map { "by effect only \($0) so far: \(sweepKey) goes on" }
        ?? "by measured effect: measure every unit with \(sweepKey)"
      grid.column(
        hint,
        row: row + 1,
        at: area.column,
        width: area.width,
        style: palette.quiet
      )
    }
  }
}
