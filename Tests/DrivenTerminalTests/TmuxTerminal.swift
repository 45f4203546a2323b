import Foundation
import Testing

/// A real terminal of a private tmux server, driven by keys and read by captures.
final class TmuxTerminal {
  /// Whether this machine has tmux, and the program on the stage was built.
  static let isAvailable = FileManager.default.isExecutableFile(atPath: "/usr/bin/tmux")

  /// Where programs lie: beside the test's own executable.
  private static let folder =
    Bundle.main.executablePath.map { ($0 as NSString).deletingLastPathComponent } ?? "."

  /// A program's path.
  static func program(_ name: String) -> String { folder + "/" + name }

  /// The program on the stage as one types it, wherever the checkout lies.
  static let stage = "TerminalStage"

  private let socket = "ganscope-test-\(UUID().uuidString.prefix(8))"

  init(width: Int = 80, height: Int = 24, environment: [String: String] = [:]) throws {
    var variables = [
      "PATH": "\(Self.folder):/usr/bin:/bin", "HOME": "/tmp", "PS1": "ready> ",
      "SWIFT_BACKTRACE": "enable=no",
    ]
    variables.merge(environment) { $1 }
    let words = variables.map { "\($0.key)='\($0.value)'" }.joined(separator: " ")
    try tmux(
      "-f",
      "/dev/null",
      "new-session",
      "-d",
      "-x",
      "\(width)",
      "-y",
      "\(height)",
      "exec env -i TERM=tmux-256color TMUX=\"$TMUX\" \(words) sh"
    )
    try tmux("set-option", "-g", "remain-on-exit", "on")
    try #require(wait { $0.contains("ready>") })
  }

  deinit { _ = try? tmux("kill-server") }

  @discardableResult
  func tmux(_ arguments: String...) throws -> String {
    try Command.run(
      ["/usr/bin/tmux", "-L", socket] + arguments,
      // The user's own shell may be one that lets nobody in.
      environment: [
        "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "TERM=xterm-256color", "SHELL=/bin/sh",
      ]
    ).output
  }

  /// Types a line into the shell.
  func run(_ command: String) throws {
    try tmux("send-keys", "-l", command)
    try tmux("send-keys", "Enter")
  }

  /// Presses keys by tmux's names.
  func press(_ keys: String...) throws {
    for key in keys { try tmux("send-keys", key) }
  }

  /// Sends bytes as the terminal would, such as a mouse report.
  func type(_ text: String) throws { try tmux("send-keys", "-l", text) }

  var text: String { (try? tmux("capture-pane", "-p")) ?? "" }

  var styledText: String { (try? tmux("capture-pane", "-p", "-e", "-N")) ?? "" }

  /// A format of tmux, such as "#{cursor_flag}".
  func format(_ format: String) throws -> String {
    try tmux("display-message", "-p", format).trimmingCharacters(in: .newlines)
  }

  /// Waits until the text fulfils a condition twice in a row, by default up to ten seconds.
  func wait(seconds: Int = 10, _ condition: (String) -> Bool) -> Bool {
    var before = false
    for _ in 0..<seconds * 40 {
      let now = condition(text)
      if now, before { return true }
      before = now
      usleep(25_000)
    }
    return false
  }

  /// The modes that a full-screen program changes, as tmux sees them.
  func modes() throws -> String {
    try format(
      "alternate=#{alternate_on} cursor=#{cursor_flag} mouse=#{mouse_any_flag} "
        + "button=#{mouse_button_flag} sgr=#{mouse_sgr_flag} keypad=#{keypad_cursor_flag}"
    )
  }
}
