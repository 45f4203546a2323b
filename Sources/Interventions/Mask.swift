/// Where an intervention acts, on a grid of its own that is pooled to the layer's size.
///
/// Only the smallest box around the set cells is kept, so that a fine grid costs no more than what
/// is painted on it.
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
  /// The rows of the box around the set cells; none without any.
  public let rows: Range<Int>
  /// The columns of the box around the set cells; none without any.
  public let columns: Range<Int>
  /// Which cells of the box are set, row by row.
  private let bits: [Bool]

  /// Makes a mask from the bits of a box inside it.
  ///
  /// - Parameters:
  ///   - height: Rows.
  ///   - width: Columns.
  ///   - top: The box's first row.
  ///   - left: The box's first column.
  ///   - boxWidth: The box's columns.
  ///   - bits: Which of its cells are set, row by row; whole rows.
  init(height: Int, width: Int, top: Int, left: Int, boxWidth: Int, bits: [Bool]) {
    (self.height, self.width) = (height, width)
    var (first, last) = (Int.max, -1)
    var (leftmost, rightmost) = (Int.max, -1)
    for (index, bit) in bits.enumerated() where bit {
      let (row, column) = (index / boxWidth, index % boxWidth)
      (first, last) = (min(first, row), row)
      (leftmost, rightmost) = (min(leftmost, column), max(rightmost, column))
    }
    guard last >= 0 else {
      (rows, columns, self.bits) = (0..<0, 0..<0, [])
      return
    }
    rows = top + first..<top + last + 1
    columns = left + leftmost..<left + rightmost + 1
    let isTight = last - first + 1 == bits.count / boxWidth && columns.count == boxWidth
    self.bits =
      isTight
      ? bits
      : (first...last).flatMap { row in
        bits[row * boxWidth + leftmost...row * boxWidth + rightmost]
      }
  }

  /// Makes a mask with some cells set; cells outside the grid are ignored.
  public init(height: Int, width: Int, set places: some Sequence<GridCell>) {
    let places = places.filter { $0.isInside(height: height, width: width) }
    let left = places.map(\.column).min() ?? 0
    let right = places.map(\.column).max() ?? 0
    let top = places.map(\.row).min() ?? 0
    let bottom = places.map(\.row).max() ?? 0
    let boxWidth = right - left + 1
    var bits = [Bool](repeating: false, count: (bottom - top + 1) * boxWidth)
    for place in places { bits[(place.row - top) * boxWidth + place.column - left] = true }
    self.init(height: height, width: width, top: top, left: left, boxWidth: boxWidth, bits: bits)
  }

  /// Whether a cell is set.
  public func contains(_ cell: GridCell) -> Bool {
    rows.contains(cell.row) && columns.contains(cell.column) && bit(cell.row, cell.column)
  }

  private func bit(_ row: Int, _ column: Int) -> Bool {
    bits[(row - rows.lowerBound) * columns.count + column - columns.lowerBound]
  }

  /// The places that are set, row by row.
  public var places: [GridCell] {
    bits.indices.filter { bits[$0] }.map { index in
      GridCell(
        row: rows.lowerBound + index / columns.count,
        column: columns.lowerBound + index % columns.count
      )
    }
  }

  /// The box in the published form, [top, left, bottom, right]; one cell where none is set.
  public var bitbounds: [Int] {
    bits.isEmpty
      ? [0, 0, 1, 1]
      : [rows.lowerBound, columns.lowerBound, rows.upperBound, columns.upperBound]
  }

  /// The bits of the box in the published form.
  public var bitstring: String {
    bits.isEmpty ? "0" : String(decoding: bits.map { $0 ? 0x31 : 0x30 }, as: UTF8.self)
  }

  /// The share of each cell of a layer's grid that the mask covers, row by row, 0...1.
  ///
  /// The cells are pooled as PyTorch's adaptive pooling does: bin i of n covers
  /// floor(i size / n) ..< ceil((i + 1) size / n).
  public func pooled(toHeight rows: Int, width columns: Int, by pooling: Pooling) -> [Float] {
    var shares = [Float](repeating: 0, count: rows * columns)
    for row in 0..<rows {
      let bin = bin(row, of: rows, size: height)
      guard bin.overlaps(self.rows) else { continue }
      for column in 0..<columns {
        let place = row * columns + column
        shares[place] = share(bin, self.bin(column, of: columns, size: width), by: pooling)
      }
    }
    return shares
  }

  private func bin(_ index: Int, of count: Int, size: Int) -> Range<Int> {
    index * size / count..<((index + 1) * size + count - 1) / count
  }

  private func share(_ rows: Range<Int>, _ columns: Range<Int>, by pooling: Pooling) -> Float {
    let inside = columns.clamped(to: self.columns)
    guard !inside.isEmpty else { return 0 }
    let set = rows.clamped(to: self.rows).reduce(0) { sum, row in
      sum + inside.count { bit(row, $0) }
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
