import Concepts
import Dissection
import Interventions
import Laboratory
import Tensors
import Terminal
import Testing

@testable import Explorer

/// Sets, painting, grids, commands, the guide and sessions.
@Suite struct WorkingTests {
  private let driver = Driver().settle()
  private var edit: Edit { driver.state.editing.history.edit }

  private func mouse(
    _ action: MouseEvent.Action,
    _ row: Int,
    _ column: Int,
    _ button: MouseEvent.Button = .left
  ) {
    driver.press(.mouse(MouseEvent(action, button, row: row, column: column)))
  }

  @Test func `a drag chooses every cell on its way, a drag from a chosen one drops them`() throws {
    driver.type("c")
    let frame = try #require(driver.state.layout.tiles?.frames.first)
    let (row, last) = (frame.row + 1, frame.column + frame.width - 1)
    mouse(.press, row, frame.column)
    mouse(.drag, row, last)
    mouse(.release, row, last)
    let cells = try #require(driver.state.editing.chosenCells["layer4"])
    #expect(cells.count == 8)
    #expect(Set(cells.map(\.row)).count == 1)
    mouse(.press, row, frame.column)
    mouse(.drag, row, last)
    mouse(.release, row, last)
    #expect(driver.state.editing.chosenCells["layer4"]?.isEmpty == true)
  }

  @Test func `a stroke is one step, as fine as the image, and the right button removes`() throws {
    driver.type(":brush tree").press(.enter)
    let brush = try #require(driver.state.editing.brush)
    let frame = try #require(driver.state.layout.tiles?.frames.first)
    let (row, column) = (frame.row + 3, frame.column + 3)
    mouse(.press, row, column)
    mouse(.drag, row, column + 8)
    mouse(.release, row, column + 8)
    #expect(edit.interventions.count == 1)
    let drawn = try #require(edit.interventions.first)
    #expect(drawn.mask?.height == FakeWorld.side && drawn.mask?.width == FakeWorld.side)
    #expect(drawn.units.map(\.unit) == brush.units && !drawn.isAblation)
    mouse(.press, row, column, .right)
    mouse(.release, row, column, .right)
    #expect(edit.interventions.count == 2)
    #expect(edit.interventions.last?.isAblation == true)
    driver.type("uu")
    #expect(edit.isEmpty)
  }

  @Test func `a part of the edit is left out in the list and taken in again`() {
    driver.type(":ablate tree").press(.enter)
    let whole = edit
    driver.type("E ")
    #expect(edit.interventions.flatMap(\.units).count == whole.interventions[0].units.count - 1)
    driver.type(" ")
    #expect(edit == whole)
    driver.press(.escape).type("u")
    #expect(edit == whole)
  }

  @Test func `many scenes are drawn with the edit, and without it`() throws {
    driver.type("aV")
    #expect(driver.state.tileScenes.count >= 4)
    let scene = driver.state.tileScenes[1]
    let edited = try #require(driver.state.gridShelf[driver.state.gridKey(scene)])
    driver.type("b")
    #expect(driver.state.gridKey(scene).edit.isEmpty)
    #expect(driver.state.gridShelf[driver.state.gridKey(scene)] != nil)
    _ = edited
    driver.type("l").press(.enter)
    #expect(driver.state.scene == scene)
    #expect(driver.state.place.view == .automatic)
  }

  @Test(arguments: ["nosuchword", "layer x", "scene -1", "ablate nothing", "sort colour"])
  func `a command that is not understood says why and stays`(text: String) {
    driver.type(":" + text).press(.enter)
    guard case .command(let line) = driver.state.talk.dialogs.last else {
      Issue.record("the line was closed")
      return
    }
    #expect(line.complaint?.isEmpty == false)
  }

  @Test func `a command is completed and comes back`() {
    driver.type(":layer layer6").press(.enter)
    #expect(driver.state.layer?.name == "layer6")
    driver.type(":la").press(.tab)
    driver.type(":").press(.escape).type(":").press(.up)
    guard case .command(let line) = driver.state.talk.dialogs.last else {
      Issue.record("no line")
      return
    }
    #expect(line.field.text == "layer layer6")
  }

  @Test func `marks become a set that can be marked again`() {
    driver.type("  :set mine").press(.enter)
    let set = driver.state.editing.sets.last
    #expect(set?.units.count == 2)
    driver.press(.escape).type(":mark mine").press(.enter)
    #expect(driver.state.marks == Set(set?.units ?? []))
  }

  @Test func `every command word says what it does and no word is there twice`() {
    #expect(Set(Command.words.map(\.name)).count == Command.words.count)
    #expect(Command.words.allSatisfy { !$0.meaning.isEmpty })
  }

  @Test func `the guide follows what is done`() {
    let guided = Driver {
      $0.guide = GuideSubject(thing: "tree", things: "trees", ground: "the grass")
    }.settle()
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

  @Test func `a session survives its file and is restored`() throws {
    driver.type("jj an").press(.enter)
    let session = try #require(driver.state.session)
    let read = try SavedSession(json: Array(try session.json().utf8), path: "session")
    #expect(read == session)
    var state = driver.state
    state.editing.history = EditHistory()
    state.scene = 0
    state.restore(session)
    #expect(state.editing.history.edit == session.edit)
    #expect(state.scene == session.scene)
  }

  @Test func `of a sweep that is not complete nothing is offered first, and it is told`() throws {
    let layer = try #require(driver.state.layer)
    let concepts = FakeWorld.vocabulary.count
    let sweep = Sweep(
      layer: layer,
      seed: 1,
      scenes: 50,
      measuredUnits: 4,
      baseline: [Double](repeating: 0.1, count: concepts),
      change: [Float](repeating: -0.01, count: concepts * layer.units)
    )
    driver.loop.take(.laboratory(.sweep(FakeLaboratory.model, sweep)))
    driver.type("Atree")
    guard case .concepts(let picker) = driver.state.talk.dialogs.last else {
      Issue.record("no picker")
      return
    }
    #expect(picker.choice != .bestByEffect)
    #expect(driver.text.contains("4 of \(layer.units) units"))
  }
}
