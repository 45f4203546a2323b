import Testing

@testable import Terminal

/// Pictures and text where the terminal has 256 colours or 16.
struct FewColorsTests {
  private static let darkGreen = RGBColor(red: 36, green: 78, blue: 44)

  private func number(_ hex: UInt32, on background: UInt32) -> Int32 {
    var palette = CursesColors(.palette16)
    let style = Style(.rgb(RGBColor(hex: hex)), on: .rgb(RGBColor(hex: background)))
    return palette.colors(of: Cell("x", style)).foreground
  }

  @Test(arguments: [ColorMode.palette256, .palette16])
  func `a dark green stays green`(mode: ColorMode) {
    let area = mode.fitted([RGBColor](repeating: Self.darkGreen, count: 64), width: 8, by: .mixed)
    let (red, green, blue) = area.reduce((0, 0, 0)) { sum, color in
      (sum.0 + Int(color.red), sum.1 + Int(color.green), sum.2 + Int(color.blue))
    }
    #expect(green > red * 3 / 2 && green > blue * 3 / 2, "\(red) \(green) \(blue)")
  }

  @Test(arguments: [(85, 45, 40), (100, 52, 45), (120, 60, 50)])
  func `a dark red stays red, in pictures and in text`(red: UInt8, green: UInt8, blue: UInt8) {
    let color = RGBColor(red: red, green: green, blue: blue)
    let area = ColorMode.palette256.fitted([color], width: 1, by: .nearest)[0]
    #expect(area.red > area.green && area.red > area.blue, "\(area)")
    let cell = Cell("x", Style(.rgb(color), on: .rgb(RGBColor(red: 0, green: 0, blue: 0))))
    var grid = CellGrid(width: 1, height: 1)
    grid[0, 0] = cell
    let ink = grid.shown(in: .palette256)[0, 0].style.foreground.color
    #expect(ink == area)
  }

  @Test func `a grid is shown in the colours of its mode`() {
    var grid = CellGrid(width: 2, height: 1)
    let style = Style(
      .rgb(RGBColor(red: 12, green: 200, blue: 99)),
      on: .rgb(RGBColor(red: 20, green: 20, blue: 30)),
      [.selection]
    )
    grid[0, 0] = Cell("a", style)
    grid[0, 1] = Cell("b", Style(.rgb(RGBColor(red: 200, green: 0, blue: 0)), [.bold]))
    #expect(grid.shown(in: .truecolor) == grid)
    let plain = grid.shown(in: .none)
    #expect(plain.cells.allSatisfy { $0.style.foreground == .terminalDefault })
    #expect(plain.cells.allSatisfy { $0.style.background == .terminalDefault })
    #expect(
      plain[0, 0].style.attributes.contains(.reverse) && plain[0, 1].style.attributes == .bold
    )
    #expect(plain.plainText == grid.plainText)
    let few = Set(grid.shown(in: .palette16).cells.compactMap(\.style.foreground.color))
    #expect(few.isSubset(of: CursesColors.entries(of: .palette16).map(\.color)))
  }

  @Test func `the pattern has two dimensions and no stripes`() {
    let area = ColorMode.palette16
      .fitted(
        [RGBColor](repeating: RGBColor(red: 90, green: 120, blue: 100), count: 64),
        width: 8,
        by: .mixed
      )
    let rows = (0..<8).map { row in Set((0..<8).map { area[row * 8 + $0] }).count }
    let columns = (0..<8).map { column in Set((0..<8).map { area[$0 * 8 + column] }).count }
    #expect(rows.contains { $0 > 1 } && columns.contains { $0 > 1 }, "\(rows) \(columns)")
  }

  @Test(arguments: [ColorMode.palette256, .palette16])
  func `a picture takes the way that is nearer to it once blurred`(mode: ColorMode) {
    // A gradient gains by mixing, an even area near a colour of the palette loses by it.
    let gradient = (0..<256).map { RGBColor(red: UInt8($0 % 16 * 4 + 90), green: 110, blue: 100) }
    let even = [RGBColor](repeating: RGBColor(red: 97, green: 134, blue: 172), count: 256)
    for picture in [gradient, even] {
      let error = { (way: PictureColors) in
        BlurredPicture.error(
          mode.fitted(picture, width: 16, by: way),
          from: mode.aim(of: picture),
          width: 16
        )
      }
      #expect(error(.automatic) == min(error(.nearest), error(.mixed)))
    }
    #expect(
      mode.fitted(even, width: 16, by: .nearest).allSatisfy {
        $0 == mode.fitted(even, width: 16, by: .nearest)[0]
      }
    )
  }

  @Test func `an even area is no chequerboard, and a muted scene has more colours than grey`() {
    let even = [RGBColor](repeating: RGBColor(red: 120, green: 135, blue: 160), count: 256)
    for mode in [ColorMode.palette256, .palette16] {
      #expect(Set(mode.fitted(even, width: 16)).count == 1)
    }
    let muted = [
      RGBColor(red: 128, green: 150, blue: 176), RGBColor(red: 96, green: 120, blue: 92),
      RGBColor(red: 150, green: 110, blue: 100),
      RGBColor(red: 60, green: 66, blue: 62),
    ]
    let scene = (0..<256).map { muted[$0 / 64] }
    let colors = Set(ColorMode.palette16.fitted(scene, width: 16, by: .nearest))
    let hues = colors.filter { !($0.red == $0.green && $0.green == $0.blue) }
    #expect(colors.count >= 3 && hues.count >= 2, "\(colors)")
  }

  @Test func `what the palette has is left as it is`() {
    let exact = [
      RGBColor(red: 0, green: 0, blue: 0), RGBColor(red: 255, green: 255, blue: 255),
      RGBColor(red: 95, green: 135, blue: 175),
    ]
    #expect(ColorMode.palette256.fitted(exact, width: 3) == exact)
    #expect(ColorMode.truecolor.fitted([Self.darkGreen], width: 1) == [Self.darkGreen])
  }

  @Test func `half blocks of two dark greys are no black stripes`() {
    var palette = CursesColors(.palette16)
    let greys = Style(
      .rgb(RGBColor(red: 120, green: 120, blue: 120)),
      on: .rgb(RGBColor(red: 130, green: 130, blue: 130))
    )
    let colors = palette.colors(of: Cell("▀", greys))
    #expect(colors.foreground == colors.background)
  }

  @Test func `categories keep their hue and text its contrast among 16 colours`() {
    let categories: [Theme.Role] = [
      .objectCategory, .partCategory, .materialCategory, .colorCategory, .sceneCategory,
    ]
    let colors = categories.compactMap { Theme.dark[$0].color?.hex }
    let numbers = colors.map { number($0, on: 0x14181F) }
    #expect(Set(numbers).count == 5, "\(numbers)")
    #expect(!numbers.contains { [0, 7, 8, 15].contains($0) }, "\(numbers)")
    #expect(number(0x2E3640, on: 0xFAF9F6) == 0)
    #expect(number(0x333C48, on: 0x14181F) == 8, "what is meant to be faint stays so")
  }
}
