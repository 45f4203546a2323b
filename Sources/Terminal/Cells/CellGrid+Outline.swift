extension CellGrid {
  /// Draws a line around parts of a picture of half blocks, a quarter of a cell thin and outside of
  /// what it marks, so that nothing of that is covered.
  ///
  /// - Parameters:
  ///   - isMarked: Four quarters a cell, row by row: `2 * columns` times twice the rows of cells.
  ///   - columns: The picture's columns.
  ///   - ink: The line's colour.
  ///   - row: The row of the upper left cell.
  ///   - column: Its column.
  public mutating func outline(
    _ isMarked: [Bool],
    columns: Int,
    ink: RGBColor,
    row: Int,
    column: Int
  ) {
    let outline = Outline(isMarked, width: 2 * columns)
    for line in 0..<outline.height / 2 {
      for place in 0..<columns {
        let quarters = outline.quarters(line: line, place: place)
        guard quarters != 0, let halves = Halves(self[row + line, column + place]) else { continue }
        let free = (0..<4).filter { quarters >> $0 & 1 == 0 }
        // A cell that is all line has no colour left to show.
        let behind = free.isEmpty ? [0, 2] : free
        let paper = RGBColor(mean: behind.map { $0 < 2 ? halves.upper : halves.lower })
        var cell = Cell(
          FittedGlyphs.quadrants.character(ofBits: quarters),
          Style(.rgb(ink), on: .rgb(paper))
        )
        cell.style.attributes = self[row + line, column + place].style.attributes
        self[row + line, column + place] = cell
      }
    }
  }
}

/// The quarters of cells that lie beside a region and not in it.
private struct Outline {
  private let isMarked: [Bool]
  private let width: Int
  let height: Int

  init(_ isMarked: [Bool], width: Int) {
    (self.isMarked, self.width) = (isMarked, max(1, width))
    height = isMarked.count / max(1, width)
  }

  /// Those of a cell, the upper left one the lowest bit.
  func quarters(line: Int, place: Int) -> Int {
    (0..<4).reduce(0) { bits, part in
      let (row, column) = (2 * line + part / 2, 2 * place + part % 2)
      return isBeside(row, column) ? bits | 1 << part : bits
    }
  }

  private func isBeside(_ row: Int, _ column: Int) -> Bool {
    guard !isMarked[row * width + column] else { return false }
    return [(-1, 0), (1, 0), (0, -1), (0, 1)].contains { down, right in
      let (near, beside) = (row + down, column + right)
      return (0..<height).contains(near) && (0..<width).contains(beside)
        && isMarked[near * width + beside]
    }
  }
}

extension RGBColor {
  /// The mean of some colours, given as 0xRRGGBB.
  fileprivate init(mean colors: [UInt32]) {
    func channel(_ shift: UInt32) -> UInt8 {
      let sum = colors.reduce(0) { $0 + ($1 >> shift & 255) }
      return UInt8((sum + UInt32(colors.count) / 2) / UInt32(max(1, colors.count)))
    }
    self.init(red: channel(16), green: channel(8), blue: channel(0))
  }
}
