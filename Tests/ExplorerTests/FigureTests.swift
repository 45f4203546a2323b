import Laboratory
import Synchronization
import Terminal
import Testing

@testable import Explorer

/// Figures as files; help that is searched.
@Suite struct FigureTests {
  /// What was written, by path.
  private final class Written: Sendable {
    private let texts = Mutex<[String: String]>([:])

    subscript(path: String) -> String? { texts.withLock { $0[path] } }
    func write(_ text: String, _ path: String) { texts.withLock { $0[path] = text } }
  }

  private let written = Written()
  private let driver: Driver

  init() {
    let written = written
    driver = Driver(width: 120, height: 40) {
      $0.writeText = { text, path in
        written.write(text, path)
        return nil
      }
    }.settle()
  }

  @Test(arguments: ["Ll", "6", ":contexts\n", ":propagation\n"])
  func `e writes the figure that is shown`(keys: String) throws {
    for key in keys { driver.press(key == "\n" ? .enter : .character(key)) }
    let figure = try #require(driver.state.figure)
    driver.type("e").answer("figure.svg")
    let text = try #require(written["figure.svg"])
    #expect(text == figure.figure.svg && text.hasPrefix("<svg") && text.contains("</svg>"))
    #expect(driver.text.contains("figure written to figure.svg"))
  }

  @Test func `a curve is written with all its lines, a name without an ending is an SVG`() throws {
    driver.type("  :curve").press(.enter).type("e").answer("curve")
    let text = try #require(written["curve.svg"])
    for name in ["the units chosen", "by IoU", "random units"] { #expect(text.contains(name)) }
  }

  @Test func `help opens where one is, and is searched`() {
    driver.type("L?")
    #expect(driver.text.contains("The level of a unit"))
    driver.type("/quantile").press(.enter)
    #expect(driver.text.contains("the fixed quantile 0.995"))
    #expect(!driver.text.contains("The words"))
    driver.press(.escape)
    #expect(driver.text.contains("The words"))
    driver.press(.escape)
    #expect(driver.state.talk.dialogs.isEmpty && driver.state.place.view == .levels)
    driver.type("?/xyzzy").press(.enter)
    #expect(driver.text.contains("nothing here is called that"))
  }
}
