import Testing

@testable import Terminal

/// Characters of many parts against a plain search.
struct FittedGlyphTests {
  private struct Noise: RandomNumberGenerator {
    var state: UInt64 = 7
    mutating func next() -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state
    }
  }

  /// The pixels that a cell shows, one for each part.
  private func shown(_ cell: Cell, _ glyphs: FittedGlyphs) -> [RGBColor?] {
    let bits = glyphs.bits(of: cell.character) ?? -1
    return (0..<2 * glyphs.rows).map { part in
      (bits >> part & 1 == 1 ? cell.style.foreground : cell.style.background).color
    }
  }

  @Test(arguments: [2, 3])
  func `two colours are shown as they are, however they lie`(rows: Int) {
    let glyphs: FittedGlyphs = rows == 2 ? .quadrants : .sextants
    let colors = [RGBColor(red: 200, green: 10, blue: 30), RGBColor(red: 20, green: 60, blue: 90)]
    for bits in 0..<1 << (2 * rows) {
      let pixels = (0..<2 * rows).map { colors[bits >> $0 & 1] }
      #expect(shown(glyphs.cell(pixels), glyphs) == pixels, "\(String(bits, radix: 2))")
    }
  }

  @Test(arguments: [2, 3])
  func `no other way of two colours comes nearer`(rows: Int) {
    let glyphs: FittedGlyphs = rows == 2 ? .quadrants : .sextants
    var noise = Noise()
    let count = 2 * rows
    for _ in 0..<200 {
      let pixels = (0..<count).map { _ in
        RGBColor(
          red: .random(in: 0...255, using: &noise),
          green: .random(in: 0...255, using: &noise),
          blue: .random(in: 0...255, using: &noise)
        )
      }
      let drawn = shown(glyphs.cell(pixels), glyphs)
      let error = zip(drawn, pixels).reduce(0) { $0 + distance($1.0, $1.1) }
      let least = (0..<1 << count).map { bits in leastError(pixels, bits) }.min() ?? 0
      // Colours have whole numbers, which costs a little.
      #expect(Double(error) <= least + 2 * Double(count) + 1)
    }
  }

  private func distance(_ first: RGBColor?, _ second: RGBColor) -> Int {
    guard let first else { return .max / 64 }
    return channels(first, second).reduce(0) { $0 + $1 * $1 }
  }

  private func channels(_ first: RGBColor, _ second: RGBColor) -> [Int] {
    [
      Int(first.red) - Int(second.red), Int(first.green) - Int(second.green),
      Int(first.blue) - Int(second.blue),
    ]
  }

  private func leastError(_ pixels: [RGBColor], _ bits: Int) -> Double {
    [0, 1].reduce(0) { sum, side in
      let group = pixels.indices.filter { bits >> $0 & 1 == side }.map { pixels[$0] }
      guard !group.isEmpty else { return sum }
      return [\RGBColor.red, \.green, \.blue].reduce(sum) { sum, channel in
        let values = group.map { Double($0[keyPath: channel]) }
        let mean = values.reduce(0, +) / Double(values.count)
        return sum + values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      }
    }
  }

  @Test func `a picture of many parts fills its cells and no others`() {
    let pixels = (0..<8 * 6).map { RGBColor(red: UInt8($0 * 5), green: 100, blue: 50) }
    for (glyphs, rows) in [(PixelGlyphs.quadrants, 3), (.sextants, 2)] {
      var grid = CellGrid(width: 6, height: 5)
      grid.drawPixels(pixels, width: 8, height: 6, row: 1, column: 1, glyphs: glyphs)
      let drawn = grid.cells.filter { $0.style.attributes.contains(.picture) }
      #expect(drawn.count == 4 * rows)
      #expect(grid[0, 0] == Cell() && grid[1 + rows, 1] == Cell() && grid[1, 5] == Cell())
    }
  }

  @Test func `a line around a part covers nothing of it and keeps the colours beside it`() {
    var grid = CellGrid(width: 3, height: 3)
    let pixels = (0..<18).map { RGBColor(red: UInt8($0), green: 100, blue: 100) }
    grid.drawPixels(pixels, width: 3, height: 6, row: 0, column: 0)
    let plain = grid
    // The middle cell, two of its four quarters: the right ones.
    var isMarked = [Bool](repeating: false, count: 36)
    (isMarked[2 * 6 + 3], isMarked[3 * 6 + 3]) = (true, true)
    let ink = RGBColor(red: 255, green: 255, blue: 255)
    grid.outline(isMarked, columns: 3, ink: ink, row: 0, column: 0)
    #expect(grid[1, 1].character == "▌" && grid[1, 1].style.foreground == .rgb(ink))
    #expect(grid[1, 2].character == "▌" && grid[0, 1].character == "▗")
    #expect(grid[2, 1].character == "▝")
    // Behind the line is the mean of what is left: pixels 7 and 10.
    #expect(grid[1, 1].style.background == .rgb(RGBColor(red: 9, green: 100, blue: 100)))
    for (row, column) in [(0, 0), (0, 2), (1, 0), (2, 0), (2, 2)] {
      #expect(grid[row, column] == plain[row, column])
    }
  }
}
