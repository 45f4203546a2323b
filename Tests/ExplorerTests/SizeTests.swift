import Terminal
import Testing

@testable import Explorer

@Suite struct SizeTests {
  private static let scripts = [
    "", "a3", "?", "A", "c ", "5z", "am\r", "/tree", ":", "e", "t", "T",
  ]

  @Test(arguments: scripts)
  func `no size breaks a screen`(script: String) {
    let driver = Driver(width: 100, height: 40).settle()
    for character in script {
      driver.press(character == "\r" ? .enter : .character(character))
    }
    var state = driver.state
    let painter = ScreenPainter()
    for (width, height) in Self.sizes {
      _ = state.update(with: .key(.resize(GridSize(width: width, height: height))))
      let grid = painter.paint(state)
      #expect(grid.width == width && grid.height == height)
      _ = state.update(with: .key(.mouse(MouseEvent(.press, row: height / 2, column: width / 2))))
      state = driver.state
    }
  }

  /// Every small extent in steps, odd ones, and large ones.
  private static let sizes: [(Int, Int)] =
    [
      (1, 1), (2, 1), (1, 2), (59, 20), (60, 19), (60, 20), (79, 24), (80, 23), (80, 24), (81, 25),
      (99, 24), (100, 24),
    ]
    + [(120, 30), (139, 41), (140, 80), (80, 80), (250, 24), (250, 80), (201, 61)]
    + (1...12).map { ($0 * 19, $0 * 7) }

  @Test func `below the least size the numbers are told and q leaves`() {
    let driver = Driver(width: 59, height: 19).settle()
    #expect(driver.text.contains("59 columns and 19 rows"))
    #expect(driver.text.contains("60 and 20"))
    var state = driver.state
    let nothing = state.update(with: .key(.character("a")))
    #expect(nothing.isEmpty)
    let effects = state.update(with: .key(.character("q")))
    #expect(effects == [.quit])
  }

  @Test(arguments: [(60, 20), (80, 24), (100, 30), (120, 40), (200, 60), (250, 80)])
  func `the parts of the screen do not overlap`(width: Int, height: Int) {
    for isComparing in [false, true] {
      let layout = ScreenLayout(
        ScreenLayout.Request(
          size: GridSize(width: width, height: height),
          layerCount: 14,
          arrangement: isComparing ? .comparing : .browsing
        )
      )
      var owners = [Int](repeating: 0, count: width * height)
      var parts = [layout.layers, layout.units, layout.scene, layout.strip]
      if !isComparing { parts.append(layout.panel) }
      for part in parts {
        for row in part.row..<part.row + part.height {
          for column in part.column..<part.column + part.width {
            owners[row * width + column] += 1
          }
        }
      }
      #expect(owners.allSatisfy { $0 <= 1 })
      #expect(layout.body.height == height - 3)
    }
  }

  @Test(arguments: 1...4)
  func `pictures keep their shape and stay inside`(count: Int) {
    let area = CellRect(row: 3, column: 5, width: 61, height: 23)
    for (width, height) in [(64, 64), (256, 256), (64, 32), (7, 31)] {
      let frames = PictureFrames(
        area: area,
        count: count,
        image: GridSize(width: width, height: height)
      )
      #expect(frames.frames.count == count)
      for frame in frames.frames {
        #expect(frame.row >= area.row && frame.column >= area.column)
        #expect(frame.row + frame.height <= area.row + area.height)
        #expect(frame.column + frame.width <= area.column + area.width)
      }
      let ratio = Double(frames.extent.width) / Double(frames.extent.height)
      #expect(abs(ratio - Double(width) / Double(height)) < 0.25)
    }
  }
}
