import Faults
import Terminal

/// A question that is answered by typing.
struct PromptView: DialogContent {
  let prompt: Prompt
  /// What the answer costs, where it is a job's scenes.
  let cost: String?
  let palette: Palette

  var title: String { prompt.title }

  func extent(on screen: GridSize) -> GridSize {
    let width = min(66, screen.width - 8)
    let lines = CellText.wrapped(prompt.explanation, to: width - 4).count
    return GridSize(width: width, height: lines + 7)
  }

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    let used = grid.putWrapped(prompt.explanation, in: area, style: palette.text)
    let row = area.row + used + 1
    let end = grid.put(
      prompt.label + " ",
      row: row,
      column: area.column,
      style: palette.caption,
      maxWidth: area.width
    )
    FieldView(field: prompt.field, palette: palette)
      .draw(row: row, column: end, width: area.column + area.width - end, in: &grid)
    let (line, style) =
      prompt.complaint.map { ($0, palette.style(.failure)) } ?? (cost ?? "", palette.accent)
    grid.column(line, row: row + 2, at: area.column, width: area.width, style: style)
  }
}

/// The question before a file is written over, or a folder made.
struct DoubtView: DialogContent {
  let doubt: WriteDoubt
  let path: String
  let palette: Palette

  var title: String {
    switch doubt {
    case .fileExists: "the file exists"
    case .noFolder: "a new folder"
    }
  }

  private var question: String {
    switch doubt {
    case .fileExists: "Replace \(path)?"
    case .noFolder(let folder): "There is no folder \(folder). Make it?"
    }
  }

  func extent(on screen: GridSize) -> GridSize {
    let width = min(66, screen.width - 8)
    let lines = CellText.wrapped(question, to: width - 4).count
    return GridSize(width: width, height: lines + 4)
  }

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    grid.putWrapped(question, in: area, style: palette.text)
  }
}

/// The line after "/": what the listed units are searched for.
struct SearchLine: View {
  let field: TextField
  /// How many units fit.
  let count: Int
  let palette: Palette

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    grid.fill(area, with: Cell(" ", palette.text))
    let problem = UnitFilter(field.text).problem
    let remark = CellText.clipped(problem ?? counted(count, "unit"), to: area.width / 2)
    let end = area.width - CellText.width(of: remark) - 3
    grid.put("/", row: area.row, column: 1, style: palette.key)
    FieldView(field: field, palette: palette)
      .draw(row: area.row, column: 2, width: end - 2, in: &grid)
    let style = problem == nil ? palette.caption : palette.style(.failure)
    grid.put(remark, row: area.row, column: end + 1, style: style)
  }
}

/// The line after ":", with what may follow above it.
struct CommandView: View {
  let line: CommandLine
  /// What may follow, as far as it is listed.
  let completions: [String]
  let palette: Palette

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    for (offset, text) in completions.enumerated() {
      let line = area.line(offset - completions.count)
      grid.fill(line, with: Cell(" ", palette.text))
      let word = Command.words.first { $0.name == text }
      grid.put(
        [
          (text, palette.key), (word.map { " \($0.usage)" } ?? "", palette.caption),
          ("  " + (word?.meaning ?? Command.meaning(ofAction: text)), palette.quiet),
        ],
        row: line.row,
        column: 2,
        maxWidth: area.width - 3
      )
    }
    grid.fill(area, with: Cell(" ", palette.text))
    grid.put(":", row: area.row, column: 1, style: palette.key)
    let complaint = CellText.clipped(line.complaint ?? "", to: area.width * 2 / 3)
    let room = area.width - 4 - CellText.width(of: complaint)
    FieldView(field: line.field, palette: palette)
      .draw(row: area.row, column: 2, width: room, in: &grid)
    grid.put(complaint, row: area.row, column: room + 3, style: palette.style(.failure))
  }
}

/// A line of text with its cursor; the end is seen where it is too long.
struct FieldView {
  let field: TextField
  let palette: Palette

  func draw(row: Int, column: Int, width: Int, in grid: inout CellGrid) {
    guard width > 1 else { return }
    let characters = CellText.cells(of: field.text)
    let cursor = CellText.width(of: field.beforeCursor)
    let first = max(0, cursor - width + 1)
    let style = palette.strong.with(.underline)
    for place in 0..<width {
      let index = first + place
      let character = characters.indices.contains(index) ? characters[index] : " "
      grid[row, column + place] = Cell(
        character,
        index == cursor ? palette.selection.with(.reverse) : style
      )
    }
  }
}
