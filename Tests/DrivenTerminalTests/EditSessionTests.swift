import Foundation
import Testing

/// What is done with edits in a terminal: painted, kept as B and compared, looked at in many scenes.
@Suite(.enabled(if: TmuxTerminal.isAvailable, "tmux is not installed"), .serialized)
struct EditSessionTests {
  @Test(arguments: [(80, 24, "truecolor"), (100, 50, "none")])
  func `the left button draws, the right one removes, each stroke is a step`(
    width: Int,
    height: Int,
    color: String
  ) throws {
    let session = try ExplorerSession(width: width, height: height, color: color)
    try begin(session)
    try session.command("brush tree")
    try session.see("brush: draw tree")
    let row = height / 2
    let columns = (width / 2 - 6, width / 2 + 6)
    let before = try settled(session)
    try session.drag(row: row, from: columns.0, to: columns.1)
    try session.see("tree drawn with the brush")
    let drawn = try settled(session)
    #expect(drawn != before)
    try session.drag(row: row + 3, from: columns.0, to: columns.1, isRight: true)
    try session.see("tree removed with the brush")
    try session.press("E")
    try session.require { $0.contains("inserted in") && $0.contains("level ▁") }
    try session.press("Escape", "e")
    try session.see("brush: erase")
    try session.drag(row: row, from: columns.0, to: columns.1)
    try session.see("strokes erased")
    try session.press("u", "u", "u")
    try session.see("nothing to undo", "undone")
    try session.press("Escape")
    try session.require { !$0.contains("brush: ") && $0.contains("no edit") }
    try session.leave()
  }

  @Test func `the guide stays beside news, and the list tells what units do alone`() throws {
    let session = try ExplorerSession(width: 80, height: 24, color: "truecolor")
    try begin(session)
    try session.press("a")
    try session.require { $0.contains("20 units of layer4 ablated") && $0.contains("2 of 5") }
    try session.press("E")
    // Each unit's own effect here, and that of the whole edit.
    try session.require { text in
      text.split(separator: "\n").filter { $0.contains("everywhere") }.allSatisfy {
        $0.contains(/everywhere +[-+]?[0-9]/)
      } && text.contains("alone here")
    }
    try session.press("Escape")
    try session.leave()
  }

  @Test(arguments: [(100, 50, "truecolor"), (80, 24, "256")])
  func `before and after, and one edit against another, beside each other, wiped and in turn`(
    width: Int,
    height: Int,
    color: String
  ) throws {
    let session = try ExplorerSession(width: width, height: height, color: color)
    try begin(session)
    try session.press("a")
    try session.see("2 of 5")
    let edited = try settled(session)
    try session.press("b")
    try session.see(": original")
    try session.require { _ in session.body != edited }
    try session.press("b")
    try session.require { _ in session.body == edited }
    try session.press("3", "3")
    try session.see("before | ")
    try session.press("0", "Y")
    try session.see("kept as B")
    try session.press("u", "y")
    try session.require { $0.contains("A: no edit") && $0.contains("B: 20 units") }
    try session.press("X")
    try session.require { $0.contains("A: 20 units") && $0.contains("B: no edit") }
    try session.press("y")
    try session.see("scene 1416: A: 20 un")
    // In turn: both are seen with the time alone.
    try session.press("y")
    try session.see("scene 1416: B: no")
    try session.see("scene 1416: A: 20 un")
    try session.leave()
  }

  @Test func `many scenes with the edit and without it, and all of them on a sheet`() throws {
    let session = try ExplorerSession(width: 100, height: 50)
    try begin(session)
    try session.press("a")
    try session.see("2 of 5")
    try session.press("V")
    try session.see("scenes with the edit")
    let edited = try settled(session)
    try session.press("b")
    try session.see("scenes without an edit")
    let plain = try settled(session)
    #expect(plain != edited)
    try session.press("b", "Right", "Space", "e")
    try session.see("write a sheet")
    try session.answer("sheet.png")
    try session.see("written: sheet.png")
    let sheet = try Data(contentsOf: URL(fileURLWithPath: session.file("sheet.png")))
    #expect(sheet.prefix(4) == Data([0x89, 0x50, 0x4E, 0x47]))
    try session.press("Enter")
    try session.require { !$0.contains("scenes with") }
    try session.leave()
  }

  /// Begins, and waits until the lists stay as they are.
  private func begin(_ session: ExplorerSession) throws {
    try session.begin()
    try session.see("layers are dissected")
  }

  /// The picture once it is drawn: two looks alike.
  private func settled(_ session: ExplorerSession) throws -> String {
    var seen = ""
    try session.require { screen in
      defer { seen = session.body }
      return !screen.contains("…") && seen == session.body
    }
    return seen
  }
}
