public import Faults

/// A colour mode and the rule that chose it.
public struct ColorChoice: Hashable, Sendable {
  /// The mode.
  public var mode: ColorMode
  /// Why: "COLORTERM is truecolor".
  public var reason: String

  /// Makes a choice.
  public init(mode: ColorMode, reason: String) {
    self.mode = mode
    self.reason = reason
  }
}

extension ColorMode {
  /// Reads the value of `--color` or GANSCOPE_COLOR: auto, truecolor, 256, 16 or none.
  ///
  /// - Returns: The mode; `nil` for "auto".
  /// - Throws: A fault that lists the values.
  public static func parse(_ text: String, option: String) throws(Fault) -> ColorMode? {
    switch text.lowercased() {
    case "auto", "": return nil
    case "truecolor", "24bit": return .truecolor
    case "256": return .palette256
    case "16", "8": return .palette16
    case "none", "mono": return ColorMode.none
    default:
      throw Fault(
        .usage,
        "choose the colours",
        on: option,
        expected: "auto, truecolor, 256, 16 or none",
        found: "'\(text)'"
      )
    }
  }
}

/// The rules that choose a colour mode; the first that answers counts.
package struct ColorRules {
  package var surroundings: TerminalSurroundings
  /// Asks the terminal itself; `nil` if it does not answer.
  var probe: () -> String?

  package init(surroundings: TerminalSurroundings, probe: @escaping () -> String?) {
    self.surroundings = surroundings
    self.probe = probe
  }

  package func choose(option: ColorMode?) throws(Fault) -> ColorChoice {
    if let option { return ColorChoice(mode: option, reason: "--color asks for it") }
    if let choice = try requested() ?? known() { return choice }
    if canProbe, let answer = probe() { return ColorChoice(mode: .truecolor, reason: answer) }
    return byDatabase()
  }

  private func requested() throws(Fault) -> ColorChoice? {
    let variables = surroundings.variables
    if let wish = variables["GANSCOPE_COLOR"],
      let mode = try ColorMode.parse(wish, option: "GANSCOPE_COLOR")
    {
      return ColorChoice(mode: mode, reason: "GANSCOPE_COLOR is \(wish)")
    }
    if let wish = variables["NO_COLOR"], !wish.isEmpty {
      return ColorChoice(mode: .none, reason: "NO_COLOR is set")
    }
    return nil
  }

  private func known() -> ColorChoice? {
    let (variables, type) = (surroundings.variables, surroundings.type)
    // Over SSH nothing but TERM tells of a tmux at the other end.
    if surroundings.isTmux || type.hasPrefix("tmux") {
      return ColorChoice(
        mode: .truecolor,
        reason: "tmux takes 24-bit colour and converts it itself"
      )
    }
    if variables["STY"] != nil || type.hasPrefix("screen") {
      // It hands COLORTERM on to its windows and then spoils 24-bit colour.
      return ColorChoice(mode: .palette256, reason: "GNU screen shows 256 colours, not more")
    }
    if let value = variables["COLORTERM"], ["truecolor", "24bit"].contains(value.lowercased()) {
      return ColorChoice(mode: .truecolor, reason: "COLORTERM is \(value)")
    }
    if surroundings.isDirect || type.hasSuffix("-direct") {
      return ColorChoice(mode: .truecolor, reason: "the terminal database gives \(type) 24 bits")
    }
    if let known = ColorRules.truecolorTypes.first(where: type.hasPrefix) {
      return ColorChoice(mode: .truecolor, reason: "\(known) is known to show 24-bit colour")
    }
    if variables["TERM_PROGRAM"] == "Apple_Terminal" {
      return ColorChoice(mode: .palette256, reason: "Apple's Terminal shows 256 colours")
    }
    let marks = ["VTE_VERSION", "WT_SESSION", "KONSOLE_VERSION"]
    if let mark = marks.first(where: { variables[$0] != nil }) {
      return ColorChoice(mode: .truecolor, reason: "\(mark) is set")
    }
    return nil
  }

  /// Types whose terminals are asked.
  private var canProbe: Bool { surroundings.isLikeXterm }

  private func byDatabase() -> ColorChoice {
    let type = surroundings.type
    guard let colors = surroundings.databaseColors else {
      let name = type.isEmpty ? "TERM is not set" : "the terminal database does not know \(type)"
      return ColorChoice(mode: .palette256, reason: "\(name); most terminals show 256 colours")
    }
    let reason = "the terminal database gives \(type) \(colors) colours"
    if colors >= 256 { return ColorChoice(mode: .palette256, reason: reason) }
    return ColorChoice(mode: colors >= 8 ? .palette16 : .none, reason: reason)
  }

  /// Terminals that say who they are in TERM and show 24-bit colour in every version in use.
  fileprivate static let truecolorTypes = [
    "xterm-kitty", "xterm-ghostty", "ghostty", "alacritty", "foot", "wezterm", "contour", "rio",
    "iterm2", "konsole", "vscode",
  ]
}

extension TerminalSurroundings {
  /// Whether the type is one that imitates xterm, or an unknown one.
  var isLikeXterm: Bool {
    if type.contains("256color") || ColorRules.truecolorTypes.contains(where: type.hasPrefix) {
      return true
    }
    return databaseColors == nil && type != ""
  }
}
