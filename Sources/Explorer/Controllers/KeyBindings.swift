import Terminal

typealias Binding = KeyBinding<Action>

/// The keys of the main screen, in the order of the help.
enum KeyBindings {
  static func browsing(_ state: ExplorerState) -> KeyTable<Action> {
    KeyTable(state.options.keys.applied(to: main).map { explained($0, state) })
  }

  /// Every table as it is without choices.
  static let plain: [[Binding]] = [
    main, choosingCells, painting, browsingGrid, studyingLevels, causes, browsingFinding, comparing,
    comparisonMenu, reviewing, directing, concepts, placeList, editList, history, commanding,
    typing, exporting, settings, worlds, confirming, resuming, jobs, clusterLine, cluster,
    effects, searching + reading,
  ]

  /// Every table, for the help.
  static func all(_ state: ExplorerState) -> [KeyTable<Action>] {
    [browsing(state)] + plain.dropFirst().map { KeyTable(state.options.keys.applied(to: $0)) }
  }

  /// What the keys mean now.
  static func table(for state: ExplorerState) -> KeyTable<Action> {
    guard state.layout.isLargeEnough else { return KeyTable(tooSmall) }
    guard let bindings = bindings(for: state) else { return browsing(state) }
    return KeyTable(state.options.keys.applied(to: bindings))
  }

  /// The usual keys of the foremost dialog or of a view that has its own; nil for the main screen.
  private static func bindings(for state: ExplorerState) -> [Binding]? {
    switch state.talk.dialogs.last {
    case .help(let place): return place.isTyping ? typing : searching + reading
    case .effects: return effects
    case .messages: return reading
    case .jobs(let cursor):
      if case .cluster? = state.jobs.line(at: cursor) { return clusterLine }
      return state.jobs.lines.isEmpty ? noJobs : jobs
    case .cluster: return cluster
    case .search, .prompt: return typing
    case .concepts: return concepts
    case .command: return commanding
    case .place: return placeList
    case .edits: return editList
    case .history: return history
    case .causes: return causes
    case .comparison: return comparisonMenu
    case .export: return exporting
    case .settings: return settings
    case .worlds: return worlds
    case .confirm: return confirming
    case .resume: return resuming
    case nil:
      if state.desk != nil { return directing }
      if state.place.view == .grid { return browsingGrid }
      if state.place.view == .levels { return studyingLevels }
      if state.place.view == .finding { return browsingFinding }
      if state.place.view == .comparison { return comparing }
      if state.place.view == .review { return reviewing }
      if state.editing.brush != nil { return painting }
      return state.editing.cellCursor != nil ? choosingCells : nil
    }
  }

  /// The keys of the main screen.
  static let main =
    moving + looking + editing + scenes + views + versus + work + program

  static let moving: [Binding] = section(
    "Moving",
    [
      Binding([.up, .character("k")], .move(.up), "the unit or layer above"),
      Binding([.down, .character("j")], .move(.down), hint: "move", "the unit or layer below"),
      Binding(
        [.left, .character("h")],
        .move(.left),
        "the pane on the left; in the scene: scene before"
      ),
      Binding(
        [.right, .character("l")],
        .move(.right),
        "the pane on the right; in the scene: next scene"
      ),
      Binding([.pageUp, .control("b")], .move(.pageUp), "a page up"),
      Binding([.pageDown, .control("f")], .move(.pageDown), "a page down"),
      Binding([.control("u")], .move(.halfUp), "half a page up"),
      Binding([.control("d")], .move(.halfDown), "half a page down"),
      Binding([.character("g"), .home], .move(.first), "the first"),
      Binding([.character("G"), .end], .move(.last), "the last"),
      Binding([.tab], .move(.nextPane), hint: "pane", "layers, units, scene in turn"),
      Binding([.backTab], .move(.previousPane), "the same backwards"),
      Binding([.character("]")], .move(.nextLayer), "next layer, from any pane"),
      Binding([.character("[")], .move(.previousLayer), "layer before, from any pane"),
    ]
  )

  static let looking: [Binding] = section(
    "Finding units",
    [
      Binding(
        [.character("/")],
        .open(.search),
        hint: "search",
        "units whose label, category or number fits; also iou>0.1, -tree"
      ),
      Binding(
        [.character("f")],
        .open(.concepts(.filter)),
        hint: "concept",
        "only the units of a concept"
      ),
      Binding(
        [.character("s")],
        .list(.nextRanking),
        hint: "sort",
        "by IoU, effect, ACE, unit, label, activation"
      ),
      Binding([.character("S")], .list(.reverseRanking), "the other way round"),
      Binding([.character(" ")], .list(.mark), hint: "mark", "mark or unmark the unit"),
      Binding([.character("*")], .list(.markAll), "mark all units listed, or unmark all"),
    ]
  )

