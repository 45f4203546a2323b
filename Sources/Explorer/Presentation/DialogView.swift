import Terminal

/// Draws the foremost dialog.
struct DialogView {
  let dialog: Dialog
  let state: ExplorerState
  let canvas: Canvas
  private var palette: Palette { canvas.palette }

  init(dialog: Dialog, state: ExplorerState, canvas: Canvas) {
    (self.dialog, self.state, self.canvas) = (dialog, state, canvas)
  }

  func draw(in grid: inout CellGrid) {
    switch dialog {
    case .help(let place): drawHelp(place, in: &grid)
    case .search(let field, _): drawSearch(field, in: &grid)
    case .prompt(let prompt): draw(prompt, in: &grid)
    case .concepts(let picker):
      ConceptPickerView(picker: picker, state: state, palette: palette).draw(in: &grid)
    case .export(let picker):
      ExportPickerView(picker: picker, state: state, palette: palette).draw(in: &grid)
    case .settings(let picker):
      SettingsView(picker: picker, state: state, palette: palette).draw(in: &grid)
    case .confirm(let write, let doubt): drawQuestion(doubt, about: write, in: &grid)
    case .jobs(let cursor):
      JobsView(cursor: cursor, state: state, palette: palette).draw(in: &grid)
    case .effects(let first):
      EffectsView(first: first, state: state, palette: palette).draw(in: &grid)
    case .messages(let first):
      MessagesView(first: first, state: state, palette: palette).draw(in: &grid)
    case .command(let line):
      CommandView(line: line, state: state, palette: palette).draw(in: &grid)
    case .place(let list):
      PlaceView(list: list, state: state, palette: palette).draw(in: &grid)
    case .edits(let list):
      EditListView(list: list, state: state, palette: palette).draw(in: &grid)
    case .history(let cursor):
      HistoryView(cursor: cursor, state: state, canvas: canvas).draw(in: &grid)
    case .comparison(let menu):
      ComparisonMenuView(menu: menu, state: state, palette: palette).draw(in: &grid)
    case .causes(let menu):
      CauseMenuView(menu: menu, state: state, palette: palette).draw(in: &grid)
    case .worlds(let cursor):
      WorldsView(cursor: cursor, state: state, palette: palette).draw(in: &grid)
    }
  }

  // MARK: Help

  private func drawHelp(_ place: HelpPlace, in grid: inout CellGrid) {
    let first = place.first
    let lines = HelpText(state: state).lines(with: place.search.text)
    let page = DialogFrame.readingPage(in: state.size)
    let frame = DialogFrame(size: state.size, width: DialogFrame.helpWidth, height: page + 2)
    frame.draw("help", in: &grid, palette: palette)
    for (offset, line) in lines.dropFirst(first).prefix(page).enumerated() {
      draw(line, row: frame.inside.row + offset, in: frame.inside, grid: &grid)
    }
    if place.isTyping || !place.search.text.isEmpty {
      drawHelpSearch(place, lines.isEmpty, in: frame, &grid)
    }
    grid.scrollBar(
      row: frame.inside.row,
      column: frame.area.column + frame.area.width - 1,
      height: page,
      first: first,
      visible: page,
      count: lines.count,
      style: palette.caption,
      thumbStyle: palette.key
    )
  }

  private func drawHelpSearch(
    _ place: HelpPlace,
    _ isEmpty: Bool,
    in frame: DialogFrame,
    _ grid: inout CellGrid
  ) {
    let row = frame.area.row + frame.area.height - 1
    let end = grid.put(" /", row: row, column: frame.inside.column, style: palette.key)
    if place.isTyping {
      FieldView(field: place.search, palette: palette)
        .draw(row: row, column: end, width: min(30, frame.inside.width - 4), in: &grid)
    } else {
      grid.put(place.search.text + " ", row: row, column: end, style: palette.strong)
    }
    guard isEmpty else { return }
    grid.put(
      "nothing here is called that",
      row: frame.inside.row,
      column: frame.inside.column,
      style: palette.quiet
    )
  }

