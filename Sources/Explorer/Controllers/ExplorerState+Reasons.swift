import Dissection
import Interventions
import Tensors

extension ExplorerState {
  /// Why something cannot be done now and what would help; nil if it can.
  func disabledReason(of action: Action) -> String? {
    switch action {
    case .search, .nextRanking, .reverseRanking, .mark, .markAll, .chooseCells, .goToScene,
      .randomScene, .nextScene, .previousScene, .export:
      return generator == nil ? "the generator is still being loaded" : nil
    case .ablate: return table.rows.isEmpty ? "no unit is listed" : nil
    case .insert: return table.rows.isEmpty ? "no unit is listed" : reasonAgainstLevels
    case .insertConcept: return reasonAgainstLabels ?? reasonAgainstLevels
    case .chooseConcept, .ablateConcept: return reasonAgainstLabels
    case .undo: return history.canUndo ? nil : "nothing to undo"
    case .redo: return history.canRedo ? nil : "nothing to do again"
    case .reset, .saveEdit: return history.edit.isEmpty ? "there is no edit" : nil
    case .measure:
      return reasonAgainstSegmenter ?? (history.edit.isEmpty ? "there is no edit" : nil)
    case .sweep, .show(.segmentation): return reasonAgainstSegmenter
    case .effects: return reasonAgainstSegmenter
    case .dissect, .settings: return generator == nil ? "the generator is still being loaded" : nil
    case .nextTopScene, .previousTopScene:
      return topScenes.isEmpty ? "no top scenes yet: \(wayToDissection)" : nil
    default: return nil
    }
  }

  private var reasonAgainstSegmenter: String? {
    switch segmenterStatus {
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
      ? "dissect the layer first (d)" : "the layer is being dissected (t)"
  }
}
