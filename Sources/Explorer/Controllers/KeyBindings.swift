import Terminal

typealias Binding = KeyBinding<Action>

/// The keys of the main screen, in the order of the help.
enum KeyBindings {
  static func browsing(_ state: ExplorerState) -> KeyTable<Action> {
    let bindings = moving + looking + editing + scenes + views + work + program
    return KeyTable(bindings.map { explained($0, state) })
  }

  static let moving: [Binding] = section(
    "Moving",
    [
      Binding([.up, .character("k")], .up, "the unit or layer above"),
      Binding([.down, .character("j")], .down, hint: "move", "the unit or layer below"),
      Binding([.left, .character("h")], .left, "the pane on the left; in the scene: scene before"),
      Binding(
        [.right, .character("l")],
        .right,
        "the pane on the right; in the scene: next scene"
      ),
      Binding([.pageUp, .control("b")], .pageUp, "a page up"),
      Binding([.pageDown, .control("f")], .pageDown, "a page down"),
      Binding([.character("g"), .home], .first, "the first"),
      Binding([.character("G"), .end], .last, "the last"),
      Binding([.tab], .nextPane, hint: "pane", "layers, units, scene in turn"),
      Binding([.backTab], .previousPane, "the same backwards"),
      Binding([.character("]")], .nextLayer, "next layer, from any pane"),
      Binding([.character("[")], .previousLayer, "layer before, from any pane"),
    ]
  )

  static let looking: [Binding] = section(
    "Finding units",
    [
      Binding(
        [.character("/")],
        .search,
        hint: "search",
        "units whose label, category or number fits; also iou>0.1, -tree"
      ),
      Binding([.character("f")], .chooseConcept, hint: "concept", "only the units of a concept"),
      Binding(
        [.character("s")],
        .nextRanking,
        hint: "sort",
        "by IoU, effect, unit, label, activation"
      ),
      Binding([.character("S")], .reverseRanking, "the other way round"),
      Binding([.character(" ")], .mark, hint: "mark", "mark or unmark the unit"),
      Binding([.character("*")], .markAll, "mark all units listed, or unmark all"),
    ]
  )

  static let editing: [Binding] = section(
    "Editing",
    [
      Binding(
        [.character("a")],
        .ablate,
        hint: "ablate",
        "switch the unit off, or all marked units"
      ),
      Binding(
        [.character("A")],
        .ablateConcept,
        hint: "ablate concept",
        "switch a concept's units off"
      ),
      Binding(
        [.character("i")],
        .insert,
        hint: "insert",
        "force the unit, or all marked, to a level"
      ),
      Binding([.character("I")], .insertConcept, "force a concept's units to a level"),
      Binding([.character("+"), .character("=")], .raiseLevel, "insert at a higher quantile"),
      Binding([.character("-")], .lowerLevel, "insert at a lower quantile"),
      Binding([.character("c")], .chooseCells, hint: "cells", "choose the cells where edits act"),
      Binding([.character("u")], .undo, hint: "undo", "take the last edit back"),
      Binding([.character("U"), .control("r")], .redo, "do it again"),
      Binding([.character("x")], .reset, hint: "reset", "the scene without any edit"),
      Binding([.character("w")], .saveEdit, "write the edit to an EDIT.json"),
      Binding([.character("o")], .openEdit, "open an EDIT.json, or a PNG made here"),
    ]
  )

  static let scenes: [Binding] = section(
    "Scenes",
    [
      Binding([.character("n")], .nextScene, hint: "next scene", "the next scene, with the edit"),
      Binding([.character("p")], .previousScene, "the scene before"),
      Binding([.character(":"), .character("#")], .goToScene, "a scene by its number"),
      Binding([.character("r")], .randomScene, "any scene"),
      Binding([.character(".")], .nextTopScene, "the unit's next top scene"),
      Binding([.character(",")], .previousTopScene, "the unit's top scene before"),
    ]
  )

  static let views: [Binding] = section(
    "Views",
    [
      Binding([.character("v")], .nextView, hint: "view", "the next of the views"),
      Binding([.character("0")], .show(.automatic), "heatmap while moving, edit while editing"),
      Binding([.character("1")], .show(.edited), "the edited scene"),
      Binding([.character("2")], .show(.original), "the scene before the edit"),
      Binding([.character("3")], .show(.sideBySide), "before, after and difference"),
      Binding([.character("4")], .show(.heatmap), "the unit's heatmap, its level as a contour"),
      Binding(
        [.character("5")],
        .show(.segmentation),
        "the segmentation: objects, again: materials, parts"
      ),
      Binding([.character("b")], .toggleOriginal, "before the edit, and back"),
      Binding([.character("z"), .enter], .zoom, hint: "zoom", "the pictures alone, large"),
      Binding([.character("T")], .effects, "table of what the edit changes"),
    ]
  )

  static let work: [Binding] = section(
    "Measuring",
    [
      Binding([.character("m")], .measure, hint: "measure", "the edit's effect over many scenes"),
      Binding([.character("M")], .sweep, "the effect of every unit of the layer alone"),
      Binding([.character("d")], .dissect, "dissect the layer, over more scenes"),
      Binding([.character("!")], .messages, "everything that was told here, in full"),
      Binding([.character("t")], .jobs, hint: "jobs", "what runs in the background; cancel it"),
      Binding([.character("e")], .export, hint: "export", "write what you see as PNG"),
    ]
  )

  static let program: [Binding] = section(
    "Program",
    [
      Binding([.character("?"), .function(1)], .help, hint: "help", "this help"),
      Binding([.escape], .cancel, "drop search, concept, marks, zoom, in this order"),
      Binding(
        [.character("O")],
        .settings,
        hint: "settings",
        "how scenes are computed, segmented and counted"
      ),
      redraw,
      Binding([.control("o")], .toggleMouse, "mouse off, to select text, and on"),
      // The screen itself suspends; the table only tells of it.
      Binding([.control("z")], .suspend, "back to the shell; fg returns"),
      Binding([.character("q"), .control("c")], .quit, hint: "quit", "leave; results are kept"),
    ]
  )

  static let redraw = Binding([.control("l")], .redraw, "draw the whole screen again")

  private static func section(_ title: String, _ bindings: [Binding]) -> [Binding] {
    bindings.map { binding in
      var binding = binding
      binding.section = title
      return binding
    }
  }

  private static func explained(_ binding: Binding, _ state: ExplorerState) -> Binding {
    var binding = binding
    binding.disabledReason = state.disabledReason(of: binding.action)
    return binding
  }
}
