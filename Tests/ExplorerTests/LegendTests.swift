import Concepts
import Dissection
import Faults
import Interventions
import Laboratory
import Terminal
import Testing

@testable import Explorer

/// Areas by category, and the legend of a large segmentation.
@Suite struct LegendTests {
  private func row(_ number: Int, _ category: ConceptCategory, _ after: Double) -> EffectRow {
    EffectRow(
      concept: Concept(number: number, name: "c\(number)", category: category),
      effect: ConceptEffect(concept: number, before: after, after: after, halfWidth: nil),
      isMeasured: false,
      isEdited: false
    )
  }

  private func numbers(_ groups: [AreaTable.Group]) -> [[Int]] {
    groups.map { $0.rows.map(\.concept.number) }
  }

  @Test func `where there is little room the smallest areas go, but no category`() {
    let rows = [
      row(1, .object, 0.1), row(2, .object, 0.5), row(3, .object, 0.3), row(4, .part, 0.05),
      row(5, .part, 0.01), row(6, .material, 0.2),
    ]
    let categories: [ConceptCategory] = [.object, .part, .material]
    func groups(_ room: Int) -> [[Int]] {
      numbers(AreaTable.groups(rows, in: categories, room: room))
    }
    #expect(groups(9) == [[2, 3, 1], [4, 5], [6]])
    #expect(groups(8) == [[2, 3, 1], [4], [6]])
    #expect(groups(6) == [[2], [4], [6]])
    // With a heading and one line each there is room for two of the three.
    #expect(groups(5) == [[2, 3], [4]])
  }

  @Test(arguments: [(80, 24), (100, 50), (200, 60)])
  func `the large segmentation has a legend of all concepts beside it`(
    width: Int,
    height: Int
  ) throws {
    let driver = Driver(width: width, height: height).settle().type("5z")
    let (layout, frames) = (driver.state.layout, try #require(driver.state.layout.tiles))
    #expect(layout.layers.width == 0 && layout.panel.width >= 26)
    for frame in frames.frames { #expect(frame.column + frame.width < layout.panel.column) }
    let lines = driver.loop.frame.subgrid(layout.panel).plainText
    for group in ["objects, %", "parts, %", "materials, %"] { #expect(lines.contains(group)) }
    let effects = try #require(driver.state.picture.segmented?.effects)
    for effect in effects {
      let concept = try #require(FakeWorld.vocabulary[effect.concept])
      #expect(lines.contains("■\(concept.name) "), "\(lines)")
      #expect(lines.contains(fixed(effect.after * 100, 1)))
    }
  }

  @Test func `the grid is written as a sheet, as it is flipped, or what is marked of it`() throws {
    let driver = Driver(width: 100, height: 50).settle().type("a")
    func sheet(_ keys: String) throws -> SceneSheet {
      driver.type(keys + "e").answer("/nowhere/sheet").type("y")
      let sheets = driver.laboratory.requests.compactMap { request -> SceneSheet? in
        if case .sheet(let sheet, "/nowhere/sheet.png") = request { sheet } else { nil }
      }
      return try #require(sheets.last)
    }
    let edited = try sheet("V")
    #expect(edited.scenes == driver.state.tileScenes && edited.form == .after)
    #expect(edited.edit == driver.state.editing.history.edit && !edited.edit.isEmpty)
    #expect(edited.columns == driver.state.layout.tiles?.columns)
    #expect(try sheet("b").form == .before)
    let marked = try sheet("b ll ")
    #expect(marked.scenes == [0, 3] && marked.form == .after)
    #expect(driver.text.contains("written: /nowhere/sheet.png"))
  }

  @Test func `e offers what is shown first`() throws {
    let driver = Driver().settle().type("5e")
    guard case .export(let picker) = driver.state.talk.dialogs.last else {
      Issue.record("no choice of pictures")
      return
    }
    #expect(ExportRequest.Content.allCases[picker.cursor] == .segmentation)
    driver.press(.enter).answer("/nowhere/map").type("y")
    let request = try #require(
      driver.laboratory.requests.compactMap {
        if case .export(let export) = $0 { export } else { nil }
      }.last
    )
    #expect(request.content == .segmentation && request.labelChannel == 0)
  }
}
