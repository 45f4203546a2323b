import Concepts
import Directions
import Interventions
import Laboratory
import Terminal
import Testing

@testable import Explorer

extension FakeWorld {
  /// Two directions in w.
  static let directions = DirectionSet(
    origin: "principal components of w",
    space: "w",
    entries: [
      .init(Direction(name: "component 0", space: "w", vector: [1, 0], deviation: 2), weight: 0.7),
      .init(Direction(name: "component 1", space: "w", vector: [0, 1]), weight: 0.2),
    ]
  )
}

/// Sliders for latent directions.
@Suite struct DirectionDeskTests {
  private func desk(width: Int = 100, height: Int = 40) -> Driver {
    Driver(width: width, height: height).settle().press(.character("D"), .character("c"))
  }

  @Test func `components are found, slid and kept as one step of the edit`() {
    let driver = desk()
    #expect(
      driver.laboratory.requests.contains(.directions(DirectionRequest(.components(of: nil))))
    )
    #expect(driver.text.contains("component 1") && driver.text.contains("70.0 %"))
    driver.press(.right, .right, .down, .character("H"))
    #expect(driver.text.contains("+0.50") && driver.text.contains("-1.00"))
    #expect(driver.state.editing.history.edit.isEmpty)
    driver.press(.enter)
    let kept = driver.state.editing.history.edit.directions
    #expect(kept.map(\.strength) == [0.5, -1])
    #expect(kept.map(\.direction) == FakeWorld.directions.entries.map(\.direction))
    #expect(driver.state.desk == nil)
    // The desk goes on from the edit, and undo takes the step back.
    driver.press(.character("D"))
    #expect(driver.state.desk?.strength == 0.5)
    driver.press(.escape, .character("u"))
    #expect(driver.state.editing.history.edit.isEmpty)
  }

  @Test func `leaving changes nothing, and every slide asks for the scenes seen`() {
    let driver = desk()
    driver.press(.right)
    let asked = driver.laboratory.requests.compactMap { request -> ThumbnailRequest? in
      if case .thumbnails(let wanted) = request, wanted.isGrid { wanted } else { nil }
    }
    #expect(asked.last?.edit.directions.map(\.strength) == [0.25])
    #expect(asked.last?.scenes == driver.state.tileScenes)
    #expect(driver.state.tileScenes.count > 1)
    driver.press(.character("q"))
    #expect(driver.state.desk == nil && driver.state.editing.history.edit.isEmpty)
  }

  @Test func `inputs of w are chosen within what there are`() {
    let driver = desk()
    driver.press(.right, .character("["), .character("["), .character("}"), .enter)
    #expect(driver.state.editing.history.edit.directions[0].inputs == 1...3)
    driver.press(.character("D"))
    for _ in 0..<9 { driver.press(.character("]"), .character("{")) }
    #expect(driver.state.desk?.chosenInputs == nil)
  }

  @Test func `a random walk moves the sliders while pictures come, and any key ends it`() {
    let driver = desk()
    driver.press(.character("r"))
    for _ in 0..<6 {
      driver.loop.take(.idle)
      driver.settle()
    }
    let moved = driver.state.desk?.edit(over: Edit()).directions ?? []
    #expect(!moved.isEmpty)
    driver.press(.left)
    #expect(driver.state.desk?.isWalking == false)
  }

  @Test func `concepts are asked by name, and an unknown one is a complaint`() {
    let driver = desk()
    driver.press(.character("f"))
    driver.answer("nonsense")
    #expect(driver.text.contains("there is no concept 'nonsense'"))
    let name = FakeWorld.vocabulary.concepts[1].name
    driver.answer(name)
    #expect(
      driver.laboratory.requests.contains(.directions(DirectionRequest(.concepts([1]), count: 1)))
    )
  }

  @Test func `a direction's new name stays with the edit's own`() {
    let driver = desk()
    driver.press(.right, .enter, .character("D"), .character("N"))
    driver.answer("open sky")
    driver.press(.right, .enter)
    let kept = driver.state.editing.history.edit.directions
    #expect(kept.count == 1 && kept[0].direction.name == "open sky" && kept[0].strength == 0.5)
  }

  @Test(arguments: [(80, 24), (200, 60)])
  func `it fits`(width: Int, height: Int) {
    let driver = desk(width: width, height: height)
    driver.press(.right)
    #expect(driver.text.contains("component 0") && driver.text.contains("+0.25"))
  }
}
