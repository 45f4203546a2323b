import Faults
import Interventions
import Terminal

/// The first row: what is explored, and the edit.
struct TitleBar: View {
  let names: [String]
  let edit: Edit
  let palette: Palette

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    let summaries = edit.summaries
    let right =
      summaries.first { CellText.width(of: $0) <= area.width / 2 } ?? summaries.last ?? ""
    let width = min(CellText.width(of: right), area.width / 2)
    let start = grid.put(
      " ganscope ",
      row: area.row,
      column: area.column,
      style: palette.key.with(.bold)
    )
    let room = area.width - width - 2 - start
    grid.put(
      Self.fitting(names, room),
      row: area.row,
      column: start,
      style: palette.text,
      maxWidth: room
    )
    grid.put(
      right,
      row: area.row,
      column: area.width - width - 1,
      style: edit.isEmpty ? palette.quiet : palette.accent,
      maxWidth: width
    )
  }

  /// As many names as fit whole, and an ellipsis for those that do not.
  static func fitting(_ names: [String], _ room: Int) -> String {
    let all = names.joined(separator: " · ")
    let shorter = names.indices.reversed().map { last in
      names[..<last].joined(separator: " · ") + " · …"
    }
    return ([all] + shorter.dropLast()).first { CellText.width(of: $0) <= room } ?? all
  }
}

/// What the guide asks for, on a line of its own.
struct GuideLine: View {
  let progress: String
  /// What to do, from long to short.
  let instructions: [String]
  let palette: Palette

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    let ending = "  Ctrl-G leaves"
    let progress = " \(progress) "
    let room = area.width - 2 - CellText.width(of: progress) - CellText.width(of: ending)
    let text = instructions.first { CellText.width(of: $0) <= room } ?? instructions.last ?? ""
    grid.fill(area, with: Cell(" ", palette.selection))
    let start = grid.put(
      progress,
      row: area.row,
      column: 1,
      style: palette.selection.with(.bold)
    )
    grid.put(text, row: area.row, column: start, style: palette.selection, maxWidth: room)
    grid.put(
      ending,
      row: area.row,
      column: area.width - CellText.width(of: ending) - 1,
      style: palette.selection
    )
  }
}

/// Keys and what each does, as many as fit.
struct KeyHints: View {
  let keys: KeyTable<Action>
  var disabledStyle: Style?
  var margin = 0
  let palette: Palette

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    keys.drawFooter(
      in: &grid,
      row: area.row,
      column: area.column + margin,
      maxWidth: area.width - 2 * margin,
      keyStyle: palette.key,
      hintStyle: palette.caption,
      disabledStyle: disabledStyle ?? palette.quiet
    )
  }
}

/// What is shown while nothing can be explored yet.
struct LoadingMessage: View {
  let fault: Fault?
  let palette: Palette

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    guard let fault else {
      grid.put(
        "loading the generator …",
        row: area.row + area.height / 2,
        column: area.column,
        style: palette.quiet,
        maxWidth: area.width,
        alignment: .center
      )
      return
    }
    let used = grid.putWrapped(fault.description, in: area, style: palette.style(.failure))
    grid.put("q leaves", row: area.row + used + 1, column: area.column, style: palette.quiet)
  }
}

/// What is shown where the terminal has too little room.
struct TooSmallMessage: View {
  let palette: Palette

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    let least = ScreenLayout.leastSize
    let lines = [
      "The terminal has \(area.width) columns and \(area.height) rows.",
      "ganscope needs \(least.width) and \(least.height).", "q quits",
    ].flatMap { CellText.wrapped($0, to: area.width) }
    let top = max(0, (area.height - lines.count) / 2)
    for (offset, line) in lines.enumerated() {
      grid.put(
        line,
        row: top + offset,
        column: 0,
        style: palette.text,
        maxWidth: area.width,
        alignment: .center
      )
    }
  }
}
