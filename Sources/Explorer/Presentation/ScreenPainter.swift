import Faults
import Laboratory
import Terminal

/// Draws the whole screen; pictures that did not change come from its cache.
final class ScreenPainter {
  private let colorMode: ColorMode
  private(set) var pictures: PictureCache
  /// What the pictures in the cache were coloured by.
  private var coloring: Coloring?

  private struct Coloring: Equatable {
    let theme: Theme
    let pictures: PictureColors
  }

  init(colorMode: ColorMode) {
    self.colorMode = colorMode
    pictures = PictureCache(colorMode: colorMode)
  }

  func paint(_ state: ExplorerState) -> CellGrid {
    let wanted = Coloring(theme: state.theme, pictures: state.pictureColors)
    if coloring != wanted {
      pictures = PictureCache(colorMode: colorMode, colors: state.pictureColors)
    }
    coloring = wanted
    let palette = Palette(theme: state.theme, colorMode: colorMode)
    var grid = CellGrid(
      width: state.size.width,
      height: state.size.height,
      filledWith: Cell(" ", palette.text)
    )
    guard state.layout.isLargeEnough else {
      TooSmallMessage(size: state.size, palette: palette).draw(in: &grid)
      return grid
    }
    let canvas = Canvas(palette: palette, pictures: pictures)
    TitleBar(state: state, palette: palette).draw(in: &grid)
    if state.models.generator == nil {
      LoadingMessage(state: state, palette: palette).draw(in: &grid)
    } else {
      drawParts(of: state, canvas, in: &grid)
    }
    GuideLine(state: state, palette: palette).draw(in: &grid)
    // Long news lie over the parts.
    StatusBar(state: state, palette: palette).draw(in: &grid)
    for dialog in state.talk.dialogs.suffix(1) {
      DialogView(dialog: dialog, state: state, canvas: canvas).draw(in: &grid)
    }
    return grid
  }

  private func drawParts(of state: ExplorerState, _ canvas: Canvas, in grid: inout CellGrid) {
    if state.desk != nil { return DirectionsView(state: state, canvas: canvas).draw(in: &grid) }
    let layout = state.layout
    SceneView(state: state, canvas: canvas).draw(in: &grid)
    if layout.layers.width > 0 {
      LayerListView(state: state, palette: canvas.palette).draw(in: &grid)
      UnitListView(state: state, palette: canvas.palette).draw(in: &grid)
      if layout.panel.width > 0 {
        SidePanel(state: state, palette: canvas.palette).draw(in: &grid)
      }
      if layout.strip.height > 0 { TopScenesView(state: state, canvas: canvas).draw(in: &grid) }
      drawDividers(of: state, canvas.palette, in: &grid)
    } else if layout.panel.width > 0 {
      SegmentationLegend(state: state, palette: canvas.palette).draw(in: &grid)
      grid.verticalRule(
        row: layout.panel.row,
        column: layout.panel.column - 1,
        height: layout.panel.height,
        style: canvas.palette.rule
      )
      grid[layout.panel.row, layout.panel.column - 1] = Cell("┬", canvas.palette.rule)
    }
  }

  private func drawDividers(
    of state: ExplorerState,
    _ palette: Palette,
    in grid: inout CellGrid
  ) {
    let layout = state.layout
    let body = layout.body
    let left = layout.layers.width
    grid.verticalRule(row: body.row, column: left, height: body.height, style: palette.rule)
    grid[body.row, left] = Cell("┬", palette.rule)
    grid[layout.units.row, left] = Cell("┤", palette.rule)
    drawThumbs(of: state, palette, in: &grid)
    guard layout.strip.height > 0 else { return }
    grid[layout.strip.row, left] = Cell(
      layout.strip.row == layout.units.row ? "┼" : "├",
      palette.rule
    )
    if layout.panel.row == layout.strip.row {
      let middle = layout.strip.column - 1
      grid.verticalRule(
        row: layout.panel.row,
        column: middle,
        height: layout.panel.height,
        style: palette.rule
      )
      grid[layout.panel.row, middle] = Cell("┬", palette.rule)
      return
    }
    let right = layout.panel.column - 1
    grid.verticalRule(
      row: body.row,
      column: right,
      height: layout.panel.height,
      style: palette.rule
    )
    grid[body.row, right] = Cell("┬", palette.rule)
    grid[layout.strip.row, right] = Cell("┴", palette.rule)
  }
}

/// Where the lists of layers and units are, on the divider beside them.
extension ScreenPainter {
  private func drawThumbs(of state: ExplorerState, _ palette: Palette, in grid: inout CellGrid) {
    let layout = state.layout
    func draw(from row: Int, page: Int, first: Int, count: Int) {
      guard count > page else { return }
      let length = max(1, page * page / count)
      let top = (page - length) * first / (count - page)
      for line in row + top..<row + top + length {
        grid[line, layout.units.width] = Cell("┃", palette.quiet)
      }
    }
    draw(
      from: layout.layers.row + 1,
      page: layout.layerPage,
      first: state.layerOffset,
      count: state.models.layers.count
    )
    draw(
      from: layout.units.row + 2,
      page: layout.unitPage,
      first: state.rowOffset,
      count: state.table.rows.count
    )
  }
}

/// What views that show pictures need.
struct Canvas {
  let palette: Palette
  let pictures: PictureCache

  var glyphs: PixelGlyphs { PixelGlyphs(for: palette.colorMode) }
}

/// What is shown while nothing can be explored yet.
struct LoadingMessage {
  let state: ExplorerState
  let palette: Palette

  func draw(in grid: inout CellGrid) {
    let area = state.layout.body.inset(by: 2)
    if let fault = state.models.loadingFault {
      let used = grid.putWrapped(
        fault.description,
        in: area,
        style: palette.style(.failure)
      )
      grid.put(
        "q leaves",
        row: area.row + used + 1,
        column: area.column,
        style: palette.quiet
      )
    } else {
      grid.put(
        "loading the generator …",
        row: area.row + area.height / 2,
        column: area.column,
        style: palette.quiet,
        maxWidth: area.width,
        alignment: .center
      )
    }
  }
}

/// What is shown where the terminal has too little room.
struct TooSmallMessage {
  let size: GridSize
  let palette: Palette

  func draw(in grid: inout CellGrid) {
    let least = ScreenLayout.leastSize
    let lines = [
      "The terminal has \(size.width) columns and \(size.height) rows.",
      "ganscope needs \(least.width) and \(least.height).", "q quits",
    ].flatMap { CellText.wrapped($0, to: size.width) }
    let top = max(0, (size.height - lines.count) / 2)
    for (offset, line) in lines.enumerated() {
      grid.put(
        line,
        row: top + offset,
        column: 0,
        style: palette.text,
        maxWidth: size.width,
        alignment: .center
      )
    }
  }
}
