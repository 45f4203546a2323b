import Dissection
import Faults
import Interventions
import Laboratory
import Tensors
import Terminal

/// Which views are on the screen, where each stands, and the part of the state that it draws.
///
/// This is the one place where views and the state meet.
struct ScreenComposition {
  let state: ExplorerState
  let canvas: Canvas
  let layout: ScreenLayout

  init(state: ExplorerState, canvas: Canvas) {
    (self.state, self.canvas, layout) = (state, canvas, state.layout)
  }

  var palette: Palette { canvas.palette }

  /// Everything on the screen, what lies over other things last.
  var parts: [PlacedView] {
    guard layout.isLargeEnough else {
      return [PlacedView(TooSmallMessage(palette: palette), in: layout.whole)]
    }
    // Long news lie over the parts.
    return [PlacedView(titleBar, in: layout.title)] + body + guideLine
      + [PlacedView(statusLine, in: layout.status), PlacedView(footer, in: layout.footer)]
      + dialog
  }

  private var body: [PlacedView] {
    if state.models.generator == nil {
      let message = LoadingMessage(fault: state.models.loadingFault, palette: palette)
      return [PlacedView(message, in: layout.body.inset(by: 2))]
    }
    if state.desk != nil { return desk }
    return scene + (layout.layers.width > 0 ? lists + panel + topScenes : legend)
      + [
        PlacedView(
          Dividers(layout: layout, lists: [state.layerRows, state.unitRows], palette: palette),
          in: layout.body
        )
      ]
  }

  // MARK: Bars

  private var titleBar: TitleBar {
    var names = [state.models.generator?.name, state.models.segmenterName].compactMap { $0 }
    if names.count == 2, names[0] == names[1] { names.removeLast() }
    if state.models.segmenterStatus == .absent { names.append("no segmenter") }
    names += state.models.generator?.manner ?? []
    names += state.models.settings.deviations(state.options.offer)
    if state.previewChoice == .bfloat16 { names.append("screen in bfloat16") }
    if let theirs = state.models.theirs { names.append("theirs: \(displayable(theirs.name))") }
    if state.options.seed != 1 { names.append("seed \(state.options.seed)") }
    return TitleBar(names: names, edit: state.editing.history.edit, palette: palette)
  }

  private var guideLine: [PlacedView] {
    guard let guide = state.talk.guide, state.models.generator != nil else { return [] }
    let line = GuideLine(
      progress: guide.progress,
      instructions: guide.instructions(state),
      palette: palette
    )
    return [PlacedView(line, in: layout.guide)]
  }

  private var statusLine: StatusLine {
    let layer = state.layer.map { layer in
      LayerSummary(
        layer: layer,
        segmenterStatus: state.models.segmenterStatus,
        job: state.dissectionJob(of: layer.name),
        dissection: state.dissection,
        offer: state.dissectionOffer
      )
    }
    return StatusLine(
      news: news,
      summary: layer?.texts ?? [],
      jobs: state.jobs,
      isGuided: layout.hasGuide,
      palette: palette
    )
  }

  private var news: StatusLine.News? {
    let talk = state.talk
    // Somebody may not know yet what to do here.
    let isFresh = talk.guide == nil && state.editing.history.edit.isEmpty
    let what =
      state.marks.isEmpty
      ? "switch this unit off and watch the scene" : "switch the marked units off and watch"
    let hint =
      "Press \(state.key(.edit(.ablate))) to \(what); "
      + "\(state.key(.open(.help))) explains everything."
    guard let notice = talk.notice else {
      if let cells = cellsInForce { return StatusLine.News(text: cells, kind: nil) }
      let isWelcome =
        talk.isNew && state.models.generator != nil && talk.dialogs.isEmpty && isFresh
      return isWelcome ? StatusLine.News(text: hint, kind: nil) : nil
    }
    let isSaid = talk.isNew && notice.kind == .success && isFresh
    let rest = state.jobs.isDissecting ? notice.whileDissecting : ""
    return StatusLine.News(
      text: notice.text + rest + (isSaid ? ". \(hint)" : ""),
      kind: notice.kind
    )
  }

  /// What is said as long as edits act in chosen cells only.
  private var cellsInForce: String? {
    guard let layer = state.layer, let cells = state.editing.chosenCells[layer.name]?.count,
      cells > 0
    else { return nil }
    let act = "edits of \(layer.name) act in \(counted(cells, "chosen cell")) only"
    let clear = state.key(state.editing.cellCursor == nil ? .cancel : .cells(.clear))
    return "\(act); \(clear): everywhere"
  }

  private var footer: KeyHints {
    KeyHints(
      keys: KeyBindings.footer(for: state),
      disabledStyle: palette.rule,
      margin: 1,
      palette: palette
    )
  }
}

/// The lines between the parts, and on them where the lists of layers and units are.
struct Dividers: View {
  let layout: ScreenLayout
  let lists: [ListRows]
  let palette: Palette

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    if layout.layers.width > 0 {
      drawBesideLists(in: &grid)
    } else if layout.panel.width > 0 {
      drawRule(beside: layout.panel, in: &grid)
    }
  }

  private func drawRule(beside part: CellRect, in grid: inout CellGrid) {
    grid.verticalRule(
      row: part.row,
      column: part.column - 1,
      height: part.height,
      style: palette.rule
    )
    grid[part.row, part.column - 1] = Cell("┬", palette.rule)
  }

  private func drawBesideLists(in grid: inout CellGrid) {
    let body = layout.body
    let left = layout.layers.width
    grid.verticalRule(row: body.row, column: left, height: body.height, style: palette.rule)
    grid[body.row, left] = Cell("┬", palette.rule)
    grid[layout.units.row, left] = Cell("┤", palette.rule)
    for list in lists { drawThumb(of: list, in: &grid) }
    guard layout.strip.height > 0 else { return }
    grid[layout.strip.row, left] = Cell(
      layout.strip.row == layout.units.row ? "┼" : "├",
      palette.rule
    )
    if layout.panel.row == layout.strip.row {
      drawRule(
        beside: CellRect(
          row: layout.panel.row,
          column: layout.strip.column,
          width: layout.strip.width,
          height: layout.panel.height
        ),
        in: &grid
      )
    } else {
      drawRule(beside: layout.panel, in: &grid)
      grid[layout.strip.row, layout.panel.column - 1] = Cell("┴", palette.rule)
    }
  }

  private func drawThumb(of list: ListRows, in grid: inout CellGrid) {
    guard list.count > list.page else { return }
    let length = max(1, list.page * list.page / list.count)
    let top = list.top + (list.page - length) * list.first / (list.count - list.page)
    for line in top..<top + length {
      grid[line, layout.units.width] = Cell("┃", palette.quiet)
    }
  }
}
