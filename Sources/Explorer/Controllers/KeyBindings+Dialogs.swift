import Terminal

extension KeyBindings {
  static let commanding: [Binding] = titled(
    "Commands",
    [
      Binding([.enter], .answer(.accept), hint: "do", "perform the command"),
      Binding([.tab], .answer(.complete), hint: "complete", "complete the word"),
      Binding([.up, .control("p")], .move(.up), hint: "history", "the command before"),
      Binding([.down, .control("n")], .move(.down), "the command after"),
      Binding([.escape, .control("g")], .cancel, hint: "back", "back"),
    ] + withHelpWhileTyping
  )

  static let placeList: [Binding] = titled(
    "Units at a place",
    [
      Binding([.enter], .answer(.accept), hint: "mark", "mark the strongest units"),
      Binding(
        [.character("+"), .down, .character("j")],
        .answer(.more),
        hint: "more",
        "one unit more"
      ),
      Binding([.character("-"), .up, .character("k")], .answer(.fewer), hint: "fewer", "one less"),
      Binding([.escape, .character("q")], .cancel, hint: "back", "back"),
    ] + withHelp
  )

  static let editList: [Binding] = titled(
    "The edit",
    [
      Binding([.character(" ")], .list(.mark), hint: "in/out", "leave the unit out, take it in"),
      Binding(
        [.character("*"), .character("x")],
        .list(.markAll),
        hint: "whole",
        "the same with all units of its intervention"
      ),
      Binding(
        [.right, .character("l"), .character("+")],
        .move(.right),
        hint: "level",
        "its intervention at a higher level; the scene follows"
      ),
      Binding(
        [.left, .character("h"), .character("-")],
        .move(.left),
        "at a lower level, down to off"
      ),
      Binding([.down, .character("j")], .move(.down), hint: "move", "the unit below"),
      Binding([.up, .character("k")], .move(.up), "the unit above"),
      Binding([.pageDown, .control("d")], .move(.pageDown), "a page down"),
      Binding([.pageUp, .control("u")], .move(.pageUp), "a page up"),
      Binding([.enter, .escape, .character("q"), .character("E")], .cancel, hint: "done", "back"),
    ] + withHelp
  )

  static let worlds: [Binding] = titled(
    "Demo worlds",
    [
      Binding([.enter], .answer(.accept), hint: "open", "go there; this one is kept as it is"),
      Binding([.down, .character("j")], .move(.down), hint: "move", "the world below"),
      Binding([.up, .character("k")], .move(.up), "the world above"),
      Binding([.escape, .character("q"), .character("W")], .cancel, hint: "back", "back"),
    ] + withHelp
  )

  static let history: [Binding] = titled(
    "The steps of the edit",
    [
      Binding([.enter], .answer(.accept), hint: "go there", "make it the edit; nothing is lost"),
      Binding([.down, .character("j")], .move(.down), hint: "move", "the step after"),
      Binding([.up, .character("k")], .move(.up), "the step before"),
      Binding([.home, .character("g")], .move(.first), "the first"),
      Binding([.end, .character("G")], .move(.last), "the last"),
      Binding([.escape, .character("q"), .character("H")], .cancel, hint: "back", "back"),
    ] + withHelp
  )

  /// The table of what the edit changes.
  static let effects: [Binding] = titled(
    "What the edit changes",
    [
      Binding(
        [.tab],
        .move(.nextPane),
        hint: "bars",
        "bars with their 95 % intervals, or figures"
      ), Binding([.character("e")], .open(.export), hint: "export", "write the table or the bars"),
    ] + reading
  )

  /// What the help answers to besides.
  static let searching: [Binding] = titled(
    "Help and tables",
    [Binding([.character("/")], .open(.search), hint: "search", "look for a word in the help")]
  )

  /// The keys of a table that can be scrolled.
  static let reading: [Binding] = titled(
    "Help and tables",
    [
      Binding([.down, .character("j")], .move(.down), hint: "scroll", "a line down"),
      Binding([.up, .character("k")], .move(.up), "a line up"),
      Binding([.pageDown, .character(" "), .control("f")], .move(.pageDown), "a page down"),
      Binding([.pageUp, .control("b")], .move(.pageUp), "a page up"),
      Binding([.character("g"), .home], .move(.first), "the start"),
      Binding([.character("G"), .end], .move(.last), "the end"),
      Binding(
        [
          .escape, .character("q"), .enter, .character("T"), .character("!"),
        ],
        .cancel,
        hint: "close",
        "close"
      ),
    ] + withHelp
  )

