import Concepts
import Dissection
import Interventions
import Laboratory
import Tensors
import Terminal
import Testing

@testable import Explorer

/// Sets, painting, grids and sessions.
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

  @Test func `the eraser takes strokes away where they were, and a rectangle is one stroke`() throws
  {
    driver.type(":brush tree").press(.enter)
    driver.type("r").press(.right, .right, .down).type("r")
    let mask = try #require(edit.interventions.first?.mask)
    #expect(edit.interventions.count == 1)
    #expect(mask.places.count == mask.rows.count * mask.columns.count && mask.columns.count > 2)
    let drawn = edit
    driver.type("e ")
    #expect(edit.interventions.first?.mask.map { $0.places.count < mask.places.count } == true)
    driver.type("u")
    #expect(edit == drawn)
    // Erasing nothing is no step.
    for _ in 0..<FakeWorld.side { driver.press(.up) }
    driver.type(" ")
    #expect(edit == drawn && driver.text.contains("nothing was painted here"))
    driver.type("u")
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

  @Test func `the list of the edit says what each unit does alone in this scene and over a sample`()
    throws
  {
    driver.type("M").press(.enter)
    driver.type(":ablate tree").press(.enter).type("E")
    guard case .edits(let list) = driver.state.talk.dialogs.last else {
      Issue.record("no list")
      return
    }
    let concept = try #require(driver.state.editConcept)
    #expect(driver.state.models.vocabulary?[concept]?.name == "tree")
    for entry in list.entries {
      let alone = try #require(driver.state.aloneEffects(of: entry, in: list))
      let tree = try #require(alone.first { $0.concept == concept })
      #expect(tree.change < 0)
    }
    #expect(driver.text.contains("alone here") && driver.text.contains("over 50 scenes"))
    #expect(driver.text.contains("all of it, of the area of tree"))
    let asked = driver.laboratory.requests.count { if case .alone = $0 { true } else { false } }
    #expect(asked == 1)
    // Another level is another edit, and what was on its way is given up.
    driver.press(.right)
    let again = driver.laboratory.requests.count { if case .alone = $0 { true } else { false } }
    #expect(again == 2)
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

  @Test func `marks become a set that can be marked again`() {
    driver.type("  :set mine").press(.enter)
    let set = driver.state.editing.sets.last
    #expect(set?.units.count == 2)
    driver.press(.escape).type(":mark mine").press(.enter)
    #expect(driver.state.marks == Set(set?.units ?? []))
  }

  @Test func `a note on a unit is shown and kept with the session`() throws {
    driver.type(":note left eaves").press(.enter)
    #expect(driver.text.contains("left eaves"))
    let session = try #require(driver.state.session)
    let read = try SavedSession(json: Array(session.json().utf8), path: "session")
    #expect(read == session && read.notes["layer4"]?.values.first == "left eaves")
    driver.type(":note").press(.enter)
    #expect(!driver.text.contains("left eaves"))
  }

  @Test func `the table of concepts by layers goes to units by keys and by clicks`() throws {
    driver.type("8").press(.down, .right)
    let layer = driver.state.layer?.name
    let concepts = LayersTable.concepts(
      in: driver.state.models.layers,
      by: driver.state.models.dissections,
      driver.state.models.vocabulary
    )
    driver.press(.enter)
    #expect(driver.state.place.concept == concepts[1].number && driver.state.layer?.name == layer)
    #expect(driver.state.place.focus == .units)
    let area = driver.state.layout.pictures
    let columns = LayerColumns(area: area, count: driver.state.models.layers.count)
    mouse(.press, area.row + 1, area.column + columns.names + 1)
    #expect(driver.state.place.concept == concepts[0].number && driver.state.place.layerIndex == 0)
    driver.type("7")
    mouse(.press, area.row + 1, area.column + 2)
    #expect(driver.state.place.view == .layer && driver.state.place.concept != nil)
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

  @Test func `what the end of a session stops is told at the next start and goes on with one key`()
    throws
  {
    driver.type("aYxja")
    var state = driver.state
    let sweep = LaboratoryRequest.sweep(layer: "layer4", sampleSize: 50)
    let measurement = LaboratoryRequest.measure(
      edit: state.editing.history.edit,
      sampleSize: 200
    )
    state.jobs.add(JobNumber(901), sweep, title: "every unit of layer4, 50 scenes")
    state.jobs.report(
      JobProgress(phase: "sweep", done: 3, total: 16, secondsLeft: nil),
      of: JobNumber(901)
    )
    state.jobs.add(JobNumber(902), measurement, title: "measure the edit, 200 scenes")
    // The demo world does this again unasked.
    let unasked = LaboratoryRequest.dissect(layers: ["layer6"], sampleSize: 1000)
    state.jobs.add(JobNumber(903), unasked, title: "dissect layer6, 1,000 scenes")
    let session = try #require(state.session)
    let read = try SavedSession(json: Array(try session.json().utf8), path: "session")
    #expect(read == session && read.work.count == 2)

    let next = Driver(width: 80, height: 24).settle()
    next.loop.take(.restored(read))
    #expect(next.state.editing.other?.edit == state.editing.other?.edit)
    #expect(next.text.contains("stopped with the last session"))
    #expect(next.text.contains("every unit of layer4, 50 scenes: 3 of 16"))
    #expect(next.text.contains("measure the edit, 200 scenes"))
    let before = next.laboratory.requests.count
    next.press(.enter)
    let requests = next.laboratory.requests[before...]
    #expect(requests.contains(sweep) && requests.contains(measurement))
    #expect(next.state.talk.dialogs.isEmpty)
  }

  @Test func `what was stopped can be left, and sessions of earlier versions are read`() throws {
    var session = try #require(driver.state.session)
    session.work = [SavedWork(kind: .other, title: "match the units")]
    let next = Driver(width: 80, height: 24).settle()
    next.loop.take(.restored(session))
    #expect(next.text.contains("match the units (start it again: it goes on)"))
    let before = next.laboratory.requests
    next.press(.escape)
    #expect(next.state.talk.dialogs.isEmpty && next.laboratory.requests == before)
    session.work = []
    let text = try session.json().replacing("\"work\"", with: "\"former\"")
      .replacing("\"other\"", with: "\"earlier\"")
    #expect(try SavedSession(json: Array(text.utf8), path: "session") == session)
  }

  @Test func `what another program stores is read again, unless it is at work here`() {
    let before = driver.laboratory.requests.count
    driver.loop.take(.laboratory(.storedByOthers(["layer6", "no such layer"])))
    let requests = driver.laboratory.requests[before...]
    #expect(Array(requests) == [.recall(layer: "layer6")])
    let busy = Driver()
    while busy.state.jobs.current?.progress == nil { busy.step() }
    let count = busy.laboratory.requests.count
    busy.loop.take(.laboratory(.storedByOthers(["layer4"])))
    #expect(busy.laboratory.requests.count == count)
  }

  @Test func `sentences name the keys that were chosen`() throws {
    var keys = KeyChoices()
    try keys.bind("edit-undo", in: "", to: ["F5"])
    try keys.bind("edit-ablate", in: "", to: ["F6"])
    let driver = Driver(width: 100, height: 30) {
      $0.keys = keys
      $0.guide = GuideSubject(thing: "tree", things: "trees", ground: "the grass")
    }.settle()
    #expect(driver.text.contains("F6"))
    driver.press(.function(6)).type("x")
    #expect(driver.state.talk.notice?.text.contains("F5 brings it back") == true)
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
