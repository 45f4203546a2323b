import Foundation
import Testing

/// A person's session with the real engine, from the first screen to the restored picture.
@Suite(.enabled(if: TmuxTerminal.isAvailable, "tmux is not installed"), .serialized)
struct ExplorerSessionTests {
  @Test func `units are ablated and inserted, undone and done again`() throws {
    let session = try ExplorerSession()
    try session.open()
    try session.see("layer9 is dissected")
    let original = try session.settledScene()
    try session.press("a")
    try session.see("of layer9 ablated")
    try session.see("changes here, %")
    try session.requireScene { !$0.isEmpty && $0 != original }
    let ablated = session.scene
    try session.press("u")
    try session.see("undone")
    try session.requireScene { $0 == original }
    try session.press("U")
    try session.see("done again")
    try session.requireScene { $0 == ablated }
    try session.press("x", "I")
    try session.see("insert a concept's units")
    try session.press("Enter")
    try session.see("inserted")
    try session.requireScene { !$0.isEmpty && $0 != original && $0 != ablated }
    try session.leave()
  }

  @Test func `an edit is measured, units are swept, and both can be cancelled`() throws {
    let session = try ExplorerSession()
    try session.open()
    try session.see("layer9 is dissected")
    try session.press("a", "m")
    try session.see("measure the edit")
    try session.answer("100000")
    try session.require { $0.contains("/100,000") }
    try session.press("t")
    try session.see("cancel job")
    try session.press("x")
    try session.see("cancelled; what was measured is kept")
    try session.press("q", "m")
    try session.see("measure the edit")
    try session.answer("8")
    try session.see("over 8 scenes")
    try session.press("M")
    try session.see("measure every unit of layer9")
    try session.answer("1")
    // Messages tell it even if something else ends right after it.
    try session.press("!")
    try session.see("done: every unit of layer9")
    try session.press("q", "s")
    try session.see("units by effect")
    try session.leave()
  }

  @Test func `SIGQUIT ends it without questions`() throws {
    let session = try ExplorerSession()
    try session.terminal.run(
      "ulimit -c 0; sh -c 'echo $$ >pid; SWIFT_BACKTRACE=enable=yes exec ganscope'; "
        + "echo \"left with $?\""
    )
    try session.see("objects, %", "changes here")
    let number = try String(contentsOfFile: session.file("pid"), encoding: .utf8)
    #expect(kill(try #require(pid_t(number.trimmingCharacters(in: .newlines))), SIGQUIT) == 0)
    try session.see("left with 131")
    #expect(!session.terminal.text.contains("Press") && !session.terminal.text.contains("layers"))
  }

  @Test func `an exported picture brings its edit back, on the prompt and in the dialog`() throws {
    let session = try ExplorerSession()
    try session.open()
    try session.see("layer9 is dissected")
    let original = try session.settledScene()
    try session.press("a")
    try session.see("changes here, %")
    try session.requireScene { !$0.isEmpty && $0 != original }
    // Two looks alike: the first may come before the last cells.
    var edited = session.scene
    try session.requireScene { scene in
      defer { edited = scene }
      return scene == edited
    }
    try session.press("e")
    try session.see("export a PNG")
    try session.press("Enter")
    try session.see("write a PNG")
    try session.answer("new folder/picture.png")
    try session.see("Make it?")
    try session.press("y")
    try session.see("written: new folder/picture.png")
    let header = try Data(contentsOf: URL(fileURLWithPath: session.file("new folder/picture.png")))
    #expect(header.prefix(4) == Data([0x89, 0x50, 0x4E, 0x47]))
    try session.leave()

    try session.open("'new folder/picture.png'")
    try session.see("of layer9 ablated")
    try session.requireScene { $0 == edited }
    try session.press("x")
    try session.see("no edit any more")
    try session.requireScene { $0 == original }
    try session.press("o")
    try session.see("open an edit")
    try session.answer("new folder/picture.png")
    try session.see("opened new folder/picture.png")
    try session.requireScene { $0 == edited }
    try session.leave()
  }

  @Test func `the mouse chooses layers and units and scrolls`() throws {
    let session = try ExplorerSession()
    try session.open()
    try session.see("layer9 is dissected")
    let lines = session.terminal.text.split(separator: "\n", omittingEmptySubsequences: false)
    let row = try #require(lines.firstIndex { $0.contains("layer8 ") })
    try session.click(row: row, column: 5)
    try session.see("units of layer8")
    try session.press("s")
    try session.see("unit ↓")
    let heading = try #require(
      session.terminal.text.split(separator: "\n", omittingEmptySubsequences: false)
        .firstIndex { $0.contains("units of layer8") }
    )
    try session.click(row: heading + 4, column: 5)
    try session.require { $0.contains("─ unit 2 ") }
    try session.turnWheelDown(row: heading + 4, column: 5)
    try session.require { $0.contains("─ unit 5 ") }
    try session.leave()
  }
}
