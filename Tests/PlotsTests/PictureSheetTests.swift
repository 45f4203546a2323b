import Images
import Testing

@testable import Plots

@Suite struct PictureSheetTests {
  private let red = RGBImage(width: 40, height: 30, filledWith: [200, 0, 0])
  private let blue = RGBImage(width: 40, height: 30, filledWith: [0, 0, 200])

  @Test func `an interval's sign is a letter of its own`() {
    #expect(PixelFont.columns(of: "±") != PixelFont.columns(of: "?"))
    #expect(PixelFont.columns(of: "±").count == 5)
  }

  private func count(_ color: [UInt8], in image: RGBImage) -> Int {
    stride(from: 0, to: image.pixels.count, by: 3).count {
      Array(image.pixels[$0..<$0 + 3]) == color
    }
  }

  @Test func `every picture is there whole, and the legend has its colours`() {
    let sheet = PictureSheet(
      lines: ["two pictures"],
      tiles: [.init(red, caption: "before"), .init(blue, caption: "after")],
      columns: 2,
      sections: [
        .init("objects", entries: [.init("tree", color: [0, 150, 0], figures: ["5.5 %"])])
      ]
    )
    let image = sheet.image()
    #expect(count([200, 0, 0], in: image) == 40 * 30)
    #expect(count([0, 0, 200], in: image) == 40 * 30)
    #expect(count([0, 150, 0], in: image) == 14 * 14)
    #expect(count(PlotFrame.ink, in: image) > 400)
  }

  @Test func `rows follow each other, and long text is broken or cut within the sheet`() {
    let long = String(repeating: "many words ", count: 40)
    let plain = PictureSheet(tiles: [.init(red, caption: long)], columns: 1).image()
    let tall = PictureSheet(
      tiles: [.init(red, caption: ""), .init(blue, caption: "")],
      columns: 1
    ).image()
    #expect(tall.width == plain.width && tall.height > plain.height + 30)
    let lines = PictureSheet(lines: [long], tiles: [.init(red, caption: "")], columns: 1).image()
    #expect(lines.height > tall.height && lines.width < 500)
  }

  @Test func `a sheet of nothing is white`() {
    let image = PictureSheet(tiles: [], columns: 3).image()
    #expect(count([255, 255, 255], in: image) == image.width * image.height)
  }
}
