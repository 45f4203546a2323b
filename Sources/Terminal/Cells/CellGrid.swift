/// One character position of the screen.
public struct Cell: Hashable, Sendable {
  /// A character of width one.
  public var character: Character
  /// Its colours and attributes.
  public var style: Style

  /// Makes a cell; without arguments it is a blank in the terminal's own colours.
  public init(_ character: Character = " ", _ style: Style = .plain) {
    self.character = character
    self.style = style
  }
}

/// An extent in cells.
public struct GridSize: Hashable, Sendable {
  /// Columns and rows.
  public var width: Int, height: Int

  /// Makes an extent of columns and rows.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }
}

/// A rectangle of cells.
public struct CellRect: Hashable, Sendable {
  /// The upper left cell and the extent.
  public var row: Int, column: Int, width: Int, height: Int

  /// Makes a rectangle; a negative extent counts as none.
  public init(row: Int, column: Int, width: Int, height: Int) {
    self.row = row
    self.column = column
    self.width = max(0, width)
    self.height = max(0, height)
  }

  /// The rectangle without a border of `margin` cells on every side.
  public func inset(by margin: Int = 1) -> CellRect {
    CellRect(
      row: row + margin,
      column: column + margin,
      width: width - 2 * margin,
      height: height - 2 * margin
    )
  }

  /// Whether a cell lies inside; for mouse clicks.
  public func contains(row: Int, column: Int) -> Bool {
    row >= self.row && row < self.row + height && column >= self.column
      && column < self.column + width
  }
}

/// A rectangle of cells that views draw into; everything outside it is clipped.
public struct CellGrid: Sendable, Hashable {
  /// Columns.
  public let width: Int
  /// Rows.
  public let height: Int
  /// The cells, row by row.
  public private(set) var cells: [Cell]
  /// Images that may be shown in the place of cells.
  public internal(set) var pictures: [GridPicture] = []

  /// Makes a grid of equal cells; a negative extent counts as none.
  public init(width: Int, height: Int, filledWith cell: Cell = Cell()) {
    self.width = max(0, width)
    self.height = max(0, height)
    cells = [Cell](repeating: cell, count: self.width * self.height)
  }

  /// The extent.
  public var size: GridSize { GridSize(width: width, height: height) }

  /// The whole grid as a rectangle.
  public var bounds: CellRect { CellRect(row: 0, column: 0, width: width, height: height) }

  /// The cell at a place; a blank outside, where setting does nothing.
  public subscript(row: Int, column: Int) -> Cell {
    get { contains(row, column) ? cells[row * width + column] : Cell() }
    set {
      guard contains(row, column) else { return }
      cells[row * width + column] = newValue
    }
  }

  /// Fills a rectangle, clipped to the grid.
  public mutating func fill(_ area: CellRect, with cell: Cell) {
    let columns = clamp(area.column, area.column + area.width, to: width)
    for row in clamp(area.row, area.row + area.height, to: height) {
      for column in columns { cells[row * width + column] = cell }
    }
  }

  /// Changes the style of a rectangle and keeps its characters.
  public mutating func restyle(_ area: CellRect, _ change: (Style) -> Style) {
    let columns = clamp(area.column, area.column + area.width, to: width)
    for row in clamp(area.row, area.row + area.height, to: height) {
      for column in columns {
        cells[row * width + column].style = change(cells[row * width + column].style)
      }
    }
  }

  /// Copies another grid with its upper left cell at (row, column), clipped.
  public mutating func blit(_ other: CellGrid, row: Int, column: Int) {
    let columns = clamp(column, column + other.width, to: width)
    for target in clamp(row, row + other.height, to: height) {
      for place in columns {
        cells[target * width + place] = other.cells[(target - row) * other.width + place - column]
      }
    }
  }

  /// A copy of a rectangle; blanks where it reaches beyond the grid.
  public func subgrid(_ area: CellRect) -> CellGrid {
    var part = CellGrid(width: area.width, height: area.height)
    part.blit(self, row: -area.row, column: -area.column)
    return part
  }

  private func contains(_ row: Int, _ column: Int) -> Bool {
    row >= 0 && row < height && column >= 0 && column < width
  }

  private func clamp(_ start: Int, _ end: Int, to limit: Int) -> Range<Int> {
    let lower = min(max(start, 0), limit)
    return lower..<max(lower, min(end, limit))
  }
}
