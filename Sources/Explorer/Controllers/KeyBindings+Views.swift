import Terminal

extension KeyBindings {
  static let versus: [Binding] = section(
    "Before and after, A and B",
    [
      Binding(
        [.character("3")],
        .look(.show(.sideBySide)),
        hint: "before/after",
        "before, after and difference; again: wipe, blink"
      ),
      Binding([.character("b")], .look(.toggleOriginal), "before the edit, and back"),
      Binding(
        [.character("Y")],
        .edit(.keepAsOther),
        hint: "keep as B",
        "keep this edit as B, to compare others with it"
      ),
      Binding(
        [.character("y")],
        .look(.show(.versus)),
        hint: "A and B",
        "this edit beside the one kept as B, and the difference; again: wipe, blink"
      ),
      Binding(
        [.character("X")],
        .edit(.exchange),
        hint: "swap A and B",
        "make B the edit, and this edit B"
      ),
      Binding([.character("<")], .look(.moveBorder(-5)), "the border of a wipe to the left"),
      Binding([.character(">")], .look(.moveBorder(5)), "the border of a wipe to the right"),
    ]
  )

  /// The keys while cells of the layer's grid are chosen.
  static let choosingCells: [Binding] = titled(
    "Choosing cells",
    [
      Binding([.left, .character("h")], .move(.left), "the cell on the left"),
      Binding([.down, .character("j")], .move(.down), hint: "move", "the cell below"),
      Binding([.up, .character("k")], .move(.up), "the cell above"),
      Binding([.right, .character("l")], .move(.right), "the cell on the right"),
      Binding([.character(" ")], .cells(.toggle), hint: "choose", "choose the cell, or drop it"),
      Binding([.enter, .escape, .character("q"), .character("c")], .cancel, hint: "done", "back"),
      Binding(
        [.character("x"), .delete],
        .cells(.clear),
        hint: "clear",
        "drop all: edits act everywhere"
      ),
      Binding(
        [.character("a")],
        .edit(.ablate),
        hint: "ablate here",
        "switch the units off in these cells"
      ),
      Binding(
        [.character("i")],
        .edit(.insert),
        hint: "insert here",
        "force the units to a level here"
      ),
      Binding(
        [.character("+"), .character("=")],
        .edit(.raiseLevel),
        "insert at a higher quantile"
      ),
      Binding([.character("-")], .edit(.lowerLevel), "insert at a lower quantile"),
      Binding([.character("u")], .edit(.undo), hint: "undo", "take the last edit back"),
      Binding(
        [.character("f")],
        .cells(.active),
        hint: "active",
        "the cells where the unit is above its level"
      ),
      Binding(
        [.character("r")],
        .cells(.rectangle),
        hint: "rectangle",
        "a rectangle between this cell and the one of the next r"
      ),
      Binding([.character("v")], .cells(.invert), "all other cells instead"),
      Binding(
        [.character("y")],
        .cells(.copy),
        hint: "copy",
        "copy the units' activations from the chosen cells, or from this one"
      ),
      Binding(
        [.character("P")],
        .cells(.paste),
        hint: "paste",
        "put them around this cell, also in another scene"
      ),
      Binding([.character("n")], .scene(.next), "the next scene"),
      Binding([.character("p")], .scene(.previous), "the scene before"),
      Binding([.character("w")], .cells(.ask), hint: "who", "what is here, and who draws it"),
      Binding(
        [.character("I")],
        .open(.concepts(.insert)),
        "force a concept's units to a level here"
      ),
      Binding([.character("A")], .open(.concepts(.ablate)), "switch a concept's units off here"),
    ] + withHelp
  )

