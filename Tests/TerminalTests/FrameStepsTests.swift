import Terminal
import Testing

/// How a frame comes over a slow line.
struct FrameStepsTests {
  private static let size = GridSize(width: 60, height: 24)

  /// A screen of words beside a picture with soft edges and a thumbnail.
  private func frame(_ scene: Int, word: String = "word") -> CellGrid {
    var grid = CellGrid(width: Self.size.width, height: Self.size.height)
    grid.put(word, row: 0, column: 0, style: Style(.rgb(RGBColor(hex: 0xABCDEF))), maxWidth: 20)
    grid.drawPixels(picture(scene, side: 36), width: 36, height: 36, row: 1, column: 20)
    grid.drawPixels(
      picture(scene + 5, side: 12),
      width: 12,
      height: 12,
      row: 2,
      column: 2,
      isAside: true
    )
    return grid
  }

  private func picture(_ scene: Int, side: Int) -> [RGBColor] {
    (0..<side * side).map { index in
      let (x, y) = (index % side * 36 / side, index / side * 36 / side)
      let isHouse = (8 + scene..<20 + scene).contains(x) && (14..<30).contains(y)
      let texture = (x * 7 + y * 13 + scene * 5) % 11
      return isHouse
        ? RGBColor(red: UInt8(150 + texture * 3), green: UInt8(90 + y), blue: UInt8(60 + texture))
        : RGBColor(
          red: UInt8(40 + x + texture),
          green: UInt8(90 + 2 * y),
          blue: UInt8(200 - 3 * y - texture)
        )
    }
  }

  /// All steps from one frame to another while no key is pressed.
  private func steps(
    from start: CellGrid,
    to wanted: CellGrid,
    room: Int,
    mode: ColorMode = .truecolor
  ) throws -> [CellGrid] {
    let steps = FrameSteps(mode)
    var frames = [start]
    while let step = steps.next(
      from: frames[frames.count - 1],
      to: wanted,
      room: room,
      isIdle: true
    ) {
      frames.append(step.frame)
      try #require(frames.count < 200, "it does not come to an end")
    }
    return Array(frames.dropFirst())
  }

  private func isPicture(_ cell: Cell) -> Bool { cell.style.attributes.contains(.picture) }
  private func isAside(_ cell: Cell) -> Bool { cell.style.attributes.contains(.aside) }

  @Test func `where there is room a frame comes whole`() throws {
    let (first, second) = (frame(0), frame(3))
    #expect(try steps(from: first, to: second, room: 1_000_000) == [second])
    #expect(try steps(from: second, to: second, room: 1500).isEmpty)
  }

  @Test(arguments: ColorMode.allCases, [1500, 5000])
  func `every frame is exact in the end`(mode: ColorMode, room: Int) throws {
    let blank = CellGrid(width: Self.size.width, height: Self.size.height)
    let wanted = frame(2)
    #expect(try steps(from: blank, to: wanted, room: room, mode: mode).last == wanted)
  }

  @Test func `words come first, then the scene, then thumbnails, and the rest only at rest`() throws
  {
    let (first, second) = (frame(0), frame(3, word: "another word"))
    let steps = FrameSteps(.truecolor)
    let words = try #require(steps.next(from: first, to: second, room: 1500, isIdle: false))
    #expect(words.frame.plainText.hasPrefix("another word") && words.bytes < 100)
    #expect(FrameSteps.ratio(words.frame, second) < 25)
    var shown = words.frame
    var qualities: [Double] = []
    while let step = steps.next(from: shown, to: second, room: 1500, isIdle: false) {
      shown = step.frame
      let asides = FrameSteps.ratio(shown, second) { isAside($0) }
      qualities.append(FrameSteps.ratio(shown, second) { isPicture($0) && !isAside($0) })
      // Thumbnails wait until the scene is as good as exact.
      #expect(asides < 25 || qualities.last ?? 0 >= FrameSteps.fair)
    }
    #expect(qualities.first ?? 0 >= FrameSteps.rough && qualities == qualities.sorted())
    #expect(FrameSteps.ratio(shown, second) >= 38)
    #expect(shown != second)
  }

  @Test func `a picture that the eye takes for exact costs less than half of the exact one`() throws
  {
    let (first, second) = (frame(0), frame(3))
    let cost = LineCost(.truecolor)
    let exact = cost.bytes(from: first, to: second)
    var (shown, bytes) = (first, 0)
    while let step = FrameSteps(.truecolor)
      .next(from: shown, to: second, room: exact / 2, isIdle: false)
    {
      bytes += step.bytes
      shown = step.frame
    }
    #expect(FrameSteps.ratio(shown, second) >= 38)
    #expect(2 * bytes < exact, "\(bytes) of \(exact)")
  }

  @Test func `cells that are near enough are left alone`() throws {
    let first = frame(0)
    var second = first
    second.restyle(second.bounds) { style in
      guard style.attributes.contains(.picture), let color = style.background.color else {
        return style
      }
      return style.on(.rgb(RGBColor(red: color.red, green: color.green, blue: color.blue ^ 1)))
    }
    let step = FrameSteps(.truecolor).next(from: first, to: second, room: 1500, isIdle: false)
    #expect(step == nil)
  }

  @Test func `a newer frame takes the place of one that is half sent`() throws {
    let (first, second, third) = (frame(0), frame(3), frame(6, word: "newest"))
    let steps = FrameSteps(.truecolor)
    let half = try #require(steps.next(from: first, to: second, room: 1500, isIdle: false)).frame
    let next = try #require(steps.next(from: half, to: third, room: 1500, isIdle: false)).frame
    #expect(next.plainText.hasPrefix("newest"))
    #expect(try self.steps(from: next, to: third, room: 1500).last == third)
  }
}
