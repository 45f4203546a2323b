import Foundation
import Glibc
import Testing

/// The terminal after every way out of the program; skipped where tmux is not installed.
@Suite(.enabled(if: TmuxTerminal.isAvailable, "tmux is not installed"), .serialized)
struct TerminalRestorationTests {
  static let signals = [
    "SIGSEGV": SIGSEGV, "SIGTERM": SIGTERM, "SIGHUP": SIGHUP, "SIGINT": SIGINT, "SIGTSTP": SIGTSTP,
    "SIGSTOP": SIGSTOP,
  ]

  @Test(arguments: [
    ("q", "0"), ("C-c", "130"), ("SIGTERM", "143"), ("SIGHUP", "129"), ("SIGINT", "130"),
    ("!", "13[0-9]"), ("@", "139"), ("#", "134"), ("SIGSEGV", "139"),
  ])
  func `the terminal is as it was`(way: String, status: String) throws {
    // A signal that somebody sends must end the program after Swift's backtracer has returned.
    let usesBacktracer = way == "SIGSEGV"
    let terminal = try TmuxTerminal(
      width: 100,
      height: 30,
      environment: usesBacktracer
        ? ["SWIFT_BACKTRACE": "enable=yes,interactive=no,output-to=/dev/null"] : [:]
    )
    let before = try terminal.modes()
    try terminal.run("stty -g; echo $$")
    try #require(terminal.wait { $0.components(separatedBy: "ready>").count > 2 })
    try terminal.run("\(TmuxTerminal.stage) keys; echo status=$?; stty -g")
    try #require(terminal.wait { $0.contains("stage 100x30") })
    #expect(try terminal.modes() != before)
    if let signal = Self.signals[way] {
      try terminal.signal(signal)
    } else {
      try terminal.press(way)
    }
    // The command itself says "status=$?"; the answer has digits, and the settings below it.
    try #require(
      terminal.wait { $0.contains(#/status=[0-9]+\n[0-9a-f]+:/#) },
      "\(terminal.text)"
    )
    let lines = terminal.text.split(separator: "\n").map(String.init)
    #expect(lines.contains { $0.wholeMatch(of: try! Regex("status=" + status)) != nil }, "\(lines)")
    let settings = lines.filter { $0.contains(":") && $0.allSatisfy { $0.isHexDigit || $0 == ":" } }
    #expect(settings.count == 2 && settings.first == settings.last, "\(settings)")
    #expect(try terminal.modes() == before)
  }

  @Test(arguments: ["C-z", "SIGTSTP", "SIGSTOP"])
  func `a stopped program gives the terminal back and draws again`(way: String) throws {
    let terminal = try TmuxTerminal(width: 100, height: 30)
    let before = try terminal.modes()
    try terminal.run("\(TmuxTerminal.stage) keys")
    try #require(terminal.wait { $0.contains("stage 100x30") })
    let during = try terminal.modes()
    if let signal = Self.signals[way] {
      try terminal.signal(signal)
    } else {
      try terminal.press(way)
    }
    // Nobody can act on SIGSTOP; the shell prints into the screen, and `fg` must repair it.
    try #require(terminal.wait { $0.contains("Stopped") }, "\(terminal.text)")
    if way != "SIGSTOP" { #expect(try terminal.modes() == before) }
    try terminal.tmux("resize-window", "-x", "90", "-y", "25")
    // After SIGSTOP the settings are still the program's, which need Ctrl-J for a new line.
    try terminal.type("fg")
    try terminal.press("C-j")
    try #require(
      terminal.wait { $0.contains("stage 90x25") && !$0.contains("Stopped") },
      "\(terminal.text)"
    )
    #expect(try terminal.modes() == during)
    try terminal.press("q")
    #expect(terminal.wait { $0.contains("ready>") })
    #expect(try terminal.modes() == before)
  }

  @Test func `a terminal that has grown keeps nothing of the program`() throws {
    let terminal = try TmuxTerminal(width: 80, height: 24)
    try terminal.run("\(TmuxTerminal.stage) keys")
    try #require(terminal.wait { $0.contains("stage 80x24") })
    try terminal.tmux("resize-window", "-x", "120", "-y", "40")
    try #require(terminal.wait { $0.contains("stage 120x40") })
    try terminal.press("q")
    try #require(terminal.wait { $0.contains("ready>") && !$0.contains("╰") }, "\(terminal.text)")
    #expect(!terminal.text.contains { "╭│╯".contains($0) }, "\(terminal.text)")
  }

  @Test func `a program whose terminal is gone ends and does not spin`() throws {
    let terminal = try TmuxTerminal()
    let mark = "/tmp/ganscope-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: mark) }
    // Without SIGHUP only the end of file tells.
    try terminal.run(
      "trap '' HUP; (\(TmuxTerminal.stage) keys; echo $? >\(mark)) <$(tty) >$(tty)"
    )
    try #require(terminal.wait { $0.contains("stage") })
    try terminal.tmux("kill-server")
    var status: String?
    for _ in 0..<200 where status?.isEmpty != false {
      status = try? String(contentsOfFile: mark, encoding: .utf8)
      usleep(25_000)
    }
    #expect(status == "129\n")
  }

  @Test func `without a terminal it says what to do`() throws {
    let (status, text) = try Command.run([TmuxTerminal.program(TmuxTerminal.stage), "keys"])
    #expect(status == 74)
    #expect(text.contains("is not a terminal") && !text.contains("\u{1B}"))
  }
}

extension TmuxTerminal {
  /// Sends a signal to the program on the stage, which shows its process number.
  func signal(_ number: Int32) throws {
    let words = text.split { !$0.isLetter && !$0.isNumber }
    let place = try #require(words.firstIndex(of: "process"))
    #expect(kill(try #require(pid_t(words[place + 1])), number) == 0)
  }
}
