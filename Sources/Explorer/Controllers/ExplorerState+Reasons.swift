import Dissection
import Interventions
import Tensors

extension ExplorerState {
  /// Why something cannot be done now and what would help; nil if it can.
  func disabledReason(of action: Action) -> String? {
    switch action {
    case .brush, .grid, .look(.show(.grid)), .open(.directions): return reasonAgainstScenes
    case .open(.findDirections): return reasonAgainstSegmenter
    case .open(.nameDirection), .open(.saveDirections):
      return desk?.set == nil ? "there are no directions yet" : nil
    case .desk, .open(.openDirections): return nil
    case .look(.show(.layer)), .look(.show(.layers)): return reasonAgainstSegmenter
    case .look(.show(.levels)): return reasonAgainstLabels
    case .level, .cause, .comparison, .review: return nil
    case .open(.comparison), .open(.compareFile): return reasonAgainstLabels
    case .look(.show(.comparison)):
      return place.comparison == nil
        ? "nothing is compared yet: \(key(.open(.comparison))) asks with what" : nil
    case .look(.show(.review)):
      return topScenes.isEmpty ? "no top scenes yet: \(wayToDissection)" : nil
    case .open(.causes): return reasonAgainstSegmenter
    case .look(.show(.finding)):
      return place.finding == nil
        ? "nothing was asked yet: \(key(.open(.causes))) opens the questions" : nil
    case .open(.edits): return reasonAgainstEmptyEdit
    case .open(.history): return nil
    case .look(.show(.versus)): return reasonAgainstComparison
    case .look(.moveBorder):
      return isPairing && place.pairing.way == .wipe
        ? nil : "there is no border: \(key(.look(.show(.sideBySide)))) twice shows one"
    case .open(.concepts(.brush)): return reasonAgainstLabels ?? reasonAgainstLevels
    case .open(.command), .open(.shot): return nil
    case .open(.worlds):
      return options.worlds.isEmpty ? "a generator of your own is explored, no demo world" : nil
    case .list, .cells, .open(.search), .open(.goToScene), .open(.export), .open(.dissect),
      .open(.settings):
      return reasonAgainstScenes
    case .scene(.next), .scene(.previous), .scene(.random): return reasonAgainstScenes
    case .scene(.nextTop), .scene(.previousTop):
      return topScenes.isEmpty ? "no top scenes yet: \(wayToDissection)" : nil
    case .edit(let action): return reason(against: action)
    case .open(.optimisation): return reasonAgainstLabels
    case .open(.concepts(.insert)): return reasonAgainstLabels ?? reasonAgainstLevels
    case .open(.concepts): return reasonAgainstLabels
    case .open(.saveEdit): return reasonAgainstEmptyEdit
    case .open(.measure): return reasonAgainstSegmenter ?? reasonAgainstEmptyEdit
    case .open(.sweep), .open(.effects), .look(.show(.segmentation)): return reasonAgainstSegmenter
    case .open(.help), .open(.jobs), .open(.messages), .open(.openEdit), .look, .move, .answer,
      .program, .cancel:
      return nil
    }
  }

  private func reason(against action: EditAction) -> String? {
    switch action {
    case .ablate: table.rows.isEmpty ? "no unit is listed" : nil
    case .insert: table.rows.isEmpty ? "no unit is listed" : reasonAgainstLevels
    case .raiseLevel, .lowerLevel: nil
    case .undo: editing.history.canUndo ? nil : "nothing to undo"
    case .redo: editing.history.canRedo ? nil : "nothing to do again"
    case .reset, .keepAsOther: reasonAgainstEmptyEdit
    case .exchange: reasonAgainstComparison
    }
  }

  private var reasonAgainstComparison: String? {
    editing.other == nil
      ? "no edit is kept as B yet: \(key(.edit(.keepAsOther))) keeps the present one" : nil
  }

  private var reasonAgainstScenes: String? {
    models.generator == nil ? "the generator is still being loaded" : nil
  }

  private var reasonAgainstEmptyEdit: String? {
    editing.history.edit.isEmpty ? "there is no edit" : nil
  }

  private var reasonAgainstSegmenter: String? {
    switch models.segmenterStatus {
    case .ready: nil
    case .loading: "the segmenter is still being loaded"
    case .absent: "this needs labels, and there is no segmenter (--segmenter DIRECTORY)"
    }
  }

  private var reasonAgainstLabels: String? {
    if let reason = reasonAgainstSegmenter { return reason }
    return dissection?.labels.isEmpty == false ? nil : "no labels yet: \(wayToDissection)"
  }

  private var reasonAgainstLevels: String? {
    dissection?.quantiles.values.isEmpty == false
      ? nil : "insertion needs the units' levels: \(wayToDissection)"
  }

  private var wayToDissection: String {
    layer.flatMap { dissectionJob(of: $0.name) } == nil
      ? "dissect the layer first (\(key(.open(.dissect))))"
      : "the layer is being dissected (\(key(.open(.jobs))))"
  }
}
