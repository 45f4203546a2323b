import Interventions
import Laboratory
import Tensors
import Terminal
import Testing

@testable import Explorer

@Suite struct FileTests {
  private let driver = Driver().settle()

  @Test func `an edit is saved and opened again`() {
    let path = "/nowhere/on/this/machine/E.json"
    driver.type("aw").answer(path)
    #expect(driver.text.contains("There is no folder /nowhere/on/this/machine. Make it?"))
    driver.type("n")
    #expect(driver.files[path] == nil)
    #expect(driver.state.talk.notice?.text == "nothing was written")
    driver.type("w").answer(path).type("y")
    let edit = driver.state.editing.history.edit
    #expect(driver.files[path] == edit)
    #expect(driver.text.contains("edit written to"))
    driver.type("xo").answer(path)
    #expect(driver.state.editing.history.edit == edit)
    #expect(driver.state.scene == 12)
    driver.type("u")
    #expect(driver.state.editing.history.edit.isEmpty)
  }

  @Test func `a file that is not there is told`() {
    driver.type("o").answer("/nowhere/x.json")
    #expect(driver.text.contains("no such file"))
    #expect(driver.state.editing.history.edit.isEmpty)
  }

  @Test func `an edit of another network is refused`() {
    driver.files["/nowhere/other.json"] = Edit([
      Intervention([UnitEdit(layer: "layer99", unit: 3)])
    ])
    driver.type("o").answer("/nowhere/other.json")
    #expect(driver.state.talk.notice?.kind == .failure)
    #expect(driver.state.editing.history.edit.isEmpty)
  }

  @Test func `a file that exists is replaced only after a question`() {
    let path = #filePath
    driver.type("aw").answer(path)
    #expect(driver.files[path] == nil)
    #expect(driver.text.contains("Replace /"))
    driver.type("n")
    #expect(driver.files[path] == nil)
    driver.type("w").answer(path).type("y")
    #expect(driver.files[path] != nil)
  }

  @Test func `an empty name is refused`() {
    driver.type("aw").answer("")
    #expect(driver.text.contains("type the name of a file"))
  }

  @Test(arguments: zip(0..<7, ExportRequest.Content.allCases))
  func `every picture is exported at the chosen scale`(
    line: Int,
    content: ExportRequest.Content
  ) throws {
    driver.type("aYe")
    driver.press(.up, .up, .up)
    for _ in 0..<line { driver.press(.down) }
    driver.press(.right, .enter).answer("/nowhere/picture").type("y")
    let request = try #require(
      driver.laboratory.requests.compactMap {
        if case .export(let export) = $0 { export } else { nil }
      }.last
    )
    #expect(request.content == content)
    #expect(request.scale == 8)
    #expect(request.path == "/nowhere/picture.png")
    #expect(request.scene.edit == driver.state.editing.history.edit)
    #expect(driver.state.talk.dialogs.isEmpty)
    #expect(driver.text.contains("written: /nowhere/picture.png"))
  }

  @Test func `what cannot be exported says why`() {
    driver.type("e").press(.up, .up, .up, .up, .down, .enter)
    #expect(driver.state.talk.notice?.text == "there is no edit")
  }

  @Test func `text can be edited like in a shell`() {
    var field = TextField("one two")
    for key: KeyEvent in [
      .control("w"), .character("x"), .home, .character("-"), .end, .left, .backspace, .delete,
      .paste("p\nq"),
    ] {
      let isTaken = field.handle(key)
      #expect(isTaken)
    }
    #expect(field.text == "-onep")
    let isTaken = field.handle(.up)
    #expect(!isTaken)
  }
}
