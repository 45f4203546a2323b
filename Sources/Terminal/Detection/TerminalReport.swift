public import Faults
internal import CNCurses
internal import Glibc

/// What the program found out about the terminal, for `ganscope doctor`.
public struct TerminalReport: Hashable, Sendable {
  /// TERM, and tmux or GNU screen if it runs inside.
  public var terminal: String
  /// The terminal type that the explorer would use.
  public var entry: String
  /// The colour mode and the rule that chose it.
  public var color: ColorChoice
  /// How pictures would be shown, and the rule that chose it.
  public var pictures: PictureChoice
  /// The locale in use, and why.
  public var locale: String, localeReason: String
  /// Whether block characters can be shown.
  public var isUTF8: Bool
  /// The extent in cells; `nil` if standard output is no terminal.
  public var size: GridSize?
  /// What the user could change, if something is not as good as it could be.
  public var hints: [String]

  /// Looks at the terminal of this process.
  ///
  /// - Parameter wishes: What is asked for.
  /// - Returns: What was found; also where standard output is no terminal.
  /// - Throws: A fault if GANSCOPE_COLOR makes no sense.
  public static func current(
    wishes: ScreenWishes = ScreenWishes()
  ) throws(Fault) -> TerminalReport {
    let isTerminal = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
    let surroundings = TerminalSurroundings.current()
    let rules = ColorRules(surroundings: surroundings) { isTerminal ? TerminalProbe().run() : nil }
    let color = try rules.choose(option: wishes.color)
    let locale = LocaleChoice.establish()
    return TerminalReport(
      terminal: surroundings.description,
      entry: surroundings.entries(for: color.mode)[0].name,
      color: color,
      pictures: pictures(surroundings, wishes, mode: color.mode, isTerminal: isTerminal),
      locale: locale.name,
      localeReason: locale.reason,
      isUTF8: locale.isUTF8,
      size: isTerminal ? TerminalReport.size() : nil,
      hints: hints(surroundings, color: color, locale: locale, isTerminal: isTerminal)
    )
  }

  private static func pictures(
    _ surroundings: TerminalSurroundings,
    _ wishes: ScreenWishes,
    mode: ColorMode,
    isTerminal: Bool
  ) -> PictureChoice {
    let rules = PictureRules(surroundings: surroundings)
    let isAsked = isTerminal && rules.asks(for: wishes.pictures)
    let answers = isAsked ? TerminalProbe().answers() : TerminalAnswers()
    return rules.choose(
      wishes.pictures,
      answers: answers,
      cell: cellPixels() ?? answers.cell,
      color: mode
    )
  }

  /// The pixels of a cell, if the system knows them.
  static func cellPixels() -> GridSize? {
    var (width, height) = (Int32(0), Int32(0))
    guard CNCurses_cellPixels(STDOUT_FILENO, &width, &height), width > 1, height > 1, width < 200,
      height < 200
    else { return nil }
    return GridSize(width: Int(width), height: Int(height))
  }

  static func size() -> GridSize? {
    var (columns, rows) = (Int32(0), Int32(0))
    guard CNCurses_terminalSize(STDOUT_FILENO, &columns, &rows), columns > 0, rows > 0 else {
      return nil
    }
    return GridSize(width: Int(columns), height: Int(rows))
  }

  private static func hints(
    _ surroundings: TerminalSurroundings,
    color: ColorChoice,
    locale: LocaleChoice,
    isTerminal: Bool
  ) -> [String] {
    var hints: [String] = []
    if !isTerminal { hints.append("standard input or output is no terminal: no screen here") }
    if surroundings.isTmux {
      hints.append(
        "if images look coarse, tell tmux that the terminal outside shows 24-bit colour: "
          + "set -as terminal-features ',*:RGB'"
      )
    }
    if color.mode == .palette256, isTerminal {
      hints.append("if the terminal shows 24-bit colour, use --color truecolor")
    }
    if !locale.isUTF8 { hints.append("install the locale C.UTF-8 to see images") }
    return hints
  }
}

extension TerminalSurroundings: CustomStringConvertible {
  package var description: String {
    let name = type.isEmpty ? "unknown (TERM is not set)" : type
    if isTmux { return "\(name) inside tmux" }
    return variables["STY"] == nil ? name : "\(name) inside GNU screen"
  }

  /// The terminal types to try in a colour mode, in order.
  func entries(for mode: ColorMode) -> [(name: String, own: TerminfoEntry?)] {
    let ours: TerminfoEntry =
      isTmux || type.hasPrefix("screen") || type.hasPrefix("tmux") ? .tmux : .xterm
    let own = (name: ours.rawValue, own: TerminfoEntry?.some(ours))
    if mode == .truecolor { return [own] }
    let theirs = (name: type, own: TerminfoEntry?.none)
    let common = (name: "xterm-256color", own: TerminfoEntry?.none)
    return databaseColors == nil ? [common] : [theirs, common]
  }
}
