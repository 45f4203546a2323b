import Terminal

extension KeyBindings {
  static let comparing: [Binding] = titled(
    "Comparing",
    [
      Binding([.down, .character("j")], .comparison(.move(.down)), hint: "move", "the row below"),
      Binding([.up, .character("k")], .comparison(.move(.up)), "the row above"),
      Binding([.pageDown, .control("d")], .comparison(.move(.pageDown)), "a page down"),
      Binding([.pageUp, .control("u")], .comparison(.move(.pageUp)), "a page up"),
      Binding([.left, .character("h")], .comparison(.move(.left)), "the left side"),
      Binding(
        [.right, .character("l")],
        .comparison(.move(.right)),
        hint: "side",
        "the right side"
      ),
      Binding([.enter], .comparison(.choose), hint: "go there", "go to the side's best unit"),
      Binding(
        [.character("d")],
        .comparison(.differences),
        hint: "differences",
        "only what one side alone has, and back"
      ),
      Binding(
        [.character("m")],
        .comparison(.matches),
        hint: "matches",
        "units of both networks that do the same, and back"
      ),
      Binding([.tab], .comparison(.swap), hint: "swap", "exchange the sides"),
      Binding([.character("C")], .open(.comparison), hint: "with", "compare with something else"),
      Binding([.character("e")], .open(.export), hint: "export", "write what is shown"),
      Binding([.character(":")], .open(.command), "a command"),
      Binding([.character("?"), .function(1)], .open(.help), "all keys"),
      Binding([.escape, .character("q")], .comparison(.leave), hint: "back", "back"),
    ] + always
  )

  static let comparisonMenu: [Binding] = titled(
    "Compare with",
    [
      Binding([.enter], .answer(.accept), hint: "compare", "set both beside each other"),
      Binding([.down, .character("j")], .move(.down), hint: "move", "the line below"),
      Binding([.up, .character("k")], .move(.up), "the line above"),
      Binding([.escape, .character("q"), .character("C")], .cancel, hint: "back", "back"),
    ] + withHelp
  )

  static let reviewing: [Binding] = titled(
    "Judging units by their scenes",
    [
      Binding([.character("g")], .review(.judge(true)), hint: "good", "they look right"),
      Binding([.character("b")], .review(.judge(false)), hint: "bad", "they look wrong"),
      Binding(
        [.backspace, .character("u")],
        .review(.judge(nil)),
        hint: "take back",
        "take the judgement back"
      ),
      Binding([.right, .down, .character("j")], .review(.next), hint: "next", "the next unit"),
      Binding([.left, .up, .character("k")], .review(.previous), "the unit before"),
      Binding(
        [.character("n"), .character(" ")],
        .review(.nextUnjudged),
        hint: "unjudged",
        "the next unit that nobody has judged"
      ),
      Binding(
        [.character("x")],
        .review(.switchOff),
        hint: "bad ones off",
        "switch all units judged bad off"
      ),
      Binding([.character("]")], .move(.nextLayer), "the next layer"),
      Binding([.character("[")], .move(.previousLayer), "the layer before"),
      Binding([.character("e")], .open(.export), hint: "export", "write what is shown"),
      Binding([.character(":")], .open(.command), "a command"),
      Binding([.character("?"), .function(1)], .open(.help), "all keys"),
      Binding([.escape, .character("q"), .character("R")], .review(.leave), hint: "back", "back"),
    ] + always
  )

  static let causes: [Binding] = titled(
    "What units cause",
    [
      Binding([.enter], .answer(.accept), hint: "ask", "show what is known, find out the rest"),
      Binding([.down, .character("j")], .move(.down), hint: "move", "the question below"),
      Binding([.up, .character("k")], .move(.up), "the question above"),
      Binding([.right, .character("l")], .move(.right), hint: "concept", "the next concept"),
      Binding([.left, .character("h")], .move(.left), "the concept before"),
      Binding([.escape, .character("q"), .character("F")], .cancel, hint: "back", "back"),
    ] + withHelp
  )

  static let browsingFinding: [Binding] = titled(
    "What was found",
    [
      Binding([.left, .character("h")], .cause(.move(.left)), "to the left; back in a lineage"),
      Binding([.right, .character("l")], .cause(.move(.right)), hint: "move", "to the right"),
      Binding([.up, .character("k")], .cause(.move(.up)), "up"),
      Binding([.down, .character("j")], .cause(.move(.down)), "down"),
      Binding(
        [.enter],
        .cause(.choose),
        hint: "take",
        "edit as the point says, insert at the cell, go on to the unit"
      ),
      Binding([.tab], .cause(.nextFigure), hint: "other", "effect on the concept, or on the rest"),
      Binding(
        [.character("x"), .delete],
        .cause(.stop),
        hint: "cancel",
        "stop; what is known stays"
      ),
      Binding([.character("r")], .cause(.goOn), hint: "go on", "go on where it stopped"),
      Binding(
        [.character("+"), .character("=")],
        .cause(.more),
        hint: "more",
        "twice as many scenes"
      ),
      Binding([.character("n")], .scene(.next), hint: "scene", "the next scene"),
      Binding([.character("p")], .scene(.previous), "the scene before"),
      Binding([.character("F")], .open(.causes), hint: "questions", "the other questions"),
      Binding([.character("t")], .open(.jobs), "what runs in the background"),
      Binding([.character("e")], .open(.export), hint: "export", "write what is shown"),
      Binding([.character(":")], .open(.command), "a command"),
      Binding([.character("?"), .function(1)], .open(.help), "all keys"),
      Binding([.escape, .character("q")], .cause(.leave), hint: "back", "back; jobs go on"),
    ] + always
  )
}
