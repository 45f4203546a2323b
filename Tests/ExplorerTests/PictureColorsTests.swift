import Laboratory
import Terminal
import Testing

@testable import Explorer

/// How pictures are brought to few colours, chosen while the program runs.
@Suite struct PictureColorsTests {
  private let driver = Driver().settle()
  private let painter = ScreenPainter()

  private func picture(by way: String) -> CellGrid {
    driver.type(":picture-colors " + way).press(.enter)
    return painter.paint(driver.state, in: .palette16).subgrid(driver.state.layout.pictures)
  }

  @Test func `a word changes the pictures, and back`() {
    let nearest = picture(by: "nearest")
    #expect(picture(by: "mixed") != nearest)
    #expect(picture(by: "nearest") == nearest)
    driver.type(":picture-colors best").press(.enter)
    #expect(driver.text.contains("pictures by auto, nearest, mixed"))
  }

  @Test func `it is a setting that measures nothing again`() {
    driver.type("O")
    for _ in 0..<11 { driver.press(.down) }
    driver.press(.right, .enter)
    #expect(driver.state.pictureColors == .nearest)
    let changes = driver.laboratory.requests.filter { if case .change = $0 { true } else { false } }
    #expect(changes.isEmpty)
  }
}
