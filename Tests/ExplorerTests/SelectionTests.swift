import Terminal
import Testing

@testable import Explorer

/// The line under the cursor, in every shipped theme.
@Suite struct SelectionTests {
  private static let folder =
    "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/Themes"
  private static let names = ThemeLibrary(directories: [folder]).names
  /// Units, layers, settings, concepts, what to export.
  private static let places = ["jja", "jjaH", "Oj", "A", "jjae"]

  /// The cells of the selected line of every list.
  private func selectedCells(_ name: String, _ mode: ColorMode) throws -> [[Cell]] {
    let theme = try ThemeLibrary(directories: [Self.folder]).theme(named: name).theme
    return Self.places.map { keys in
      let driver = Driver { $0.theme = theme }.settle()
      for key in keys { driver.press(key == "H" ? .backTab : .character(key)) }
      let grid = ScreenPainter().paint(driver.state, in: mode)
      return grid.cells.filter { $0.style.attributes.contains(.selection) }
    }
  }

  @Test(arguments: names)
  func `every character can be read`(name: String) throws {
    for cells in try selectedCells(name, .truecolor) {
      #expect(cells.count > 20)
      for cell in cells {
        let (text, behind) = (cell.style.foreground.color, cell.style.background.color)
        let contrast = try #require(text).contrast(with: try #require(behind))
        #expect(contrast >= 4.5, "'\(cell.character)' in \(cell.style)")
      }
    }
  }

  @Test(arguments: names)
  func `with 16 colours it is one bar that stands out`(name: String) throws {
    var palette = CursesColors(.palette16)
    for cells in try selectedCells(name, .palette16) {
      // The screen exchanges the two, so that the theme's own text and background stand out.
      let pairs = Set(cells.map { palette.colors(of: $0) })
      #expect(pairs.count == 1, "\(pairs)")
      #expect(pairs.first.map { $0.foreground != $0.background } == true)
    }
  }
}
