import PseudoTerminals
import Testing

/// What a frame costs on the wire.
struct ByteBudgetTests {
  private func start(_ words: String...) throws -> PseudoTerminal {
    try PseudoTerminal(
      [TmuxTerminal.program(TmuxTerminal.stage)] + words,
      width: 100,
      height: 50,
      environment: ["TERM=xterm-256color", "COLORTERM=truecolor", "PATH=/usr/bin:/bin"]
    )
  }

  @Test func `a frame of noise takes at most forty bytes a cell`() throws {
    let terminal = try start("random", "truecolor", "1")
    let bytes = terminal.read()
    #expect(bytes.filter { $0 == 0x96 }.count >= 5000)
    #expect(bytes.count <= 40 * 5000, "\(bytes.count) bytes")
    terminal.type("x")
    _ = terminal.read()
    #expect(terminal.wait() == 0)
  }

  @Test func `a key that changes a line sends little, and rest sends nothing`() throws {
    let terminal = try start("keys")
    #expect(!terminal.read().isEmpty)
    // The answer to "have you drawn it?".
    terminal.type("\u{1B}[0nj")
    let change = terminal.read()
    #expect(!change.isEmpty && change.count <= 200, "\(change.count) bytes")
    #expect(String(decoding: change, as: UTF8.self).hasPrefix("\u{1B}[?2026h"))
    #expect(String(decoding: change, as: UTF8.self).hasSuffix("\u{1B}[?2026l"))
    #expect(terminal.read(patience: 300).isEmpty)
    terminal.type("q")
    _ = terminal.read()
    #expect(terminal.wait() == 0)
  }

  @Test func `until the terminal has drawn a large frame, only the newest waits`() throws {
    let terminal = try start("noise")
    func frames() -> Int {
      String(decoding: terminal.read(), as: UTF8.self)
        .split(separator: "\u{1B}[?2026h", omittingEmptySubsequences: false).count - 1
    }
    #expect(frames() == 1)
    for _ in 0..<5 { terminal.type("x") }
    #expect(terminal.read(patience: 500).isEmpty)
    terminal.type("\u{1B}[0n")
    #expect(frames() == 1)
    terminal.type("\u{1B}[0n")
    #expect(terminal.read(patience: 300).isEmpty)
    terminal.type("q")
    _ = terminal.read()
    #expect(terminal.wait() == 0)
  }

  @Test func `an unknown terminal type over SSH still has exact colours if it says so`() throws {
    let terminal = try PseudoTerminal(
      [TmuxTerminal.program(TmuxTerminal.stage), "keys"],
      width: 80,
      height: 24,
      environment: ["TERM=xterm-ghostty", "PATH=/usr/bin:/bin", "LANG=en_US.UTF-8"]
    )
    let text = String(decoding: terminal.read(), as: UTF8.self)
    #expect(text.contains("╭─ stage 80x24"))
    terminal.type("q")
    _ = terminal.read()
    #expect(terminal.wait() == 0)
  }
}
