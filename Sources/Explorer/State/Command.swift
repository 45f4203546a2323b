import Concepts
import Tensors
import Terminal

/// What was typed after ":": a word and what it is about.
struct Command: Hashable, Sendable {
  /// One of the words, for completion and help.
  struct Word: Hashable, Sendable {
    let name: String
    /// What follows it: "CONCEPT [N]".
    let usage: String
    let meaning: String
    /// What it does, if it takes nothing.
    var action: Action?
  }

  static let words: [Word] = [
    Word(name: "layer", usage: "NAME", meaning: "go to a layer"),
    Word(name: "scene", usage: "N", meaning: "go to a scene; a bare number does too"),
    Word(name: "unit", usage: "N", meaning: "go to a unit"),
    Word(name: "sort", usage: "iou|effect|unit|label|activation|ace", meaning: "rank the units"),
    Word(name: "filter", usage: "[CONCEPT]", meaning: "rank all units by a concept; none: by any"),
    Word(name: "ablate", usage: "CONCEPT|SET [N]", meaning: "switch units off"),
    Word(name: "insert", usage: "CONCEPT|SET [N]", meaning: "force units to a level"),
    Word(name: "mark", usage: "CONCEPT|SET [N]", meaning: "mark units"),
    Word(name: "brush", usage: "CONCEPT|SET [N]", meaning: "paint with units"),
    Word(name: "set", usage: "NAME", meaning: "give the marked units, or those edited, a name"),
    Word(name: "note", usage: "[TEXT]", meaning: "a note on the unit; without text: none"),
    Word(name: "view", usage: "NAME", meaning: "show a view"),
    Word(name: "level", usage: "", meaning: "the unit's level", action: .look(.show(.levels))),
    Word(name: "compare", usage: "[LAYER|RULE|FILE]", meaning: "set the layer beside another"),
    Word(
      name: "judge",
      usage: "",
      meaning: "judge units by their scenes",
      action: .look(.show(.review))
    ),
    Word(name: "causes", usage: "", meaning: "what units cause", action: .open(.causes)),
    Word(
      name: "curve",
      usage: "[CONCEPT]",
      meaning: "how much of a concept goes, unit by unit"
    ),
    Word(name: "map", usage: "[CONCEPT]", meaning: "where a concept can go in this scene"),
    Word(name: "contexts", usage: "[CONCEPT]", meaning: "what a concept needs around it"),
    Word(name: "propagation", usage: "[CONCEPT]", meaning: "an insertion, layer by layer"),
    Word(name: "lineage", usage: "", meaning: "what feeds the unit"),
    Word(name: "best", usage: "[CONCEPT]", meaning: "search the best set of units"),
    Word(name: "psi", usage: "NUMBER", meaning: "how far w lies from its mean (StyleGAN2)"),
    Word(name: "noise", usage: "constant|none|seed N", meaning: "a StyleGAN2's noise"),
    Word(name: "style", usage: "LAYER N VALUE", meaning: "set a channel of a layer's style"),
    Word(name: "theme", usage: "NAME", meaning: "other colours"),
    Word(name: "color", usage: "auto|truecolor|256|16|none", meaning: "how many colours"),
    Word(
      name: "pictures",
      usage: "auto|half-blocks|quadrants|…",
      meaning: "how pictures are shown"
    ),
    Word(
      name: "picture-colors",
      usage: "auto|nearest|mixed",
      meaning: "how pictures are brought to few colours"
    ),
    Word(name: "measure", usage: "", meaning: "the edit's effect", action: .open(.measure)),
    Word(name: "sweep", usage: "", meaning: "every unit alone", action: .open(.sweep)),
    Word(
      name: "ace",
      usage: "[CONCEPT]",
      meaning: "units that cause a concept",
      action: .open(.optimisation)
    ),
    Word(name: "dissect", usage: "", meaning: "label the layer's units", action: .open(.dissect)),
    Word(name: "undo", usage: "", meaning: "the last edit back", action: .edit(.undo)),
    Word(name: "redo", usage: "", meaning: "do it again", action: .edit(.redo)),
    Word(name: "reset", usage: "", meaning: "no edit", action: .edit(.reset)),
    Word(name: "edits", usage: "", meaning: "list of the edit's units", action: .open(.edits)),
    Word(name: "history", usage: "", meaning: "the steps of the edit", action: .open(.history)),
    Word(
      name: "keep",
      usage: "",
      meaning: "keep the edit as B, to compare others with it",
      action: .edit(.keepAsOther)
    ),
    Word(name: "exchange", usage: "", meaning: "swap the edit and B", action: .edit(.exchange)),
    Word(
      name: "versus",
      usage: "",
      meaning: "the edit beside the one kept as B",
      action: .look(.show(.versus))
    ),
    Word(
      name: "wipe",
      usage: "",
      meaning: "before and after in one picture",
      action: .look(.compare(.wipe))
    ),
    Word(
      name: "blink",
      usage: "",
      meaning: "before and after in turn",
      action: .look(.compare(.blink))
    ),
    Word(name: "cells", usage: "", meaning: "choose cells", action: .cells(.choose)),
    Word(name: "grid", usage: "", meaning: "many scenes at once", action: .look(.show(.grid))),
    Word(
      name: "directions",
      usage: "",
      meaning: "latent directions",
      action: .open(.directions)
    ),
    Word(name: "effects", usage: "", meaning: "table of changes", action: .open(.effects)),
    Word(name: "save", usage: "", meaning: "write an EDIT.json", action: .open(.saveEdit)),
    Word(name: "open", usage: "", meaning: "open an edit", action: .open(.openEdit)),
    Word(name: "export", usage: "", meaning: "write a PNG", action: .open(.export)),
    Word(name: "shot", usage: "", meaning: "write this screen to a file", action: .open(.shot)),
    Word(name: "jobs", usage: "", meaning: "what runs", action: .open(.jobs)),
    Word(name: "cluster", usage: "[FOLDER]", meaning: "follow a cluster's jobs"),
    Word(name: "messages", usage: "", meaning: "all that was told", action: .open(.messages)),
    Word(name: "settings", usage: "", meaning: "how it is computed", action: .open(.settings)),
    Word(name: "worlds", usage: "", meaning: "another demo world", action: .open(.worlds)),
    Word(name: "guide", usage: "", meaning: "the guide on or off", action: .program(.toggleGuide)),
    Word(name: "help", usage: "", meaning: "all keys", action: .open(.help)),
    Word(name: "quit", usage: "", meaning: "leave", action: .program(.quit)),
  ]

