/// One character position of a plot on a terminal.
public struct PlotCell: Hashable, Sendable {
  /// What a position belongs to; the screen's theme gives it a colour.
  public enum Role: Hashable, Sendable {
    /// Nothing.
    case blank
    /// Axes, ticks and titles.
    case axis
    /// A line by its place.
    case line(Int)
    /// How uncertain a line is at a point.
    case interval(Int)
    /// A place that has a name, and whether it is the one that matters.
    case mark(isChosen: Bool)
  }

  /// The character, of width one.
  public var character: Character
  /// What it belongs to.
  public var role: Role

  /// Makes a cell.
  public init(_ character: Character = " ", _ role: Role = .blank) {
    self.character = character
    self.role = role
  }
}

/// A rectangle of plot cells.
public struct PlotCells: Hashable, Sendable {
  /// Columns.
  public let width: Int
  /// The cells: [row][column].
  public private(set) var rows: [[PlotCell]]

  init(width: Int, height: Int) {
    self.width = max(0, width)
    rows = Array(
      repeating: Array(repeating: PlotCell(), count: max(0, width)),
      count: max(0, height)
    )
  }

  subscript(row: Int, column: Int) -> PlotCell {
    get { isInside(row, column) ? rows[row][column] : PlotCell() }
    set { if isInside(row, column) { rows[row][column] = newValue } }
  }

  private func isInside(_ row: Int, _ column: Int) -> Bool {
    rows.indices.contains(row) && (0..<width).contains(column)
  }

  mutating func write(_ text: String, row: Int, column: Int, role: PlotCell.Role = .axis) {
    for (offset, character) in text.enumerated() {
      self[row, column + offset] = PlotCell(character, role)
    }
  }

  /// The rows as plain text, without trailing blanks.
  public var lines: [String] {
    rows.map { row in
      let last = row.lastIndex { $0.character != " " } ?? -1
      return String(row[..<(last + 1)].map(\.character))
    }
  }
}