  static let jobs: [Binding] = titled(
    "Jobs",
    [
      Binding([.down, .character("j")], .move(.down), hint: "move", "the job below"),
      Binding([.up, .character("k")], .move(.up), "the job above"),
      Binding(
        [.character("x"), .delete],
        .answer(.cancelJob),
        hint: "cancel job",
        "stop; results are kept"
      ),
      Binding(
        [.escape, .character("q"), .enter, .character("t")],
        .cancel,
        hint: "close",
        "close"
      ),
    ] + withHelp
  )

  /// The same while there is no job to choose or to cancel.
  static let noJobs = jobs.filter { binding in
    ![.move(.down), .move(.up), .answer(.cancelJob)].contains(binding.action)
  }

  static let typing: [Binding] = titled(
    "Questions",
    [
      Binding([.enter], .answer(.accept), hint: "ok", "answer"),
      Binding([.escape, .control("g")], .cancel, hint: "back", "back without an answer"),
    ] + withHelpWhileTyping
  )

  static let concepts: [Binding] = titled(
    "Choosing a concept",
    [
      Binding([.enter], .answer(.accept), hint: "choose", "take the concept"),
      Binding([.down, .control("n")], .move(.down), hint: "move", "the concept below"),
      Binding([.up, .control("p")], .move(.up), "the concept above"),
      Binding([.pageDown], .move(.pageDown), "a page down"),
      Binding([.pageUp], .move(.pageUp), "a page up"),
      Binding([.right, .tab], .move(.right), "all matching units, best by IoU, best by effect"),
      Binding([.left, .backTab], .move(.left), "the same backwards"),
      Binding([.character("+"), .character("=")], .answer(.more), "more units"),
      Binding([.character("-")], .answer(.fewer), "fewer units"),
      Binding([.escape, .control("g")], .cancel, hint: "back", "back without a choice"),
    ] + withHelpWhileTyping
  )

  static let exporting: [Binding] = titled(
    "Exporting",
    [
      Binding([.enter], .answer(.accept), hint: "name the file", "go on to the file's name"),
      Binding([.down, .character("j")], .move(.down), hint: "move", "the picture below"),
      Binding([.up, .character("k")], .move(.up), "the picture above"),
      Binding([.right, .character("l"), .character("+")], .answer(.more), hint: "scale", "larger"),
      Binding([.left, .character("h"), .character("-")], .answer(.fewer), "smaller"),
      Binding([.escape, .character("q")], .cancel, hint: "back", "back"),
    ] + withHelp
  )

  static let settings: [Binding] = titled(
    "Settings",
    [
      Binding([.enter], .answer(.accept), hint: "apply", "from now on"),
      Binding([.down, .character("j")], .move(.down), hint: "move", "the setting below"),
      Binding([.up, .character("k")], .move(.up), "the setting above"),
      Binding([.right, .character("l")], .move(.right), hint: "change", "the next value"),
      Binding([.left, .character("h")], .move(.left), "the value before; sizes can be typed"),
      Binding([.escape, .character("q"), .character("O")], .cancel, hint: "back", "back"),
    ] + withHelp
  )

  static let confirming: [Binding] = titled(
    "Replacing a file, making a folder",
    [
      Binding([.character("y")], .answer(.accept), hint: "yes", "write the file"),
      Binding([.character("n"), .escape, .character("q")], .cancel, hint: "no", "write nothing"),
    ] + withHelp
  )

  static let resuming: [Binding] = titled(
    "Stopped with the last session",
    [
      Binding([.enter, .character("y")], .answer(.accept), hint: "go on", "go on with all of it"),
      Binding(
        [.escape, .character("n"), .character("q")],
        .cancel,
        hint: "leave it",
        "leave it; what was measured is kept"
      ),
    ] + withHelp
  )

  /// Below the least size only leaving is possible.
  static let tooSmall: [Binding] = [
    Binding([.character("q"), .control("c")], .program(.quit), hint: "quit", "leave"),
    Binding([.control("z")], .program(.suspend), "back to the shell"),
  ]

  /// Help about the keys of whatever is on the screen, and what works everywhere.
  static let withHelp: [Binding] =
    [Binding([.character("?"), .function(1)], .open(.help), hint: "help", "these keys")] + always

  /// The same where most keys are text.
  static let withHelpWhileTyping: [Binding] =
    [Binding([.function(1)], .open(.help), "these keys")] + always

  static let always: [Binding] = [
    Binding([.control("c")], .program(.quit), "leave the program"),
    Binding([.control("z")], .program(.suspend), "back to the shell; fg returns"),
  ]

  static func titled(_ title: String, _ bindings: [Binding]) -> [Binding] {
    bindings.map { binding in
      var binding = binding
      binding.section = title
      return binding
    }
  }
}
