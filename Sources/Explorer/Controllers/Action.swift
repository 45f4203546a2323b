import Laboratory
import Terminal

/// What a key can mean.
enum Action: Hashable, Sendable {
  case up, down, left, right, pageUp, pageDown, first, last
  case nextPane, previousPane, nextLayer, previousLayer
  case accept, cancel, help, quit, suspend, toggleMouse, redraw
  case search, chooseConcept, nextRanking, reverseRanking
  case mark, markAll
  case ablate, ablateConcept, insert, insertConcept, raiseLevel, lowerLevel, chooseCells
  case undo, redo, reset, saveEdit, openEdit
  case nextScene, previousScene, goToScene, randomScene, nextTopScene, previousTopScene
  case show(ViewMode), nextView, toggleOriginal, zoom, effects
  case dissect, measure, sweep, jobs, messages, export, settings
  // In dialogs and while cells are chosen.
  case toggleCell, clearCells, cancelJob, more, fewer
}

/// What the loop has to do for the state.
enum Effect: Hashable, Sendable {
  case submit(LaboratoryRequest)
  case cancel(JobNumber)
  case openEdit(path: String)
  /// Writes a file; unless that is confirmed, asks before replacing one or making a folder.
  case write(PendingWrite, isConfirmed: Bool)
  case setMouse(Bool)
  /// Sends the whole screen again.
  case redraw
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
  case opened(OpenedEdit, path: String)
  case saved(path: String)
  case doubtful(PendingWrite, WriteDoubt)
  case failed(String)
}
