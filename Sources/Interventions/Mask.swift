/// Where an intervention acts, on a grid of its own that is pooled to the layer's size.
public struct Mask: Hashable, Sendable {
  /// How a mask finer than the layer is reduced.
  public enum Pooling: String, Hashable, Sendable {
    /// A layer's cell counts if any of its mask cells is set.
    case max
    /// A layer's cell counts by the share of its mask cells that are set.
    case mean
  }

  /// Rows.
  public let height: Int
  /// Columns.
  public let width: Int
  /// Which cells are set, row by row.
  public private(set) var cells: [Bool]

  /// Makes a mask; the count of cells must be height times width.
  public init(height: Int, width: Int, cells: [Bool]) {
    precondition(cells.count == height * width, "a mask of the wrong size")
    self.height = height
    self.width = width
    self.cells = cells
  }

  /// Makes a mask with some cells set; cells outside the grid are ignored.
  public init(height: Int, width: Int, set places: some Sequence<GridCell>) {
    self.init(height: height, width: width, cells: Array(repeating: false, count: height * width))
    for place in places where place.isInside(height: height, width: width) {
      cells[place.row * width + place.column] = true
    }
  }

  /// The places that are set, row by row.
  public var places: [GridCell] {
    cells.indices.filter { cells[$0] }.map { GridCell(row: $0 / width, column: $0 % width) }
  }

  /// The share of each cell of a layer's grid that the mask covers, row by row, 0...1.
  ///
  /// The cells are pooled as PyTorch's adaptive pooling does: bin i of n covers
  /// floor(i size / n) ..< ceil((i + 1) size / n).
  public func pooled(toHeight rows: Int, width columns: Int, by pooling: Pooling) -> [Float] {
    (0..<rows).flatMap { row in
      (0..<columns).map { column in
        share(bin(row, of: rows, size: height), bin(column, of: columns, size: width), pooling)
      }
    }
  }

  private func bin(_ index: Int, of count: Int, size: Int) -> Range<Int> {
    index * size / count..<((index + 1) * size + count - 1) / count
  }

  private func share(_ rows: Range<Int>, _ columns: Range<Int>, _ pooling: Pooling) -> Float {
    let set = rows.reduce(0) { sum, row in
      sum + columns.count { cells[row * width + $0] }
    }
    return pooling == .max ? (set > 0 ? 1 : 0) : Float(set) / Float(rows.count * columns.count)
  }
}

/// One cell of a layer's grid.
public struct GridCell: Hashable, Sendable {
  /// The row, from the top, from 0.
  public let row: Int
  /// The column, from the left, from 0.
  public let column: Int

  /// Names a cell.
  public init(row: Int, column: Int) {
    self.row = row
    self.column = column
  }

  func isInside(height: Int, width: Int) -> Bool {
    (0..<height).contains(row) && (0..<width).contains(column)
  }
}
