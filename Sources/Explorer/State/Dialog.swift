import Concepts
import Directions
import Interventions
import Laboratory
import Terminal

/// A question or table in front of everything else.
enum Dialog: Hashable, Sendable {
  case help(HelpPlace)
  case search(TextField, before: String)
  case prompt(Prompt)
  case concepts(ConceptPicker)
  case export(ExportPicker)
  case confirm(PendingWrite, WriteDoubt)
  case jobs(cursor: Int)
  /// A cluster's work, by its folder.
  case cluster(String, first: Int)
  case effects(EffectsPlace)
  case settings(SettingsPicker)
  case messages(first: Int)
  case command(CommandLine)
  case place(PlaceList)
  case edits(EditList)
  case history(cursor: Int)
  case causes(CauseMenu)
  case comparison(ComparisonMenu)
  case worlds(cursor: Int)
  case resume([SavedWork])

  /// Whether its keys stand below it; tables that are only read take the whole box.
  var showsKeys: Bool {
    switch self {
    case .help, .effects, .messages: false
    case .search, .prompt, .concepts, .export, .confirm, .jobs, .cluster, .settings, .command,
      .place,
      .edits, .history, .causes, .comparison, .worlds, .resume:
      true
    }
  }
}

/// Where a person is in the help, and what is looked for in it.
struct HelpPlace: Hashable, Sendable {
  var first = 0
  /// What is looked for; only lines with it are listed.
  var search = TextField()
  /// Whether keys are text of the search.
  var isTyping = false
}

/// Where a person is in the table of what the edit changes.
struct EffectsPlace: Hashable, Sendable {
  var first = 0
  /// Whether bars with their intervals are shown instead of figures.
  var showsBars = false
}

/// A question that is answered by typing.
struct Prompt: Hashable, Sendable {
  enum Purpose: Hashable, Sendable {
    case goToScene
    case saveEdit, openEdit, shot, compareFile, figure
    case export(ExportRequest)
    case sheet(SceneSheet)
    case dissect, measure, sweep
    case findDirections, nameDirection, openDirections, saveDirections
    case optimise(concept: Int)
  }

  var purpose: Purpose
  var title: String
  /// What the answer is: "file", "scenes".
  var label: String
  /// A sentence or two; what a job costs follows it.
  var explanation: String
  var field: TextField
  /// Why the last answer was refused.
  var complaint: String?

  /// Whether a key may change the answer: numbers take no letters.
  func accepts(_ key: KeyEvent) -> Bool {
    guard case .character(let character) = key else { return true }
    return switch purpose {
    case .saveEdit, .openEdit, .export, .sheet, .shot, .compareFile, .figure, .findDirections,
      .nameDirection, .openDirections, .saveDirections:
      true
    case .goToScene, .dissect, .measure, .sweep, .optimise: !character.isLetter
    }
  }
}

/// A choice of a concept, and of the units that stand for it.
struct ConceptPicker: Hashable, Sendable {
  enum Purpose: Hashable, Sendable {
    case filter, ablate, insert, brush
    /// Find its causal units.
    case optimise

    /// Whether a concept alone is chosen, not units of it.
    var isConceptAlone: Bool { self == .filter || self == .optimise }
  }

  /// Which of a concept's units are meant.
  enum Choice: Hashable, Sendable { case kept, matching, bestByIoU, bestByEffect, bestByACE }

  var purpose: Purpose
  var field = TextField()
  var cursor = 0
  private(set) var choice = Choice.matching
  /// Whether the person chose it; otherwise it follows the concept.
  private var isChosen = false
  var count = 20

  /// Goes to the next or previous of the ways there are.
  mutating func step(by step: Int, among choices: [Choice]) {
    settle(among: choices)
    guard let place = choices.firstIndex(of: choice) else { return }
    choice = choices[(place + step + choices.count) % choices.count]
    isChosen = true
  }

  /// Takes the best way there is, unless the person chose one that still chooses any units.
  mutating func settle(among choices: [Choice]) {
    if !isChosen || !choices.contains(choice), let first = choices.first { choice = first }
  }

  init(purpose: Purpose) { self.purpose = purpose }
}

/// One line of the concept picker.
struct ConceptItem: Hashable, Sendable {
  let concept: Concept
  /// How many units of the layer match it.
  let units: Int
  /// The best IoU that any unit has with it.
  let bestIoU: Float
}

/// A choice of what to write as PNG.
struct ExportPicker: Hashable, Sendable {
  var cursor: Int
  var scale = 4
}

/// What to ask about before a file is written.
enum WriteDoubt: Hashable, Sendable {
  case fileExists
  case noFolder(String)
}

/// A file that is about to be written.
enum PendingWrite: Hashable, Sendable {
  case edit(Edit, path: String)
  case image(ExportRequest)
  case sheet(SceneSheet, path: String)
  case shot(path: String)
  case figure(Figure, path: String)
  case directions(DirectionSet, path: String)

  var path: String {
    switch self {
    case .edit(_, let path): path
    case .image(let request): request.path
    case .sheet(_, let path): path
    case .shot(let path): path
    case .figure(_, let path): path
    case .directions(_, let path): path
    }
  }
}
