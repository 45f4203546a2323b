import Testing

@testable import Terminal

/// What terminals answer, and what follows.
struct PictureRulesTests {
  private static let kitty =
    "\u{1B}_Gi=31;OK\u{1B}\\\u{1B}P>|kitty(0.35.2)\u{1B}\\\u{1B}[6;20;10t\u{1B}[?62;c"
  private static let wezterm =
    "\u{1B}P>|WezTerm 20240203-110809\u{1B}\\\u{1B}[6;34;15t\u{1B}[?1;0;1024S\u{1B}[?65;4;6;18;22c"
  private static let foot =
    "\u{1B}P>|foot(1.16.2)\u{1B}\\\u{1B}[6;18;9t\u{1B}[?2;0;4000;3000S\u{1B}[?62;4;22c"
  private static let xterm =
    "\u{1B}P>|XTerm(379)\u{1B}\\\u{1B}[6;13;6t\u{1B}[?1;0;1024S\u{1B}[?64;1;2;6;9;15;22c"
  private static let unknown = "\u{1B}_Gi=31;ENOTSUPPORTED\u{1B}\\\u{1B}[?1;2c"

  private func choice(
    _ answers: String,
    _ wish: PictureMode = .automatic,
    _ variables: [String: String] = ["TERM": "xterm-256color"],
    color: ColorMode = .truecolor,
    line: LineKind = .auto
  ) -> PictureChoice {
    let answers = TerminalAnswers(in: Array(answers.utf8))
    return PictureRules(
      surroundings: TerminalSurroundings(variables: variables, databaseColors: 256)
    ).choose(wish, answers: answers, cell: answers.cell, color: color, line: line)
  }

  @Test(arguments: [
    (kitty, PictureChoice.Method.kitty), (wezterm, .iterm), (foot, .sixel),
    (xterm, .cells(.upperHalf)), (unknown, .cells(.upperHalf)), ("", .cells(.upperHalf)),
  ])
  func `each terminal gets what it says it shows`(
    answers: String,
    method: PictureChoice.Method
  ) {
    #expect(choice(answers).method == method)
  }

  @Test func `answers are read whole, in pieces and among keys`() {
    let answers = TerminalAnswers(in: Array(Self.foot.utf8))
    #expect(answers.name == "foot(1.16.2)" && answers.cell == GridSize(width: 9, height: 18))
    #expect(answers.largestSixel == GridSize(width: 4000, height: 3000) && answers.isComplete)
    #expect(TerminalAnswers(in: Array(Self.wezterm.utf8)).sixelColors == 256)
    #expect(!TerminalAnswers(in: Array(Self.kitty.utf8).dropLast()).isComplete)
    var decoder = InputDecoder()
    var keys: [KeyEvent] = []
    var all = TerminalAnswers()
    // Every letter comes alone, but for the beginning of a string, which tells it from Alt and a key.
    var queue: [RawKey] = []
    var before: [UInt32] = [0, 0]
    for scalar in ("j" + Self.kitty + "k").unicodeScalars {
      queue.append(.scalar(scalar.value))
      before = [before[1], scalar.value]
      guard !before.contains(27) else { continue }
      while let key = decoder.next(at: .zero, { queue.isEmpty ? nil : queue.removeFirst() }) {
        keys.append(key)
      }
      decoder.takeAnswers().forEach { all.take($0) }
    }
    #expect(keys == [.character("j"), .character("k")])
    #expect(all == TerminalAnswers(in: Array(Self.kitty.utf8)))
  }

  @Test func `no answer that makes no sense is believed`() {
    for text in [
      "\u{1B}[6;0;0t", "\u{1B}[6;20t", "\u{1B}[6;99999;7t", "\u{1B}[?2;0;0;0S", "\u{1B}[?1;3;0S",
      "\u{1B}[8;24;80t", "\u{1B}_Gi=30;OK\u{1B}\\", "\u{1B}[4c",
    ] {
      #expect(
        TerminalAnswers(in: Array(text.utf8)) == TerminalAnswers(),
        "\(text.debugDescription)"
      )
    }
  }

  @Test func `inside tmux and screen pictures are cells, whatever the terminal around them shows`()
  {
    for variables in [
      ["TERM": "tmux-256color", "TMUX": "/tmp/x"], ["TERM": "screen-256color", "STY": "1.x"],
      ["TERM": "tmux-256color"],
    ] {
      let rules = PictureRules(
        surroundings: TerminalSurroundings(variables: variables, databaseColors: 256)
      )
      #expect(!rules.asks(for: .automatic) && !rules.asks(for: .kitty))
      #expect(choice(Self.kitty, .automatic, variables).method == .cells(.upperHalf))
      #expect(choice(Self.kitty, .kitty, variables).reason.contains("images in their place"))
      #expect(choice(Self.foot, .sixel, variables).method == .sixel)
      #expect(choice(Self.xterm, .sixel, variables).method == .cells(.upperHalf))
    }
  }

  @Test func `what is asked for is done without the terminal's word, if it can be`() {
    #expect(choice("", .kitty).method == .kitty && choice("", .iterm).method == .iterm)
    #expect(choice(Self.kitty, .halfBlocks).method == .cells(.upperHalf))
    #expect(choice(Self.kitty, .sextants).method == .cells(.sextants))
    #expect(choice(Self.kitty, .sixel).method == .sixel)
    #expect(choice("", .sixel).reason.contains("how large its cells are"))
    #expect(choice(Self.kitty, color: .none).method == .cells(.shades))
    #expect(choice(Self.kitty, line: .slow).method == .cells(.upperHalf))
  }

  @Test func `names in the environment count only where the terminal is silent`() {
    let variables = ["TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"]
    #expect(choice("", .automatic, variables).method == .iterm)
    #expect(choice(Self.unknown, .automatic, variables).method == .cells(.upperHalf))
  }

  @Test(arguments: ["linux", "vt100", "dumb", ""])
  func `who would print the question is not asked`(type: String) {
    let surroundings = TerminalSurroundings(variables: ["TERM": type], databaseColors: 8)
    #expect(!PictureRules(surroundings: surroundings).asks(for: .automatic))
  }
}
