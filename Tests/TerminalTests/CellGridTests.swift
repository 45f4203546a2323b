import Terminal
import Testing

struct CellGridTests {
  @Test func `text is clipped with an ellipsis`() {
    var grid = CellGrid(width: 10, height: 2)
    #expect(grid.put("convolution layer", row: 0, column: 2) == 10)
    #expect(grid.put("abc", row: 1, column: 0, maxWidth: 8, alignment: .trailing) == 8)
    #expect(grid.plainText == "  convolu…\n     abc")
  }

  @Test func `nothing is drawn outside the grid`() {
    var grid = CellGrid(width: 4, height: 2)
    grid.put("abc", row: -1, column: 0)
    grid.put("abcdef", row: 0, column: -2)
    grid.put("x", row: 1, column: 9)
    grid.fill(CellRect(row: 1, column: 3, width: 90, height: 90), with: Cell("#"))
    grid.blit(CellGrid(width: 9, height: 9, filledWith: Cell("o")), row: -8, column: -8)
    #expect(grid.plainText == "odef\n   #")
  }

  @Test func `a name from a file cannot reach the terminal or move the layout`() {
    var grid = CellGrid(width: 30, height: 3)
    grid.put("tree\u{1B}]52;c;aGk=\u{7}", row: 0, column: 0)
    grid.put("木\u{202E}🌳|", row: 1, column: 0)
    grid.put("e\u{301}" + "z" + String(repeating: "\u{334}", count: 50) + "|", row: 2, column: 0)
    let lines = grid.plainText.split(separator: "\n").map(String.init)
    #expect(lines[0] == "tree\\u{1B}]52;c;aGk=\\u{7}")
    #expect(lines[1] == "□\\u{202E}□|")
    #expect(grid[2, 0].character == "é")
    #expect(grid[2, 1].character.unicodeScalars.count == 3)
    #expect(grid[2, 2].character == "|")
  }

  @Test func `text wraps at spaces and breaks long words`() {
    var grid = CellGrid(width: 7, height: 2)
    grid.putWrapped("one two three four five", in: grid.bounds)
    #expect(grid.plainText == "one two\nthree …")
    #expect(CellText.wrapped("one two three", to: 7) == ["one two", "three"])
    #expect(CellText.wrapped("abcdefghij kl", to: 4) == ["abcd", "efgh", "ij", "kl"])
    #expect(CellText.wrapped("", to: 4) == [""])
    #expect(CellText.wrapped("a b", to: 0) == [])
  }

  @Test func `a box has a title and clips it`() {
    var grid = CellGrid(width: 12, height: 3)
    grid.box(grid.bounds, title: "Layers of it", style: .plain)
    #expect(grid.plainText == "╭─ Layer… ─╮\n│          │\n╰──────────╯")
  }

  @Test func `a meter fills in eighths of a cell`() {
    var grid = CellGrid(width: 4, height: 3)
    for (row, fraction) in [0.5, 0.28125, Double.nan].enumerated() {
      grid.meter(fraction, row: row, column: 0, width: 4, style: .plain) { _ in .terminalDefault }
    }
    #expect(grid.plainText == "██\n█▏\n")
  }

  @Test func `two pixels become one cell and equal halves a blank`() {
    let (red, blue) = (RGBColor(red: 255, green: 0, blue: 0), RGBColor(red: 0, green: 0, blue: 5))
    var grid = CellGrid(width: 2, height: 2)
    grid.drawPixels([red, blue, blue, blue, red, red], width: 2, height: 3, row: 0, column: 0)
    #expect(grid.plainText == "▀\n▀▀")
    #expect(
      grid.colorPlane == """
        #ff0000/#000005 x1, default/#000005 x1
        #ff0000/default x2
        """
    )
    grid.drawPixels(
      [red, blue, blue, blue],
      width: 2,
      height: 2,
      row: 0,
      column: 0,
      glyphs: .lowerHalf
    )
    #expect(grid[0, 0] == Cell("▄", Style(.rgb(blue), on: .rgb(red), .picture)))
  }

  @Test func `without colour pixels become shades in the picture's own range of light`() {
    var grid = CellGrid(width: 5, height: 1)
    for light in [0x000000 as UInt32, 0x404040] {
      // A dark picture uses all shades too.
      let steps = (0...4).map { RGBColor(hex: light + 0x101010 * $0) }
      grid.drawPixels(steps + steps, width: 5, height: 2, row: 0, column: 0, glyphs: .shades)
      #expect(grid.plainText == " ░▒▓█")
    }
  }

  @Test func `without colour an edge is a half block, and an even picture has none`() {
    var grid = CellGrid(width: 3, height: 1)
    let (dark, light) = (RGBColor(hex: 0x000000), RGBColor(hex: 0xFFFFFF))
    let pixels = [light, dark, dark, dark, light, dark]
    grid.drawPixels(pixels, width: 3, height: 2, row: 0, column: 0, glyphs: .shades)
    #expect(grid.plainText == "▀▄")
  }

  @Test func `a subgrid put back changes nothing`() {
    var grid = CellGrid(width: 9, height: 5)
    grid.box(grid.bounds, style: Style(.rgb(RGBColor(red: 1, green: 2, blue: 3))))
    let part = grid.subgrid(CellRect(row: 1, column: 2, width: 5, height: 3))
    var copy = grid
    copy.blit(part, row: 1, column: 2)
    #expect(copy == grid)
    #expect(part.size == GridSize(width: 5, height: 3))
  }

  @Test func `a scroll bar shows where the list stands`() {
    var grid = CellGrid(width: 1, height: 4)
    grid.scrollBar(
      row: 0,
      column: 0,
      height: 4,
      first: 10,
      visible: 10,
      count: 20,
      style: .plain,
      thumbStyle: .plain
    )
    #expect(grid.plainText == "│\n│\n┃\n┃")
  }
}
