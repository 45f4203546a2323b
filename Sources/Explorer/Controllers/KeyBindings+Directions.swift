import Terminal

extension KeyBindings {
  /// The keys at the desk of directions.
  static let directing: [Binding] = titled(
    "Directions",
    [
      Binding([.up, .character("k")], .desk(.move(.up)), "the direction above"),
      Binding([.down, .character("j")], .desk(.move(.down)), hint: "move", "the direction below"),
      Binding([.pageUp], .desk(.move(.pageUp)), "ten directions up"),
      Binding([.pageDown], .desk(.move(.pageDown)), "ten directions down"),
      Binding(
        [.right, .character("l")],
        .desk(.slide(1)),
        hint: "slide",
        "a quarter of a standard deviation forward"
      ),
      Binding([.left, .character("h")], .desk(.slide(-1)), "and back"),
      Binding([.character("L")], .desk(.slide(4)), "a whole one forward"),
      Binding([.character("H")], .desk(.slide(-4)), "and back"),
      Binding([.character("0")], .desk(.center), hint: "zero", "the slider to the middle"),
      Binding([.character("x")], .desk(.centerAll), "all sliders to the middle"),
      Binding([.enter], .desk(.keep), hint: "keep", "the sliders become a part of the edit"),
      Binding([.character("r")], .desk(.walk), hint: "random walk", "the sliders wander, or stop"),
      Binding(
        [.character("b")],
        .desk(.flip),
        hint: "before/after",
        "without the sliders, and back"
      ),
      Binding([.character("n")], .desk(.page(1)), hint: "scenes", "the scenes after these"),
      Binding([.character("p")], .desk(.page(-1)), "the scenes before"),
      Binding(
        [.character("[")],
        .desk(.lastInput(-1)),
        "of w: without the last of its inputs, the finest layers"
      ),
      Binding([.character("]")], .desk(.lastInput(1)), "of w: with one more"),
      Binding([.character("{")], .desk(.firstInput(-1)), "of w: with one more of the first inputs"),
      Binding([.character("}")], .desk(.firstInput(1)), "of w: without the first, the coarsest"),
      Binding(
        [.character("c")],
        .desk(.findComponents),
        hint: "components",
        "principal components of w, or of the first layer where there is none"
      ),
      Binding([.character("C")], .desk(.findLayerComponents), "of the layer's activations"),
      Binding(
        [.character("s")],
        .desk(.factorize),
        hint: "SeFa",
        "closed-form factorisation of the weights"
      ),
      Binding(
        [.character("f")],
        .open(.findDirections),
        hint: "concept",
        "the direction that changes a concept's area most"
      ),
      Binding([.character("N")], .open(.nameDirection), "another name for the direction"),
      Binding(
        [.character("o")],
        .open(.openDirections),
        hint: "open",
        "open an .npz of directions"
      ),
      Binding([.character("w")], .open(.saveDirections), "write the directions to an .npz"),
      Binding([.character("t")], .open(.jobs), "what runs in the background"),
      Binding([.character("?"), .function(1)], .open(.help), hint: "help", "this help"),
      Binding(
        [.escape, .character("q"), .character("D")],
        .desk(.leave),
        hint: "back",
        "back, the edit as it was"
      ),
    ] + always
  )
}