  /// The other actions, by the names that the configuration knows them by.
  static let actions: [String: Action] = {
    let known = Set(words.compactMap(\.action))
    let others = KeyBindings.main.map(\.action).filter { !known.contains($0) }
    return Dictionary(others.map { ($0.name, $0) }) { first, _ in first }
  }()

  /// What such an action does.
  static func meaning(ofAction name: String) -> String {
    KeyBindings.main.first { $0.action.name == name }?.description ?? ""
  }

  let word: String
  let arguments: [String]

  init(_ text: String) {
    let parts = text.split(separator: " ").map(String.init)
    (word, arguments) = (parts.first ?? "", Array(parts.dropFirst()))
  }
}

/// A command being typed.
struct CommandLine: Hashable, Sendable {
  var field = TextField()
  /// Which earlier command is shown; nil for what is being typed.
  var recalled: Int?
  /// Where Tab is among what may follow; nil while that is being typed.
  var completion: Completion?
  var complaint: String?

  struct Completion: Hashable, Sendable {
    let typed: String
    let place: Int
  }

  /// What was typed, whatever Tab has made of it.
  var typed: String { completion?.typed ?? field.text }
}

/// Why a command was not understood or cannot be done.
struct CommandMistake: Error, Hashable {
  let text: String

  init(_ text: String) { self.text = text }
}
