import Images
import Terminal

/// Something that is drawn into an area of the screen.
///
/// A view holds the part of the state that it draws and the colours to draw it in; which part that
/// is, and where it stands, `ScreenComposition` says.
protocol View {
  func draw(in area: CellRect, _ grid: inout CellGrid)
}

/// A view and its place on the screen.
struct PlacedView {
  let view: any View
  let area: CellRect

  init(_ view: any View, in area: CellRect) { (self.view, self.area) = (view, area) }
}

/// What views that show pictures need.
struct Canvas {
  let palette: Palette
  let pictures: PictureCache
  var abilities: ScreenAbilities { pictures.abilities }

  /// Draws a picture from the upper left cell of a frame on; over a slow line what is aside comes
  /// last.
  ///
  /// - Parameters:
  ///   - extent: The picture's columns and rows of half cells.
  ///   - frame: Its cells.
  ///   - isAside: Whether it is a side matter.
  ///   - grid: Where it is drawn.
  ///   - pixels: Makes it in some extent of pixels.
  func draw(
    _ extent: GridSize,
    at frame: CellRect,
    isAside: Bool = false,
    _ grid: inout CellGrid,
    pixels: (GridSize) -> [RGBColor]
  ) {
    let glyphs = abilities.glyphs
    let extent = glyphs.extent(width: extent.width, halfRows: extent.height)
    grid.drawPixels(
      pixels(extent),
      width: extent.width,
      height: extent.height,
      row: frame.row,
      column: frame.column,
      glyphs: glyphs,
      below: palette.background,
      isAside: isAside
    )
  }

  /// Draws what stands where a picture is still being made.
  func drawPlaceholder(in frame: CellRect, _ grid: inout CellGrid) {
    grid.put(
      "·",
      row: frame.row + frame.height / 2,
      column: frame.column,
      style: palette.rule,
      maxWidth: frame.width,
      alignment: .center
    )
  }
}

/// Why there is nothing to see yet, and what brings it.
struct Explanation: View {
  let text: String
  var margin = 2
  let palette: Palette

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    grid.putWrapped(text, in: area.inset(by: margin), style: palette.quiet)
  }
}

/// A view with a free column on either side.
struct Indented: View {
  let view: any View

  init(_ view: any View) { self.view = view }

  func draw(in area: CellRect, _ grid: inout CellGrid) { view.draw(in: area.indented, &grid) }
}

/// A view of nothing, where nothing is known to be shown.
struct Blank: View {
  func draw(in area: CellRect, _ grid: inout CellGrid) {}
}

/// The heading of a part of the screen: a rule that carries its title and, on the right, a remark.
struct Heading: View {
  let title: String
  var remark = ""
  var isFocused = false
  let palette: Palette

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    grid.heading(title, remark: remark, in: area, palette: palette, isFocused: isFocused)
  }
}

/// A line between two parts.
struct VerticalRule: View {
  let palette: Palette

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    grid.verticalRule(row: area.row, column: area.column, height: area.height, style: palette.rule)
  }
}

extension CellRect {
  /// What is left below some rows.
  func dropping(rows: Int) -> CellRect {
    CellRect(row: row + rows, column: column, width: width, height: height - rows)
  }

  /// The same rows without a column on either side.
  var indented: CellRect {
    CellRect(row: row, column: column + 1, width: width - 2, height: height)
  }

  /// One row of it.
  func line(_ index: Int) -> CellRect {
    CellRect(row: row + index, column: column, width: width, height: 1)
  }
}

extension CellGrid {
  /// Shows that the cursor is on a line.
  mutating func select(_ line: CellRect, margin: Int = 0, _ palette: Palette) {
    restyle(
      CellRect(
        row: line.row,
        column: line.column - margin,
        width: line.width + 2 * margin,
        height: line.height
      ),
      palette.selected
    )
  }
}