  static let editing: [Binding] = section(
    "Editing",
    [
      Binding(
        [.character("a")],
        .edit(.ablate),
        hint: "ablate",
        "switch the unit off, or all marked units"
      ),
      Binding(
        [.character("A")],
        .open(.concepts(.ablate)),
        hint: "ablate concept",
        "switch a concept's units off"
      ),
      Binding(
        [.character("i")],
        .edit(.insert),
        hint: "insert",
        "force the unit, or all marked, to a level"
      ),
      Binding([.character("I")], .open(.concepts(.insert)), "force a concept's units to a level"),
      Binding(
        [.character("+"), .character("=")],
        .edit(.raiseLevel),
        "insert at a higher quantile"
      ),
      Binding([.character("-")], .edit(.lowerLevel), "insert at a lower quantile"),
      Binding(
        [.character("c")],
        .cells(.choose),
        hint: "cells",
        "choose the cells where edits act"
      ),
      Binding(
        [.character("B")],
        .open(.concepts(.brush)),
        hint: "brush",
        "paint a concept into the scene with the mouse, or remove it"
      ),
      Binding(
        [.character("E")],
        .open(.edits),
        hint: "edit list",
        "the edit unit by unit: leave some out, take them in again"
      ),
      Binding(
        [.character("H")],
        .open(.history),
        hint: "history",
        "the steps of the edit with pictures; Enter goes back to one"
      ),
      Binding(
        [.character("D")],
        .open(.directions),
        hint: "directions",
        "latent directions: sliders with pictures of several scenes"
      ),
      Binding([.character("u")], .edit(.undo), hint: "undo", "take the last edit back"),
      Binding([.character("U"), .control("r")], .edit(.redo), "do it again"),
      Binding([.character("x")], .edit(.reset), hint: "reset", "the scene without any edit"),
      Binding([.character("w")], .open(.saveEdit), "write the edit to an EDIT.json"),
      Binding([.character("o")], .open(.openEdit), "open an EDIT.json, or a PNG made here"),
    ]
  )

  static let scenes: [Binding] = section(
    "Scenes",
    [
      Binding(
        [.character("n")],
        .scene(.next),
        hint: "next scene",
        "the next scene, with the edit"
      ),
      Binding([.character("p")], .scene(.previous), "the scene before"),
      Binding([.character("#")], .open(.goToScene), "a scene by its number"),
      Binding([.character("r")], .scene(.random), "any scene"),
      Binding([.character(".")], .scene(.nextTop), "the unit's next top scene"),
      Binding([.character(",")], .scene(.previousTop), "the unit's top scene before"),
    ]
  )

  static let views: [Binding] = section(
    "Views",
    [
      Binding([.character("v")], .look(.nextView), hint: "view", "the next of the views"),
      Binding(
        [.character("0")],
        .look(.show(.automatic)),
        hint: "one picture",
        "heatmap while moving, edit while editing"
      ),
      Binding([.character("1")], .look(.show(.edited)), "the edited scene"),
      Binding([.character("2")], .look(.show(.original)), "the scene before the edit"),
      Binding(
        [.character("4")],
        .look(.show(.heatmap)),
        "the unit's heatmap, its level as a contour"
      ),
      Binding(
        [.character("5")],
        .look(.show(.segmentation)),
        "the segmentation: objects, again: materials, parts"
      ),
      Binding(
        [.character("6")],
        .look(.show(.unit)),
        "the unit at a glance: activations, overlaps, effects"
      ),
      Binding([.character("7")], .look(.show(.layer)), "the layer: units by concept"),
      Binding(
        [.character("8")],
        .look(.show(.layers)),
        "all layers: units by concept; arrows move there, Enter goes to the units"
      ),
      Binding(
        [.character("9")],
        .look(.show(.scatter)),
        "units by what they resemble and what they cause"
      ),
      Binding([.character("V")], .look(.show(.grid)), hint: "grid", "many scenes, with the edit"),
      Binding([.character("z"), .enter], .look(.zoom), hint: "zoom", "the pictures alone, large"),
      Binding(
        [.character("T")],
        .open(.effects),
        hint: "table",
        "table of what the edit changes"
      ),
      Binding(
        [.character("L")],
        .look(.show(.levels)),
        hint: "level",
        "the unit's level: move it, and see what it would stand for"
      ),
    ]
  )

  static func section(_ title: String, _ bindings: [Binding]) -> [Binding] {
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
