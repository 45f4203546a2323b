import Interventions
import Laboratory
import Tensors

/// A first walk through the method that follows what the person does.
struct Guide: Hashable, Sendable {
  enum Step: Int, Hashable, Sendable, CaseIterable {
    case ablate, scenes, compare, measure, grow
  }

  private(set) var step = Step.ablate
  /// The scene in which the present step began.
  private var scene: Int

  init(scene: Int) { self.scene = scene }

  /// Goes on as far as what was asked for is done; nil when all is.
  func following(_ state: ExplorerState) -> Guide? {
    guard isDone(state) else { return self }
    guard let next = Step(rawValue: step.rawValue + 1) else { return nil }
    var guide = self
    (guide.step, guide.scene) = (next, state.scene)
    return guide
  }

  private func isDone(_ state: ExplorerState) -> Bool {
    let edit = state.editing.history.edit
    return switch step {
    case .ablate: edit.interventions.contains { $0.isAblation }
    case .scenes: state.scene != scene
    case .compare: state.place.view == .sideBySide
    case .measure:
      state.currentMeasurement != nil
        || state.jobs.entries.contains {
          if case .measure = $0.request { true } else { false }
        }
    case .grow: edit.interventions.contains { $0.mask != nil && !$0.isAblation }
    }
  }

  /// What to do next, from long to short.
  func instructions(_ state: ExplorerState) -> [String] {
    switch step {
    case .ablate:
      let marked = state.marks.count
      guard marked > 1 else { return ["a switches the unit under the cursor off: watch the scene"] }
      return [
        "The \(marked) units marked ● draw trees. Press a to switch them off and watch the scene.",
        "The \(marked) units marked ● draw trees. Press a: they are switched off.",
      ]
    case .scenes:
      return [
        "They are gone, and the rest stays. Press n for the next scenes: the edit goes with you.",
        "They are gone. Press n for the next scenes, with the same edit.",
      ]
    case .compare:
      return [
        "Press 3 to see before, after and the difference. 0 goes back to one picture.",
        "Press 3: before, after and the difference; 0 goes back.",
      ]
    case .measure:
      return [
        "Is it so in general? Press m and Enter: the effect on every concept over 200 scenes.",
        "In general? Press m, Enter: the effect over 200 scenes.",
      ]
    case .grow:
      guard state.editing.cellCursor == nil else {
        return [
          "Choose some cells on the grass with Space or by dragging, then press I, tree, Enter.",
          "Choose cells on the grass (Space, drag), then I, tree, Enter.",
        ]
      }
      return [
        "Now let a tree grow: x takes the edit back, c chooses cells, I inserts tree units there.",
        "Let a tree grow: x, then c chooses cells, I inserts units.",
      ]
    }
  }

  /// How far it is: "2 of 5".
  var progress: String { "\(step.rawValue + 1) of \(Step.allCases.count)" }
}
