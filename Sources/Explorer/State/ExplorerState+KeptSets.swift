import Causes
import Concepts
import Dissection
import Faults
import Tensors

extension ExplorerState {
  /// The best set that a search found for what a picker is about to do.
  func keptSet(for item: ConceptItem, in picker: ConceptPicker) -> KeptSet? {
    models.keptSets.first { kept in
      kept.concept == item.concept.number && (kept.quantile != nil) == (picker.purpose == .insert)
    }
  }

  /// The ranking that won on held-out scenes, where it is complete for the layer.
  func winningChoice(of item: ConceptItem) -> ConceptPicker.Choice? {
    guard let layer, let winner = models.winners[layer.name]?[item.concept.number] else {
      return nil
    }
    return switch winner {
    case .iou: .bestByIoU
    case .effect: sweep?.isComplete == true ? .bestByEffect : nil
    case .ace, .publishedACE: .bestByACE
    case .iqr, .random: nil
    }
  }
}

extension Models {
  /// Keeps what a search has just found, in place of what an earlier one found.
  mutating func keep(_ kept: KeptSet) {
    keptSets.removeAll {
      $0.concept == kept.concept && ($0.quantile == nil) == (kept.quantile == nil)
    }
    keptSets.append(kept)
  }
}

extension KeptSet {
  /// What it does, in a line: "20 units of layer4, 94 % gone, others within 6 %".
  var offer: String {
    func percent(_ value: Double?) -> String { "\(fixed((value ?? 0) * 100, 0)) %" }
    let units = found.set.units.count
    let effect = percent(found.effect?.value)
    return "the best set found: \(units) of \(found.set.layer), "
      + (quantile == nil ? "\(effect) gone" : "\(effect) of a cell")
      + ", others within \(percent(found.rest?.value))"
  }
}
