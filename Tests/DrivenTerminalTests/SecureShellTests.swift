import Foundation
import Glibc
import Testing

/// The explorer over a real SSH line.
@Suite(
  .enabled(if: TmuxTerminal.isAvailable, "tmux is not installed"),
  .enabled(
    if: SecureShell.isAvailable,
    "no SSH server to try the explorer with: apt-get install openssh-server openssh-client"
  ),
  .serialized
)
struct SecureShellTests {
  /// Opens the explorer over the line; its process number is in the home.
  private func open(
    _ session: ExplorerSession,
    over shell: SecureShell,
    _ arguments: String = ""
  ) throws {
    let home = session.file("")
    let ganscope = TmuxTerminal.program("ganscope")
    let remote =
      "cd \"\(home)\"; HOME=\"\(home)\" XDG_DATA_HOME=\"\(home)/data\" "
      + "XDG_STATE_HOME=\"\(home)/state\" XDG_CONFIG_HOME=\"\(home)/config\"; "
      + "export HOME XDG_DATA_HOME XDG_STATE_HOME XDG_CONFIG_HOME; echo $$ >pid; "
      + "exec \(ganscope) --sample-size 8 \(arguments)"
    // What a client forwards that this machine does not have.
    try session.terminal.run(
      "LANG=xx_YY.UTF-8 \(shell.command(remote)); echo \"line ended with $?\""
    )
    try session.see("layers")
    try session.see("objects, %", "changes here", "stopped with the last session")
  }

  private func process(of session: ExplorerSession) throws -> pid_t {
    let text = try String(contentsOfFile: session.file("pid"), encoding: .utf8)
    return try #require(pid_t(text.trimmingCharacters(in: .newlines)))
  }

  /// How many units the sweep on the screen has measured.
  private func measured(in screen: String) -> Int? {
    screen.firstMatch(of: #/ ([0-9]+)\/32\b/#).flatMap { Int($0.1) }
  }

  @Test func `colours, pictures and size come over the line, and a line that is cut loses nothing`()
    throws
  {
    let shell = try SecureShell()
    let session = try ExplorerSession()
    try open(session, over: shell, "--layer layer9")
    try session.see("layer9 is dissected")
    // The locale is not there, tmux is at the other end of the line: pictures and colours are exact.
    try session.require { $0.contains("▀") }
    #expect(session.terminal.styledText.contains("38;2;"))

    try session.terminal.tmux("resize-window", "-x", "100", "-y", "30")
    try session.require { screen in
      let lines = screen.split(separator: "\n", omittingEmptySubsequences: false)
      return lines.count >= 30 && lines[29].contains("? help")
    }

    try session.press("M")
    try session.see("measure every unit of layer9")
    try session.answer("60")
    try session.require { (measured(in: $0) ?? 0) >= 2 }
    let before = try #require(measured(in: session.terminal.text))
    let process = try process(of: session)
    try shell.cut()
    try session.see("line ended with")
    var isGone = false
    for _ in 0..<800 where !isGone {
      isGone = kill(process, 0) != 0
      usleep(25_000)
    }
    #expect(isGone, "the program outlives its line")

    try session.terminal.run("clear")
    try open(session, over: shell)
    try session.see("stopped with the last session")
    try session.see("every unit of layer9")
    try session.press("Enter")
    try session.require { (measured(in: $0) ?? 0) >= before }
    try session.press("t")
    try session.see("cancel job")
    try session.press("x")
    try session.see("cancelled")
    try session.press("q", "q")
    try session.see("line ended with 0")
    #expect(try session.terminal.modes().contains("alternate=0 cursor=1 mouse=0"))
  }
}
