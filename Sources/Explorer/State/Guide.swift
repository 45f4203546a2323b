import Interventions
import Laboratory
import Tensors

/// A first walk through the method that follows what the person does.
struct Guide: Hashable, Sendable {
  enum Step: Int, Hashable, Sendable, CaseIterable {
    case ablate, scenes, compare, measure, grow
  }

  private(set) var step = Step.ablate
  /// What it speaks of; nil where nothing is known of the generator.
  private let subject: GuideSubject?
  /// The scene in which the present step began.
  private var scene: Int

  init(_ subject: GuideSubject?, scene: Int) { (self.subject, self.scene) = (subject, scene) }

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
      guard marked > 1, let subject else {
        return ["a switches the unit under the cursor off: watch the scene"]
      }
      let units = "The \(marked) units marked ● draw \(subject.things). Press a"
      return [
        "\(units) to switch them off and watch the scene.", "\(units): they are switched off.",
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
      let thing = subject?.thing ?? "a concept"
      guard state.editing.cellCursor == nil else {
        let ground = subject.map { " on \($0.ground)" } ?? ""
        return [
          "Choose some cells\(ground) with Space or by dragging, then press I, \(thing), Enter.",
          "Choose cells\(ground) (Space, drag), then I, \(thing), Enter.",
        ]
      }
      return [
        "Now let a \(subject?.thing ?? "thing") appear: x takes the edit back, c chooses cells, "
          + "I inserts units there.",
        "Let one appear: x, then c chooses cells, I inserts units.",
      ]
    }
  }

  /// How far it is: "2 of 5".
  var progress: String { "\(step.rawValue + 1) of \(Step.allCases.count)" }
}