  /// The keys while a brush is in hand.
  static let painting: [Binding] = titled(
    "Painting",
    [
      Binding([.character(" ")], .brush(.dab), hint: "paint", "paint at the cursor"),
      Binding([.character("f")], .brush(.fill), hint: "fill", "paint all of the thing here"),
      Binding(
        [.character("r")],
        .brush(.rectangle),
        hint: "rectangle",
        "a rectangle between this place and that of the next r"
      ),
      Binding(
        [.character("e")],
        .brush(.erase),
        hint: "eraser",
        "take strokes away where they were painted, or draw again"
      ),
      Binding(
        [.character("d"), .tab],
        .brush(.switchMode),
        hint: "draw/remove",
        "draw or remove; the mouse's right button does the other"
      ),
      Binding([.character("+"), .character("=")], .brush(.larger), hint: "size", "a larger brush"),
      Binding([.character("-")], .brush(.smaller), "a smaller brush"),
      Binding([.character("]")], .brush(.stronger), hint: "strength", "a higher level"),
      Binding([.character("[")], .brush(.weaker), "a lower level"),
      Binding([.left, .character("h")], .brush(.move(.left)), "the cursor to the left"),
      Binding([.down, .character("j")], .brush(.move(.down)), hint: "move", "the cursor down"),
      Binding([.up, .character("k")], .brush(.move(.up)), "the cursor up"),
      Binding([.right, .character("l")], .brush(.move(.right)), "the cursor to the right"),
      Binding([.character("u")], .edit(.undo), hint: "undo", "take the last stroke back"),
      Binding([.character("U"), .control("r")], .edit(.redo), "paint it again"),
      Binding([.character("x")], .edit(.reset), "take everything back"),
      Binding([.character("n")], .scene(.next), "the next scene, with the strokes"),
      Binding([.character("p")], .scene(.previous), "the scene before"),
      Binding([.character("E")], .open(.edits), "the strokes as a list"),
      Binding(
        [.escape, .character("q"), .character("B"), .enter],
        .brush(.layDown),
        hint: "done",
        "lay the brush down"
      ),
    ] + withHelp
  )

  static let browsingGrid: [Binding] = titled(
    "Many scenes",
    [
      Binding([.left, .character("h")], .grid(.move(.left)), "the scene on the left"),
      Binding([.down, .character("j")], .grid(.move(.down)), hint: "move", "the line below"),
      Binding([.up, .character("k")], .grid(.move(.up)), "the line above"),
      Binding([.right, .character("l")], .grid(.move(.right)), "the scene on the right"),
      Binding(
        [.character("n"), .pageDown],
        .grid(.page(1)),
        hint: "next page",
        "the scenes after these"
      ),
      Binding([.character("p"), .pageUp], .grid(.page(-1)), "the scenes before"),
      Binding([.character("g"), .home], .grid(.move(.first)), "scene 0"),
      Binding([.character("b")], .grid(.flip), hint: "before/after", "without the edit, and back"),
      Binding([.character(" ")], .grid(.mark), hint: "mark", "mark the scene"),
      Binding([.enter], .grid(.open), hint: "open", "go to the scene"),
      Binding(
        [.character("e")],
        .open(.export),
        hint: "export",
        "write these scenes, or the marked ones, on one sheet"
      ),
      Binding([.character("a")], .edit(.ablate), "switch the marked units off, or on"),
      Binding([.character("u")], .edit(.undo), hint: "undo", "take the last edit back"),
      Binding([.character("U"), .control("r")], .edit(.redo), "do it again"),
      Binding([.character("x")], .edit(.reset), "without any edit"),
      Binding([.character(":")], .open(.command), "a command"),
      Binding([.escape, .character("q"), .character("V")], .grid(.leave), hint: "back", "back"),
    ] + withHelp
  )

  static let studyingLevels: [Binding] = titled(
    "The level of a unit",
    [
      Binding(
        [.right, .character("l")],
        .level(.step(1)),
        hint: "lower",
        "a lower level: more places lie above it"
      ),
      Binding([.left, .character("h")], .level(.step(-1)), hint: "higher", "a higher level"),
      Binding([.character(">"), .pageDown], .level(.step(10)), "ten levels lower"),
      Binding([.character("<"), .pageUp], .level(.step(-10)), "ten levels higher"),
      Binding([.enter], .level(.keep), hint: "keep", "keep the level for this unit"),
      Binding([.character("r"), .home], .level(.rule), hint: "rule's", "the level of the rule"),
      Binding(
        [.character("5")],
        .level(.quantile(0.995)),
        hint: "0.995",
        "the fixed quantile 0.995"
      ),
      Binding([.character("9")], .level(.quantile(0.99)), "the fixed quantile 0.99"),
      Binding([.tab], .level(.nextFigure), hint: "plot", "IoU, information, activations in turn"),
      Binding([.down, .character("j")], .move(.down), hint: "unit", "the unit below"),
      Binding([.up, .character("k")], .move(.up), "the unit above"),
      Binding([.character("n")], .scene(.next), hint: "scene", "the next scene"),
      Binding([.character("p")], .scene(.previous), "the scene before"),
      Binding([.character(".")], .scene(.nextTop), "the unit's next top scene"),
      Binding([.character(",")], .scene(.previousTop), "the unit's top scene before"),
      Binding([.character("e")], .open(.export), hint: "export", "write the plot"),
      Binding([.character(":")], .open(.command), "a command"),
      Binding([.character("?"), .function(1)], .open(.help), "all keys"),
      Binding(
        [.escape, .character("q"), .character("L")],
        .level(.leave),
        hint: "back",
        "back, the level as it was"
      ),
    ] + always
  )
}
