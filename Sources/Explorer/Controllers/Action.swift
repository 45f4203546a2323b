import Cluster
import Directions
import Dissection
import Laboratory
import Tensors
import Terminal

/// What a key can mean.
enum Action: Hashable, Sendable {
  case move(Move)
  case list(ListAction)
  case edit(EditAction)
  case cells(CellAction)
  case brush(BrushAction)
  case scene(SceneAction)
  case look(LookAction)
  case grid(GridAction)
  case level(LevelAction)
  case cause(CauseAction)
  case comparison(ComparisonAction)
  case review(ReviewAction)
  case desk(DeskAction)
  case open(Opening)
  case answer(Answer)
  case program(ProgramAction)
  /// Gives up one thing: a dialog, a search, a view.
  case cancel
}

/// Where a cursor goes.
enum Move: Hashable, Sendable {
  case up, down, left, right, pageUp, pageDown, halfUp, halfDown, first, last
  case nextPane, previousPane, nextLayer, previousLayer
}

/// What is done with the list of units.
enum ListAction: Hashable, Sendable {
  case mark, markAll, nextRanking, reverseRanking
}

/// What changes the edit.
enum EditAction: Hashable, Sendable {
  case ablate, insert, raiseLevel, lowerLevel, undo, redo, reset
  /// Keeps the edit as B, to compare others with it; makes B the edit and the edit B.
  case keepAsOther, exchange
}

/// What is done while cells of the layer's grid are chosen.
enum CellAction: Hashable, Sendable {
  case choose, toggle, clear
  /// The cells where the unit under the cursor is above its level; the others; those of a
  /// rectangle between two presses.
  case active, invert, rectangle
  /// Which units are strongest in the cell under the cursor.
  case ask
  /// Takes the units' activations, and puts them elsewhere.
  case copy, paste
}

/// What is done with the brush in hand.
enum BrushAction: Hashable, Sendable {
  case dab, fill, rectangle, switchMode, erase, larger, smaller, stronger, weaker, layDown
  case move(Move)
}

/// What brings another scene.
enum SceneAction: Hashable, Sendable {
  case next, previous, random, nextTop, previousTop
}

/// What the pictures show.
enum LookAction: Hashable, Sendable {
  case show(ViewMode), nextView, toggleOriginal, zoom
  /// How two states of the scene are compared; where the border of a wipe goes.
  case compare(Pairing.Way), moveBorder(Int)
}

/// What is done among many scenes.
enum GridAction: Hashable, Sendable {
  case flip, mark, open, leave
  case page(Int)
  case move(Move)
}

/// What is done while the level of a unit is studied.
enum LevelAction: Hashable, Sendable {
  /// So many levels to the right: lower ones.
  case step(Int)
  case rule
  case quantile(Double)
  case nextFigure, keep, leave
}

/// What is done with what was found about what units cause.
enum CauseAction: Hashable, Sendable {
  case move(Move)
  /// Makes an edit of what is under the cursor, or goes on to the unit.
  case choose
  case nextFigure, stop, goOn, more, leave
}

/// What is done between two sides that are compared.
enum ComparisonAction: Hashable, Sendable {
  case move(Move)
  case differences, matches, swap, choose, leave
}

/// What is done while the scenes of units are judged.
enum ReviewAction: Hashable, Sendable {
  case judge(Bool?)
  case next, previous, nextUnjudged, switchOff, leave
}

/// What opens a question or a table.
enum Opening: Hashable, Sendable {
  case help, jobs, messages, effects, settings, export, search, worlds
  case concepts(ConceptPicker.Purpose)
  case command, edits, history, shot, causes, comparison, compareFile
  case goToScene, saveEdit, openEdit
  case dissect, measure, sweep
  /// The desk of latent directions, and what is asked there.
  case directions, findDirections, nameDirection, openDirections, saveDirections
  /// The causal units of a concept: what was found, or the question for what.
  case optimisation
}

/// What answers the foremost dialog, besides moving in it.
enum Answer: Hashable, Sendable {
  case accept, complete, cancelJob, resubmit, collect, more, fewer
}

/// What concerns the program.
enum ProgramAction: Hashable, Sendable {
  case quit, suspend, toggleMouse, toggleGuide, redraw
}

/// What the loop has to do for the state.
enum Effect: Hashable, Sendable {
  case submit(LaboratoryRequest)
  case cancel(JobNumber)
  /// Does something with a cluster's work, by its folder.
  case cluster(ClusterOrder, folder: String)
  case openEdit(path: String)
  case readLabels(path: String)
  case openNeighbour(NeighbourRequest)
  case openDirections(path: String, spaces: [LatentSpace])
  /// Writes a file; unless that is confirmed, asks before replacing one or making a folder.
  case write(PendingWrite, isConfirmed: Bool)
  case setMouse(Bool)
  case setScreen(ScreenWishes)
  case restoreSession(ModelID)
  case saveSession(SavedSession, ModelID)
  /// Sends the whole screen again.
  case redraw
  /// Leaves for another world of the program.
  case openWorld(String)
  case quit
}

/// What the state learns of.
enum ExplorerEvent: Sendable {
  case key(KeyEvent)
  /// News of the engine.
  case laboratory(LaboratoryEvent)
  /// A request was queued.
  case submitted(JobNumber, LaboratoryRequest)
  /// No key for a moment.
  case idle
  /// News of a cluster's work, by its folder.
  case cluster(ClusterNews, folder: String)
  case opened(OpenedEdit, path: String)
  case openedDirections(DirectionSet)
  case saved(path: String)
  case read(LabelledLayer, path: String)
  /// A file was written: "screen".
  case written(String, path: String)
  case doubtful(PendingWrite, WriteDoubt)
  case restored(SavedSession?)
  case failed(String)
}

extension Action {
  /// The name by which the configuration knows it: "edit-ablate", "open-concepts-insert".
  ///
  /// It is made of the case's own words, so that no action is without one.
  var name: String {
    String(describing: self).split { "(), :\"".contains($0) }.compactMap { piece in
      guard piece.first?.isLetter == true else {
        let digits = piece.filter(\.isNumber)
        return (piece.hasPrefix("-") ? "minus" : "") + digits
      }
      let word = piece.split(separator: ".").last.map(String.init) ?? ""
      return word == "Optional" ? nil : Self.hyphenated(word)
    }.joined(separator: "-")
  }

  /// "nextTop" as "next-top".
  private static func hyphenated(_ word: String) -> String {
    word.reduce(into: "") { text, letter in
      if letter.isUppercase, !text.isEmpty { text += "-" }
      text += letter.lowercased()
    }
  }
}
