import Concepts
import Interventions
import Laboratory
import Tensors
import Terminal
import Testing

@testable import Explorer

/// What a person is told first, and what is said of what is in force.
@Suite struct GuideTests {
  private func guided(width: Int = 80, height: Int = 24) -> Driver {
    Driver(width: width, height: height) {
      $0.guide = GuideSubject(thing: "tree", things: "trees", ground: "the grass")
      $0.startSet = NamedSet(name: "tree-2", layer: "layer4", units: [31, 7])
    }.settle()
  }

  @Test func `the guide follows what is done`() {
    let guided = guided()
    #expect(guided.state.talk.guide?.step == .ablate)
    guided.type("a")
    #expect(guided.state.talk.guide?.step == .scenes)
    guided.type("n")
    #expect(guided.state.talk.guide?.step == .compare)
    guided.type("3")
    #expect(guided.state.talk.guide?.step == .measure)
    guided.type("m").press(.enter)
    #expect(guided.state.talk.guide?.step == .grow)
    guided.press(.control("g"))
    #expect(guided.state.talk.guide == nil)
    guided.press(.control("g"))
    #expect(guided.state.talk.guide != nil)
  }

  @Test(arguments: [Guide.Step.ablate, .scenes, .compare, .measure, .grow])
  func `at 80 columns the guide's hints are whole`(step: Guide.Step) {
    var state = Driver {
      $0.guide = GuideSubject(thing: "painting", things: "paintings", ground: "the wall")
    }.settle().state
    let guide = Guide(state.options.guide, scene: 0, step: step)
    for cursor in [nil, GridCell(row: 0, column: 0)] {
      state.editing.cellCursor = cursor
      let shortest = guide.instructions(state).map(\.count).min() ?? 0
      // Beside "2 of 5" and "Ctrl-G leaves".
      #expect(shortest <= 55, "\(shortest)")
    }
  }

  @Test(arguments: [(80, 24), (60, 20)])
  func `the units of the first step are in sight, and where the cursor is`(
    width: Int,
    height: Int
  ) {
    let driver = guided(width: width, height: height)
    #expect(driver.state.unit == 31 && driver.state.marks == [7, 31])
    #expect(driver.text.contains("▌●  31"))
  }

  @Test func `nothing is said to be gone before that is on the screen`() {
    let driver = guided()
    driver.loop.take(.key(.character("a")))
    #expect(driver.state.talk.guide?.step == .ablate)
    #expect(!driver.text.contains("They are gone"))
    driver.settle()
    #expect(driver.text.contains("They are gone"))
  }

  @Test func `cells that are in force are told as long as they are`() {
    let driver = Driver().settle().type("c l ").press(.escape, .down)
    #expect(driver.text.contains("act in 2 chosen cells only; Esc: everywhere"))
    driver.press(.escape)
    #expect(driver.state.chosenMask == nil && !driver.text.contains("chosen cell"))
  }

  @Test func `questions about causes begin with the concept of the edit`() throws {
    let driver = Driver().settle()
    let wanted = driver.state.conceptItems(matching: "").map(\.concept)
    for concept in wanted.prefix(3) {
      driver.type(":ablate \(concept.name) 2").press(.enter).type("F")
      #expect(driver.state.causeConcepts.first == concept)
      driver.press(.escape).type("x")
    }
  }

  @Test func `an edit of another session is told by what it changes, and can be taken back`() throws
  {
    let first = Driver().settle().type(":ablate tree").press(.enter)
    let session = try #require(first.state.session)
    let next = Driver().settle()
    next.loop.take(.restored(session))
    next.settle()
    #expect(next.state.causeConcepts.first?.name == "tree")
    #expect(next.text.contains("u undo"))
    next.type("u")
    #expect(next.state.editing.history.edit.isEmpty)
    next.type("U")
    #expect(next.state.editing.history.edit == session.edit)
  }

  @Test func `an edit that was given has nothing before it, and no key is offered for that`() {
    let edit = Edit([Intervention([UnitEdit(layer: "layer4", unit: 3)])])
    let driver = Driver { $0.edit = edit }.settle()
    #expect(driver.text.contains("x reset") && !driver.text.contains("u undo"))
  }

  @Test func `where no job is there is none to cancel`() {
    let driver = Driver(dissectsUnasked: false).settle().press(.escape).type("t")
    #expect(driver.text.contains("nothing was started yet"))
    #expect(!driver.text.contains("cancel job"))
  }

  @Test func `a title never ends in the middle of a name`() {
    let driver = Driver(width: 100, height: 30).settle()
    driver.type(":layer layer1").press(.enter).type("a:layer layer6").press(.enter).type("  i")
    let summaries = driver.state.editing.history.edit.summaries
    #expect(summaries.count == 3)
    let title = driver.text.prefix { $0 != "\n" }
    #expect(title.hasSuffix(" " + summaries[1]) || title.hasSuffix(" " + summaries[2]))
  }
}
