import Concepts
import Dissection
import Laboratory
import Terminal

/// The choice of a concept and of its units.
struct ConceptPickerView {
  let picker: ConceptPicker
  let state: ExplorerState
  let palette: Palette

  func draw(in grid: inout CellGrid) {
    let items = state.conceptItems(matching: picker.field.text)
    let frame = Self.frame(in: state.size)
    let rows = Self.rows(of: picker, count: items.count, in: state.size)
    let (page, first) = (rows.page, rows.first)
    frame.draw(title, in: &grid, palette: palette)
    let inside = frame.inside
    grid.put("/", row: inside.row, column: inside.column, style: palette.key)
    FieldView(field: picker.field, palette: palette)
      .draw(row: inside.row, column: inside.column + 1, width: 22, in: &grid)
    grid.column(
      "units   best IoU",
      row: inside.row,
      at: inside.column + 26,
      width: inside.width - 26,
      style: palette.caption,
      trailing: true
    )
    for (line, item) in items.dropFirst(first).prefix(page).enumerated() {
      draw(
        item,
        isCurrent: first + line == picker.cursor,
        row: inside.row + 1 + line,
        inside,
        &grid
      )
    }
    if items.isEmpty {
      grid.put(
        "no such concept here",
        row: inside.row + 2,
        column: inside.column,
        style: palette.quiet
      )
    }
    drawChoice(items, row: inside.row + page + 2, inside, &grid)
    KeyBindings.table(for: state).drawFooter(
      in: &grid,
      row: inside.row + page + 4,
      column: inside.column,
      maxWidth: inside.width,
      keyStyle: palette.key,
      hintStyle: palette.caption,
      disabledStyle: palette.quiet
    )
  }

  private static func page(in size: GridSize) -> Int { min(14, size.height - 13) }

  private static func frame(in size: GridSize) -> DialogFrame {
    DialogFrame(size: size, width: 56, height: page(in: size) + 7)
  }

  /// Where the concepts stand, for drawing and for the mouse.
  static func rows(of picker: ConceptPicker, count: Int, in size: GridSize) -> ListRows {
    let page = page(in: size)
    return ListRows(
      top: frame(in: size).inside.row + 1,
      first: max(0, min(picker.cursor - page / 2, count - page)),
      page: page,
      count: count
    )
  }

  private var title: String {
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
    row: Int,
    _ area: CellRect,
    _ grid: inout CellGrid
  ) {
    let name = item.concept.name
    grid.column(
      name,
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
    guard isCurrent else { return }
    grid.restyle(
      CellRect(row: row, column: area.column - 1, width: area.width + 2, height: 1),
      palette.selected
    )
  }

  private func drawChoice(
    _ items: [ConceptItem],
    row: Int,
    _ area: CellRect,
    _ grid: inout CellGrid
  ) {
    guard !picker.purpose.isConceptAlone, items.indices.contains(picker.cursor) else { return }
    let item = items[picker.cursor]
    let count = state.units(for: item, in: picker).count
    let choice = picker.choice
    let text =
      switch choice {
      case .kept: state.keptSet(for: item, in: picker)?.offer ?? ""
      case .matching: "all \(counted(item.units, "matching unit"))"
      case .bestByIoU: "the best \(count) by IoU"
      case .bestByACE: "the best \(count) by ACE"
      case .bestByEffect:
        state.sweep?.part.map { "the best \(count) of those measured: \($0)" }
          ?? "the best \(count) by measured effect"
      }
    let hint = choice == .matching || choice == .kept ? "" : "   + - how many"
    grid.put(
      [("‹ ", palette.key), (text, palette.strong), (" ›", palette.key), (hint, palette.caption)],
      row: row,
      column: area.column,
      maxWidth: area.width
    )
    if state.sweep?.isComplete != true {
      let hint =
        state.sweep?.part.map { "by effect only \($0) so far: M goes on" }
        ?? "by measured effect: measure every unit with M"
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

/// The choice of what to write as PNG.
struct ExportPickerView {
  let picker: ExportPicker
  let state: ExplorerState
  let palette: Palette

  func draw(in grid: inout CellGrid) {
    let contents = ExportRequest.Content.allCases
    let frame = DialogFrame(size: state.size, width: 60, height: contents.count + 7)
    frame.draw("export a PNG", in: &grid, palette: palette)
    let inside = frame.inside
    for (line, content) in contents.enumerated() {
      let row = inside.row + line
      let reason = state.reasonAgainst(content)
      grid.put(
        [
          (name(of: content), reason == nil ? palette.text : palette.quiet),
          (reason.map { "  (\($0))" } ?? "", palette.quiet),
        ],
        row: row,
        column: inside.column,
        maxWidth: inside.width
      )
      guard line == picker.cursor else { continue }
      grid.restyle(
        CellRect(row: row, column: inside.column - 1, width: inside.width + 2, height: 1),
        palette.selected
      )
    }
    drawScale(row: inside.row + contents.count + 1, inside, &grid)
    KeyBindings.table(for: state).drawFooter(
      in: &grid,
      row: inside.row + contents.count + 3,
      column: inside.column,
      maxWidth: inside.width,
      keyStyle: palette.key,
      hintStyle: palette.caption,
      disabledStyle: palette.quiet
    )
  }

  private func drawScale(row: Int, _ area: CellRect, _ grid: inout CellGrid) {
    let (width, height) =
      state.models.generator.map { ($0.imageWidth * picker.scale, $0.imageHeight * picker.scale) }
      ?? (0, 0)
    grid.put(
      [
        ("‹ ", palette.key), ("\(picker.scale)×", palette.strong), (" ›", palette.key),
        ("   a scene is \(width)×\(height) pixels", palette.caption),
      ],
      row: row,
      column: area.column,
      maxWidth: area.width
    )
  }

  private func name(of content: ExportRequest.Content) -> String {
    let unit = state.unit.map { "unit \($0)" } ?? "a unit"
    return switch content {
    case .original: "the original scene"
    case .edited: "the edited scene"
    case .sideBySide: "before, after and difference"
    case .heatmap: "the heatmap of \(unit)"
    case .topScenes: "the top scenes of \(unit)"
    case .segmentation: "the segmentation (\(state.shownLabels?.name ?? "labels")) with its legend"
    }
  }
}
