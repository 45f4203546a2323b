/// The rules that choose how pictures are shown; the first that answers counts.
package struct PictureRules {
  let surroundings: TerminalSurroundings

  package init(surroundings: TerminalSurroundings) { self.surroundings = surroundings }

  /// What asks the terminal for all it can show; the last answer, to DA1, comes from every terminal.
  package static let question =
    "\u{1B}_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\\u{1B}[>q\u{1B}[16t"
    + "\u{1B}[?1;1;0S\u{1B}[?2;1;0S\u{1B}[c"

  /// Whether the terminal is to be asked: only those that imitate xterm are safe from letters on the
  /// screen, and a multiplexer answers for itself, not for the terminal around it.
  package func asks(for wish: PictureMode) -> Bool {
    guard wish == .automatic || wish == .sixel, surroundings.isLikeXterm else { return false }
    return wish == .sixel || !surroundings.isMultiplexed
  }

  /// Chooses a way.
  ///
  /// - Parameters:
  ///   - wish: What is asked for.
  ///   - answers: What the terminal has said so far.
  ///   - cell: The pixels of a cell, if they are known.
  ///   - color: The colour mode.
  ///   - line: What the line is taken to be.
  /// - Returns: The way, and why it was chosen.
  package func choose(
    _ wish: PictureMode,
    answers: TerminalAnswers,
    cell: GridSize?,
    color: ColorMode,
    line: LineKind = .auto
  ) -> PictureChoice {
    if color == .none { return PictureChoice(.cells(.shades), "there is no colour") }
    let blocks = PictureChoice.Method.cells(.upperHalf)
    if line == .slow { return PictureChoice(blocks, "the line is slow") }
    let said = "--pictures asks for it"
    switch wish {
    case .halfBlocks: return PictureChoice(blocks, said)
    case .quadrants: return PictureChoice(.cells(.quadrants), said)
    case .sextants: return PictureChoice(.cells(.sextants), said)
    case .kitty where !surroundings.isMultiplexed: return PictureChoice(.kitty, said)
    case .iterm where !surroundings.isMultiplexed: return PictureChoice(.iterm, said)
    case .sixel where cell == nil:
      return PictureChoice(blocks, "the terminal does not tell how large its cells are")
    case .sixel where !surroundings.isMultiplexed || answers.takesSixel:
      return PictureChoice(.sixel, said)
    case .automatic, .kitty, .iterm, .sixel: break
    }
    if surroundings.isMultiplexed {
      return PictureChoice(
        blocks,
        "\(surroundings.multiplexer) does not keep images in their place"
      )
    }
    return byAnswers(answers, cell) ?? byName(answers)
      ?? PictureChoice(blocks, "the terminal does not say that it shows images")
  }

  private func byAnswers(_ answers: TerminalAnswers, _ cell: GridSize?) -> PictureChoice? {
    if answers.takesKitty { return PictureChoice(.kitty, "the terminal answers kitty's question") }
    let name = answers.name ?? ""
    if let known = ["iTerm2", "WezTerm", "mintty"].first(where: name.hasPrefix) {
      return PictureChoice(.iterm, "the terminal says that it is \(known)")
    }
    if answers.takesSixel, cell != nil {
      return PictureChoice(.sixel, "the terminal says that it shows sixels")
    }
    return nil
  }

  /// What the environment says counts where the terminal says nothing.
  private func byName(_ answers: TerminalAnswers) -> PictureChoice? {
    guard !answers.isComplete, surroundings.isLikeXterm,
      let name = surroundings.variables["TERM_PROGRAM"], ["iTerm.app", "WezTerm"].contains(name)
    else { return nil }
    return PictureChoice(.iterm, "TERM_PROGRAM is \(name)")
  }
}

extension TerminalSurroundings {
  /// Whether tmux or GNU screen stands between the program and the terminal.
  var isMultiplexed: Bool {
    isTmux || variables["STY"] != nil || type.hasPrefix("screen") || type.hasPrefix("tmux")
  }

  var multiplexer: String {
    isTmux || type.hasPrefix("tmux") ? "tmux" : "GNU screen"
  }
}