  private func draw(
    _ line: HelpText.Line,
    row: Int,
    in area: CellRect,
    grid: inout CellGrid
  ) {
    let stop = HelpText.stop
    func put(_ name: String, _ nameStyle: Style, _ text: String, _ style: Style) {
      grid.column(name, row: row, at: area.column, width: stop - 1, style: nameStyle)
      grid.column(
        text,
        row: row,
        at: area.column + stop,
        width: area.width - stop,
        style: style
      )
    }
    switch line {
    case .blank: break
    case .heading(let title):
      grid.column(title, row: row, at: area.column, width: area.width, style: palette.strong)
    case .word(let word, let meaning): put(word, palette.accent, meaning, palette.text)
    case .key(let keys, let meaning, nil): put(keys, palette.key, meaning, palette.text)
    case .key(let keys, let meaning, .some): put(keys, palette.quiet, meaning, palette.quiet)
    }
  }

  // MARK: Questions

  private func drawSearch(_ field: TextField, in grid: inout CellGrid) {
    let row = state.layout.statusRow
    grid.fill(
      CellRect(row: row, column: 0, width: grid.width, height: 1),
      with: Cell(" ", palette.text)
    )
    let problem = UnitFilter(field.text).problem
    let count = CellText.clipped(
      problem ?? counted(state.table.rows.count, "unit"),
      to: grid.width / 2
    )
    let end = grid.width - CellText.width(of: count) - 3
    grid.put("/", row: row, column: 1, style: palette.key)
    FieldView(field: field, palette: palette)
      .draw(row: row, column: 2, width: end - 2, in: &grid)
    let style = problem == nil ? palette.caption : palette.style(.failure)
    grid.put(count, row: row, column: end + 1, style: style)
  }

  private func draw(_ prompt: Prompt, in grid: inout CellGrid) {
    let width = min(66, state.size.width - 8)
    let text = CellText.wrapped(prompt.explanation, to: width - 4)
    let frame = DialogFrame(size: state.size, width: width, height: text.count + 7)
    frame.draw(prompt.title, in: &grid, palette: palette)
    let inside = frame.inside
    grid.putWrapped(prompt.explanation, in: inside, style: palette.text)
    let row = inside.row + text.count + 1
    let end = grid.put(
      prompt.label + " ",
      row: row,
      column: inside.column,
      style: palette.caption,
      maxWidth: inside.width
    )
    FieldView(field: prompt.field, palette: palette)
      .draw(row: row, column: end, width: inside.column + inside.width - end, in: &grid)
    let (line, style) =
      prompt.complaint.map { ($0, palette.style(.failure)) }
      ?? (state.cost(of: prompt) ?? "", palette.accent)
    grid.column(line, row: row + 2, at: inside.column, width: inside.width, style: style)
    drawKeys(frame, in: &grid)
  }

  private func drawQuestion(
    _ doubt: WriteDoubt,
    about write: PendingWrite,
    in grid: inout CellGrid
  ) {
    let (title, question) =
      switch doubt {
      case .fileExists: ("the file exists", "Replace \(write.path)?")
      case .noFolder(let folder): ("a new folder", "There is no folder \(folder). Make it?")
      }
    let width = min(66, state.size.width - 8)
    let lines = CellText.wrapped(question, to: width - 4).count
    let frame = DialogFrame(size: state.size, width: width, height: lines + 4)
    frame.draw(title, in: &grid, palette: palette)
    grid.putWrapped(question, in: frame.inside, style: palette.text)
    drawKeys(frame, in: &grid)
  }

  private func drawKeys(_ frame: DialogFrame, in grid: inout CellGrid) {
    KeyBindings.table(for: state).drawFooter(
      in: &grid,
      row: frame.area.row + frame.area.height - 2,
      column: frame.inside.column,
      maxWidth: frame.inside.width,
      keyStyle: palette.key,
      hintStyle: palette.caption,
      disabledStyle: palette.quiet
    )
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
