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

  @Test(arguments: [
    ("8", "concept,category,layer1,layer3,layer4,layer6,layer8"),
    ("jjaT", "concept,category,here_before,here_after,here_change,"),
    ("C\n", "concept,category,layer4 units,layer4 best unit,"), ("Rgb", "unit,judgement\n"),
    (":map tree\n", "row,column,gain\n0,0,"), (":lineage\n", "layer,unit,flow\nlayer3,"),
    (":best tree\n", "layer,units,effect,"),
  ])
  func `e writes a table in full`(keys: String, start: String) throws {
    for key in keys { driver.press(key == "\n" ? .enter : .character(key)) }
    let figure = try #require(driver.state.figure)
    #expect(figure.figure.endings == [".csv"])
    driver.type("e").answer("table")
    let text = try #require(written["table.csv"])
    #expect(text.hasPrefix(start), "\(text.prefix(200))")
    let fields = text.split(separator: "\n").map { $0.split(separator: ",").count }
    #expect(fields.count > 2)
    #expect(driver.text.contains("figures written to table.csv"))
  }

  @Test(arguments: [("7", "units by concept"), ("M\n9", "resemble"), ("jjaT\t", "ablated")])
  func `e writes bars and points, as a picture and as numbers`(keys: String, title: String) throws {
    for key in keys {
      driver.press(key == "\n" ? .enter : key == "\t" ? .tab : .character(key))
    }
    driver.type("e").answer("figure")
    #expect(try #require(written["figure.svg"]).contains(title))
    driver.type("e").answer("figure.csv")
    let rows = try #require(written["figure.csv"]).split(separator: "\n")
    #expect(rows.count > 2 && rows[0].contains("half_width_95"))
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
