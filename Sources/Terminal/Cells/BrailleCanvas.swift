/// Dots of two by four a cell, for lines and points that are finer than characters.
public struct BrailleCanvas: Sendable {
  /// Columns and rows of cells.
  public let width: Int, height: Int
  private var dots: [UInt8]
  private var inks: [Ink?]

  /// Makes an empty canvas of so many cells.
  public init(width: Int, height: Int) {
    self.width = max(0, width)
    self.height = max(0, height)
    dots = [UInt8](repeating: 0, count: self.width * self.height)
    inks = [Ink?](repeating: nil, count: self.width * self.height)
  }

  /// The columns of dots.
  public var dotWidth: Int { width * 2 }
  /// The rows of dots.
  public var dotHeight: Int { height * 4 }

  private static let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

  /// Sets a dot, counted from the upper left; outside nothing happens.
  public mutating func dot(_ column: Int, _ row: Int, in ink: Ink) {
    guard (0..<dotWidth).contains(column), (0..<dotHeight).contains(row) else { return }
    let cell = row / 4 * width + column / 2
    dots[cell] |= Self.bits[row % 4][column % 2]
    inks[cell] = ink
  }

  /// Draws a straight line between two dots.
  public mutating func line(
    from start: (column: Int, row: Int),
    to end: (column: Int, row: Int),
    _ ink: Ink
  ) {
    let steps = max(abs(end.column - start.column), abs(end.row - start.row), 1)
    for step in 0...steps {
      let share = Double(step) / Double(steps)
      dot(
        start.column + Int((Double(end.column - start.column) * share).rounded()),
        start.row + Int((Double(end.row - start.row) * share).rounded()),
        in: ink
      )
    }
  }

  /// Puts the cells that have dots into a grid.
  public func draw(in grid: inout CellGrid, row: Int, column: Int, on background: Ink) {
    for index in dots.indices where dots[index] != 0 {
      guard let scalar = Unicode.Scalar(0x2800 + UInt32(dots[index])) else { continue }
      grid[row + index / width, column + index % width] = Cell(
        Character(scalar),
        Style(inks[index] ?? .terminalDefault, on: background)
      )
    }
  }
}
