import Terminal

extension KeyBindings {
  static let work: [Binding] = section(
    "Measuring",
    [
      Binding(
        [.character("m")],
        .open(.measure),
        hint: "measure",
        "the edit's effect over many scenes"
      ),
      Binding([.character("M")], .open(.sweep), "the effect of every unit of the layer alone"),
      Binding(
        [.character("F")],
        .open(.causes),
        hint: "causes",
        "what units cause: curves, where a thing can go, what feeds a unit"
      ),
      Binding(
        [.character("C")],
        .open(.comparison),
        hint: "compare",
        "compare the layer with another, another rule, another network"
      ),
      Binding(
        [.character("R")],
        .look(.show(.review)),
        hint: "judge",
        "judge units by their top scenes: good or bad, one key each"
      ),
      Binding(
        [.character("J")],
        .open(.optimisation),
        "find the units that cause a concept together (ACE), live; again: another one"
      ),
      Binding([.character("d")], .open(.dissect), "dissect the layer, over more scenes"),
      Binding([.character("!")], .open(.messages), "everything that was told here, in full"),
      Binding(
        [.character("t")],
        .open(.jobs),
        hint: "jobs",
        "what runs in the background; cancel it"
      ),
      Binding(
        [.character("e")],
        .open(.export),
        hint: "export",
        "write what you see: PNG, SVG or CSV"
      ),
    ]
  )

  static let program: [Binding] = section(
    "Program",
    [
      Binding([.character("?"), .function(1)], .open(.help), hint: "help", "this help"),
      Binding(
        [.character(":")],
        .open(.command),
        hint: "command",
        "a command by its word, or a scene by its number; Tab completes"
      ),
      Binding([.control("p")], .open(.shot), "write this screen to a file"),
      Binding([.escape], .cancel, "drop search, concept, marks, zoom, in this order"),
      Binding(
        [.character("O")],
        .open(.settings),
        hint: "settings",
        "how scenes are computed, segmented and counted"
      ),
      Binding([.character("W")], .open(.worlds), hint: "worlds", "another of the demo worlds"),
      redraw,
      Binding(
        [.control("g")],
        .program(.toggleGuide),
        "the guide through the method in five steps, on and off"
      ),
      Binding([.control("o")], .program(.toggleMouse), "mouse off, to select text, and on"),
      // The screen itself suspends; the table only tells of it.
      Binding([.control("z")], .program(.suspend), "back to the shell; fg returns"),
      Binding(
        [.character("q"), .control("c")],
        .program(.quit),
        hint: "quit",
        "leave; results are kept"
      ),
    ]
  )

  static let redraw = Binding([.control("l")], .program(.redraw), "draw the whole screen again")
}
