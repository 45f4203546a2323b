import Foundation
import Terminal
import Testing

/// The screen in a real terminal; skipped where tmux is not installed.
@Suite(.enabled(if: TmuxTerminal.isAvailable, "tmux is not installed"), .serialized)
struct RealTerminalTests {
  let stage = TmuxTerminal.stage

  @Test(arguments: [(80, 24), (200, 60)])
  func `every cell has its exact colours, the darkest blues too`(width: Int, height: Int) throws {
    let terminal = try TmuxTerminal(width: width, height: height)
    try terminal.run("\(stage) colors")
    try #require(terminal.wait { $0.filter { $0 == "▀" }.count == width * height })
    let cells = StyledCell.parse(terminal.styledText)
    try #require(cells.count == width * height)
    let wrong = cells.enumerated().filter { index, cell in
      cell.foreground != UInt32(index) || cell.background != 0xFFFFFF - 37 * UInt32(index)
    }
    #expect(wrong.isEmpty, "\(wrong.count) wrong, the first at \(String(describing: wrong.first))")
  }

  @Test func `whoever has no login shell can drive it too`() throws {
    let terminal = try TmuxTerminal()
    #expect(try terminal.tmux("show-options", "-gv", "default-shell") == "/bin/sh\n")
  }

  @Test func `a resize reaches the program and is drawn whole`() throws {
    let terminal = try TmuxTerminal()
    try terminal.run("\(stage) keys")
    try #require(terminal.wait { $0.contains("stage 80x24") })
    try terminal.tmux("resize-window", "-x", "132", "-y", "40")
    #expect(terminal.wait { $0.contains("stage 132x40") })
    for width in 20...60 { try terminal.tmux("resize-window", "-x", "\(width)", "-y", "12") }
    #expect(terminal.wait { $0.contains("stage 60x12") && $0.hasSuffix("─╯\n") })
    try terminal.tmux("resize-window", "-x", "1", "-y", "1")
    try terminal.tmux("resize-window", "-x", "80", "-y", "24")
    #expect(terminal.wait { $0.contains("stage 80x24") })
  }

  @Test func `keys, mouse and pasted text arrive as what they are`() throws {
    let terminal = try TmuxTerminal(width: 160, height: 40)
    try terminal.run("\(stage) keys")
    try #require(terminal.wait { $0.contains("stage") })
    try terminal.press("Up", "PageDown", "Home", "F1", "F12", "BTab", "C-d", "Escape", "BSpace")
    try terminal.type("é")
    try terminal.press("C-Right", "Enter")
    try terminal.type("\u{1B}[<0;12;7M\u{1B}[<32;13;7M\u{1B}[<0;13;7m\u{1B}[<65;1;1M")
    try terminal.type("\u{1B}[200~two\nlines q\u{1B}[201~")
    try terminal.type("\u{1B}]11;rgb:0000/0000/0000\u{7}\u{1B}[?62;4c")
    try terminal.type("z")
    try #require(terminal.wait { $0.contains("character(\"z\")") })
    let events = terminal.text.split(separator: "\n").dropFirst().map {
      $0.filter { $0 != "│" }.trimmingCharacters(in: .whitespaces)
    }
    let expected = [
      "up", "pageDown", "home", "function(1)", "function(12)", "backTab", "control(\"d\")",
      "escape", "backspace", "character(\"é\")", "right", "enter",
    ]
    #expect(Array(events.prefix(expected.count)) == expected)
    let rest = events.dropFirst(expected.count).joined(separator: "\n")
    for part in [
      "press, button: Terminal.MouseEvent.Button.left, row: 6, column: 11", "drag",
      "release", "wheelDown", "paste(\"two\\nlines q\")",
    ] {
      #expect(rest.contains(part), "\(part) is not in \(rest)")
    }
    #expect(!rest.contains("rgb") && !rest.contains("62"), "an answer was taken for keys")
  }

  @Test func `the mouse can be switched off and on`() throws {
    let terminal = try TmuxTerminal()
    try terminal.run("\(stage) keys")
    try #require(terminal.wait { $0.contains("stage") })
    #expect(try terminal.modes().contains("alternate=1 cursor=0 mouse=1 button=1 sgr=1"))
    try terminal.press("m")
    try #require(terminal.wait { $0.contains("character(\"m\")") })
    #expect(try terminal.modes().contains("mouse=0 button=0 sgr=0"))
    try terminal.press("m")
    try #require(terminal.wait { $0.components(separatedBy: "character(\"m\")").count == 3 })
    #expect(try terminal.modes().contains("mouse=1 button=1 sgr=1"))
  }

  @Test func `noise on every cell, frame after frame, runs out of nothing`() throws {
    let terminal = try TmuxTerminal(width: 80, height: 24)
    try terminal.run("\(stage) random truecolor 80")
    var noise = Noise(state: 1)
    for _ in 0..<(79 * 80 * 24 * 2) { _ = noise.next() }
    let expected = (0..<80 * 24).map { _ in [UInt32?(noise.next()), noise.next()] }
    try #require(settle(terminal, expected))
    try terminal.press("x")
    try #require(terminal.wait { $0.contains("early") })
    let words = terminal.text.split(whereSeparator: \.isWhitespace)
    let early = try #require(words.firstIndex(of: "early").flatMap { Int(words[$0 + 1]) })
    let late = try #require(words.firstIndex(of: "late").flatMap { Int(words[$0 + 1]) })
    #expect(late - early < 2048, "grew from \(early) to \(late) KB in 40 frames")
  }

  private func settle(_ terminal: TmuxTerminal, _ expected: [[UInt32?]]) -> Bool {
    for _ in 0..<600 {
      let cells = StyledCell.parse(terminal.styledText)
      if cells.map({ [$0.foreground, $0.background] }) == expected { return true }
      usleep(100_000)
    }
    return false
  }

  @Test(arguments: [
    ([:], "truecolor|tmux"), (["NO_COLOR": "1"], "none|NO_COLOR"),
    (["GANSCOPE_COLOR": "16"], "16|GANSCOPE_COLOR"),
    (["LANG": "en_US.UTF-8"], "C.UTF-8|true"), (["LC_ALL": "C"], "C.UTF-8|true"),
  ])
  func `the report says what was found and why`(variables: [String: String], part: String) throws {
    let terminal = try TmuxTerminal(width: 120, environment: variables)
    try terminal.run("\(stage) report")
    #expect(terminal.wait { $0.contains(part) }, "\(terminal.text)")
  }

  @Test(arguments: ["256", "16", "none"])
  func `with fewer colours every block is still there`(mode: String) throws {
    let terminal = try TmuxTerminal(environment: ["LANG": "xx_YY.UTF-8", "LINES": "9"])
    try terminal.run("\(stage) colors \(mode)")
    #expect(terminal.wait { $0.filter { $0 == "▀" }.count == 80 * 24 })
    let marks = ["256": "48;5;", "16": "\u{1B}[", "none": "▀"]
    let text = terminal.styledText
    #expect(text.contains(marks[mode] ?? "?"))
    #expect(!text.contains("48;2;"))
    if mode == "none" { #expect(!text.contains("\u{1B}[")) }
  }
}

/// Noise as the program on the stage makes it.
private struct Noise {
  var state: UInt32

  mutating func next() -> UInt32 {
    state ^= state << 13
    state ^= state >> 17
    state ^= state << 5
    return state & 0xFFFFFF
  }
}
