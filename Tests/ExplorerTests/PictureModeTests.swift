import Concepts
import Laboratory
import Terminal
import Testing

@testable import Explorer

/// How pictures are shown, chosen while the program runs.
@Suite struct PictureModeTests {
  private let driver = Driver(width: 100, height: 50).settle()

  @Test func `words change colours and pictures, and wrong ones say which there are`() {
    driver.type(":pictures sextants").press(.enter)
    #expect(driver.screen.wishes.pictures == .sextants)
    let sextants = driver.loop.frame.cells.filter {
      $0.character.unicodeScalars.first.map { (0x1FB00...0x1FB3B).contains($0.value) } ?? false
    }
    #expect(sextants.count > 20)
    driver.type(":color none").press(.enter)
    #expect(driver.screen.wishes.color == ColorMode.none && driver.text.contains("▒"))
    driver.type(":color auto").press(.enter)
    #expect(driver.screen.wishes == ScreenWishes(pictures: .sextants))
    driver.type(":pictures best").press(.enter)
    #expect(driver.text.contains("auto, half-blocks, quadrants"))
  }

  @Test func `they are settings that measure nothing again`() {
    driver.type("O")
    for _ in 0..<9 { driver.press(.down) }
    driver.press(.right, .down, .right, .enter)
    #expect(driver.screen.wishes == ScreenWishes(color: .truecolor, pictures: .halfBlocks))
    let changes = driver.laboratory.requests.filter { if case .change = $0 { true } else { false } }
    #expect(changes.isEmpty)
  }

  @Test func `where there are images the scene is one, and a dialog covers it`() {
    driver.screen.abilities.images = .init(cell: GridSize(width: 10, height: 20))
    driver.press(.character("1"))
    let frame = driver.loop.frame
    #expect(frame.uncoveredPictures.count == 1)
    #expect(frame.uncoveredPictures.first?.area == driver.state.layout.tiles?.frames.first)
    driver.press(.character("?"))
    #expect(driver.loop.frame.uncoveredPictures.isEmpty)
    driver.press(.escape, .character("a"), .character("3"))
    #expect(driver.loop.frame.uncoveredPictures.count == 3)
  }

  @Test func `a category is cut before a name is`() throws {
    let vocabulary = try #require(driver.state.models.vocabulary)
    for number in 0..<vocabulary.count {
      guard let concept = vocabulary[number] else { continue }
      for width in concept.name.count + 2..<40 {
        let title = vocabulary.title(of: concept, within: width)
        #expect(title.count <= width && title.hasPrefix(concept.name))
      }
    }
  }
}
