import Foundation
import Images
import TestSupport
import Testing

@testable import Terminal

/// Images for terminals, decoded again.
struct ImageTests {
  private static func picture(_ width: Int, _ height: Int) -> RGBImage {
    var pixels: [UInt8] = []
    for row in 0..<height {
      for column in 0..<width {
        pixels.append(UInt8(255 * column / max(1, width - 1)))
        pixels.append(UInt8(255 * row / max(1, height - 1)))
        pixels.append(UInt8((row * row + 3 * column) % 251))
      }
    }
    return RGBImage(width: width, height: height, pixels: pixels)
  }

  private func placed(_ image: RGBImage, _ area: CellRect) throws -> PictureStage.Placed {
    PictureStage.Placed(area: area, image: image, code: try PNG.encode(image))
  }

  private let area = CellRect(row: 3, column: 5, width: 20, height: 10)

  @Test(arguments: [1, 2, 3, 4, 5, 3000])
  func `bytes as letters are what everybody else reads`(count: Int) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37) }
    #expect(Data(base64Encoded: Data(Base64.encode(bytes))) == Data(bytes))
  }

  @Test func `kitty gets the image itself, in its place, in pieces`() throws {
    let image = Self.picture(120, 90)
    var stage = PictureStage(.kitty)
    var terminal = ImageReplay()
    terminal.take(stage.placement(of: [try placed(image, area)]))
    #expect(terminal.faults.isEmpty)
    let shown = try #require(terminal.shown.values.first)
    #expect((shown.row, shown.column, shown.columns, shown.rows) == (3, 5, 20, 10))
    let isSame = try PNG.decode(shown.png, named: "test").image == image
    #expect(isSame)
  }

  @Test func `an image is sent once, replaced by another, and taken away`() throws {
    var stage = PictureStage(.kitty)
    var terminal = ImageReplay()
    let (first, second) = (
      try placed(Self.picture(8, 8), area), try placed(Self.picture(9, 9), area)
    )
    terminal.take(stage.placement(of: [first]))
    #expect(stage.placement(of: [first]).isEmpty && !stage.differs(from: [first]))
    #expect(stage.removal(for: [second]) { _ in [] }.isEmpty, "it is replaced, not taken away")
    terminal.take(stage.placement(of: [second]))
    #expect(terminal.shown.values.map(\.png) == [second.code])
    terminal.take(stage.removal(for: []) { _ in [] })
    #expect(terminal.shown.isEmpty && !stage.differs(from: []))
    terminal.take(stage.placement(of: [first]))
    terminal.take(stage.forget())
    #expect(terminal.shown.isEmpty && terminal.placements == 3 && terminal.faults.isEmpty)
  }

  @Test(arguments: [PictureChoice.Method.iterm, .sixel])
  func `images in cells are wiped off by the cells`(method: PictureChoice.Method) throws {
    var stage = PictureStage(method)
    let picture = try placed(Self.picture(8, 8), area)
    _ = stage.placement(of: [picture])
    var wiped: [CellRect] = []
    _ = stage.removal(for: [picture]) {
      wiped.append($0); return []
    }
    #expect(wiped.isEmpty)
    let moved = PictureStage.Placed(
      area: CellRect(row: 3, column: 6, width: 20, height: 10),
      image: picture.image,
      code: picture.code
    )
    _ = stage.removal(for: [moved]) {
      wiped.append($0); return []
    }
    #expect(wiped == [area])
  }

  @Test func `iTerm2 gets the file, its length and its place`() throws {
    let image = Self.picture(30, 20)
    let picture = try placed(image, area)
    var stage = PictureStage(.iterm)
    let text = String(decoding: stage.placement(of: [picture]), as: UTF8.self)
    #expect(
      text.hasPrefix("\u{1B}7\u{1B}[4;6H\u{1B}]1337;File=inline=1;size=\(picture.code.count);")
    )
    #expect(text.contains("width=20;height=10;preserveAspectRatio=0"))
    let letters = try #require(text.split(separator: ":").last?.split(separator: "\u{7}").first)
    #expect(Data(base64Encoded: String(letters)) == Data(picture.code))
    #expect(text.hasSuffix("\u{7}\u{1B}8"))
  }

  @Test func `sixels of few colours come back as they were`() throws {
    let colors: [[UInt8]] = [[255, 0, 0], [0, 0, 0], [255, 255, 255], [51, 102, 204]]
    let pixels = (0..<37 * 23).flatMap { colors[($0 * $0 / 7) % 4] }
    let image = RGBImage(width: 37, height: 23, pixels: pixels)
    let replay = try #require(SixelReplay(Sixels(image).code))
    #expect((replay.width, replay.height) == (37, 23))
    #expect(replay.pixels.allSatisfy { $0 != nil })
    #expect(replay.pixels.compactMap { $0 }.flatMap { $0 } == pixels)
  }

  /// Colours that fill a square: dividing it evenly comes to 35.7 and 23.6 dB.
  @Test(arguments: [(256, 33.0), (16, 21.5)])
  func `sixels of many colours come near`(colors: Int, least: Double) throws {
    let pixels = (0..<128 * 128).flatMap { index -> [UInt8] in
      let (row, column) = (index / 128 * 2, index % 128 * 2)
      return [UInt8(column), UInt8(row), UInt8((row + column) / 2)]
    }
    let image = RGBImage(width: 128, height: 128, pixels: pixels)
    let code = Sixels(image, colors: colors).code
    let replay = try #require(SixelReplay(code))
    let decoded = replay.pixels.flatMap { $0 ?? [0, 0, 0] }
    let isAsSaid = Sixels(image, colors: colors).shown.pixels == decoded
    #expect(isAsSaid)
    #expect(Set(replay.pixels.compactMap { $0 }).count <= colors)
    let error = zip(decoded, image.pixels).reduce(0.0) {
      $0 + pow(Double($1.0) - Double($1.1), 2)
    }
    let ratio = 10 * log10(255 * 255 * Double(decoded.count) / error)
    #expect(ratio > least, "\(ratio) dB")
  }

  // MARK: Cells and images

  @Test func `a cell drawn over an image has it shown in cells`() {
    var grid = CellGrid(
      width: 40,
      height: 20,
      filledWith: Cell(" ", Style(on: .rgb(RGBColor(red: 1, green: 2, blue: 3))))
    )
    let pixels = [RGBColor](repeating: RGBColor(red: 9, green: 9, blue: 9), count: 20 * 20)
    grid.drawPixels(pixels, width: 20, height: 20, row: 3, column: 5)
    grid.lay(Self.picture(20, 20), over: area)
    let free = grid.clearing(grid.uncoveredPictures)
    #expect(grid.uncoveredPictures.count == 1 && free.pictures.isEmpty)
    #expect(free[3, 5].character == "\u{A0}" && free[12, 24].character == "\u{A0}")
    #expect(free[3, 5].style.background == .rgb(RGBColor(red: 1, green: 2, blue: 3)))
    #expect(free[2, 5] == grid[2, 5] && free[13, 5] == grid[13, 5])
    grid[12, 24] = Cell("x")
    #expect(grid.uncoveredPictures.isEmpty)
    #expect(grid.clearing(grid.uncoveredPictures).cells == grid.cells)
  }

  @Test func `an image is as large as its cells, or as the terminal can make use of`() {
    var abilities = ScreenAbilities(.truecolor)
    #expect(abilities.extent(ofImageOver: area) == nil)
    abilities.images = .init(cell: GridSize(width: 10, height: 20))
    #expect(abilities.extent(ofImageOver: area) == GridSize(width: 200, height: 200))
    let large = CellRect(row: 0, column: 0, width: 120, height: 60)
    #expect(abilities.extent(ofImageOver: large) == GridSize(width: 512, height: 512))
    abilities.images?.largest = GridSize(width: 1000, height: 1000)
    #expect(abilities.extent(ofImageOver: area) == GridSize(width: 200, height: 200))
    #expect(abilities.extent(ofImageOver: large) == nil)
  }
}
