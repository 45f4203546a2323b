import Terminal
import Testing

/// Pictures and text where the terminal has 256 colours or 16.
struct FewColorsTests {
  private static let darkGreen = RGBColor(36, 78, 44)

  private func number(_ hex: UInt32, on background: UInt32) -> Int32 {
    var palette = Palette(.palette16)
    let style = Style(.rgb(RGBColor(hex: hex)), on: .rgb(RGBColor(hex: background)))
    return palette.colors(of: Cell("x", style)).foreground
  }

  @Test(arguments: [ColorMode.palette256, .palette16])
  func `a dark green stays green`(mode: ColorMode) {
    let area = mode.dithered([RGBColor](repeating: Self.darkGreen, count: 64), width: 8)
    let (red, green, blue) = area.reduce((0, 0, 0)) { sum, color in
      (sum.0 + Int(color.red), sum.1 + Int(color.green), sum.2 + Int(color.blue))
    }
    #expect(green > red * 3 / 2 && green > blue * 3 / 2, "\(red) \(green) \(blue)")
  }

  @Test func `the pattern has two dimensions and no stripes`() {
    let area = ColorMode.palette16
      .dithered([RGBColor](repeating: RGBColor(90, 120, 100), count: 64), width: 8)
    let rows = (0..<8).map { row in Set((0..<8).map { area[row * 8 + $0] }).count }
    let columns = (0..<8).map { column in Set((0..<8).map { area[$0 * 8 + column] }).count }
    #expect(rows.contains { $0 > 1 } && columns.contains { $0 > 1 }, "\(rows) \(columns)")
  }

  @Test func `what the palette has is left as it is`() {
    let exact = [RGBColor(0, 0, 0), RGBColor(255, 255, 255), RGBColor(95, 135, 175)]
    #expect(ColorMode.palette256.dithered(exact, width: 3) == exact)
    #expect(ColorMode.truecolor.dithered([Self.darkGreen], width: 1) == [Self.darkGreen])
  }

  @Test func `half blocks of two dark greys are no black stripes`() {
    var palette = Palette(.palette16)
    let greys = Style(.rgb(RGBColor(120, 120, 120)), on: .rgb(RGBColor(130, 130, 130)))
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
