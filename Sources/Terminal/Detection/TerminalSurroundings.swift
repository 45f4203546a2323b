internal import CNCurses
internal import Glibc

/// What the environment and the terminal database say about the terminal.
package struct TerminalSurroundings: Sendable {
  package var variables: [String: String]
  /// How many colours the database gives `TERM`; `nil` if it does not know the type.
  package var databaseColors: Int?
  /// Whether the database gives `TERM` 24-bit colour.
  package var isDirect = false
  /// Whether the type can place the cursor.
  var canMoveCursor = true

  /// Made-up surroundings, for tests.
  package init(variables: [String: String], databaseColors: Int? = nil) {
    self.variables = variables
    self.databaseColors = databaseColors
  }

  static let names = [
    "TERM", "TERM_PROGRAM", "COLORTERM", "NO_COLOR", "GANSCOPE_COLOR", "TMUX", "STY",
    "VTE_VERSION", "WT_SESSION", "KONSOLE_VERSION", "LC_ALL", "LC_CTYPE", "LANG", "SSH_CONNECTION",
    "SSH_TTY",
  ]

  /// The surroundings of this process.
  static func current() -> TerminalSurroundings {
    var variables: [String: String] = [:]
    for name in names {
      if let value = getenv(name) { variables[name] = String(cString: value) }
    }
    var surroundings = TerminalSurroundings(variables: variables)
    surroundings.lookUp()
    return surroundings
  }

  var type: String { variables["TERM"] ?? "" }

  /// tmux answers and converts colours by itself, whatever it runs in.
  var isTmux: Bool { variables["TMUX"] != nil || variables["TERM_PROGRAM"] == "tmux" }

  /// Whether the terminal is at the other end of a line.
  var isRemote: Bool { variables["SSH_CONNECTION"] != nil || variables["SSH_TTY"] != nil }

  private mutating func lookUp() {
    var (colors, isDirect, canMove) = (Int32(0), false, false)
    guard !type.isEmpty, CNCurses_lookUp(type, &colors, &isDirect, &canMove) else { return }
    databaseColors = max(0, Int(colors))
    self.isDirect = isDirect
    canMoveCursor = canMove
  }
}
