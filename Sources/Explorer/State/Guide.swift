import Interventions
import Laboratory
import Tensors

/// A first walk through the method that follows what the person does.
struct Guide: Hashable, Sendable {
  enum Step: Int, Hashable, Sendable, CaseIterable {
    case ablate, scenes, compare, measure, grow
  }

  private(set) var step: Step
  /// What it speaks of; nil where nothing is known of the generator.
  private let subject: GuideSubject?
  /// The scene in which the present step began.
  private var scene: Int

  init(_ subject: GuideSubject?, scene: Int, step: Step = .ablate) {
    (self.subject, self.scene, self.step) = (subject, scene, step)
  }

  /// What it lets go and come.
  var thing: String? { subject?.thing }

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
    // What the next step speaks of is on the screen.
    let shown = state.picture.result?.request
    return switch step {
    case .ablate: shown?.edit == edit && edit.interventions.contains { $0.isAblation }
    case .scenes: state.scene != scene && shown?.scene == state.scene
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
    case .ablate where state.editing.history.edit.interventions.contains { $0.isAblation }:
      return ["The scene is drawn without them …"]
    case .ablate:
      let (marked, key) = (state.marks.count, state.key(.edit(.ablate)))
      guard marked > 1, let subject else {
        return [
          "\(key) switches the unit under the cursor off: watch the scene",
          "\(key) switches this unit off: watch the scene",
        ]
      }
      let told = "The \(marked) units marked ● draw \(subject.things). Press \(key)"
      return [
        "The \(marked) units marked ● draw \(subject.things), whatever they are called: it was "
          + "measured. Press \(key) to switch them off.",
        "\(told) to switch them off and watch the scene.", "\(told): they are switched off.",
        "The \(marked) marked units draw \(subject.things): \(key) switches them off.",
        "The \(marked) marked units draw \(subject.things): \(key) ablates them.",
      ]
    case .scenes:
      let key = state.key(.scene(.next))
      return [
        "They are gone, and what was behind them shows. Press \(key) for the next scenes: the edit goes with "
          + "you.",
        "They are gone. Press \(key) for the next scenes, with the same edit.",
        "They are gone. \(key): the next scene, with the edit.",
      ]
    case .compare:
      let (key, back) = (state.key(.look(.show(.sideBySide))), state.key(.look(.show(.automatic))))
      return [
        "Press \(key) to see before, after and the difference. \(back) goes back to one picture.",
        "Press \(key): before, after and the difference; \(back) goes back.",
        "\(key): before, after, difference; \(back) goes back.",
      ]
    case .measure:
      let key = state.key(.open(.measure))
      return [
        "Is it so in general? Press \(key) and Enter: the effect on every concept over 200 scenes.",
        "In general? Press \(key), Enter: the effect over 200 scenes.",
        "In general? \(key), Enter: the effect on 200 scenes.",
      ]
    case .grow: return growing(state)
    }
  }

  private func growing(_ state: ExplorerState) -> [String] {
    let thing = subject?.thing ?? "a concept"
    let (reset, choose) = (state.key(.edit(.reset)), state.key(.cells(.choose)))
    let insert = state.key(.open(.concepts(.insert)))
    let toggle = state.key(.cells(.toggle))
    guard state.editing.cellCursor == nil else {
      let ground = subject.map { " on \($0.ground)" } ?? ""
      return [
        "Choose some cells\(ground) with \(toggle) or by dragging, then press \(insert), \(thing), "
          + "Enter.",
        "Choose cells\(ground) (\(toggle), drag), then \(insert), \(thing), Enter.",
        "Choose cells (\(toggle), drag); \(insert), \(thing), Enter.",
      ]
    }
    return [
      "Now let a \(subject?.thing ?? "thing") appear: \(reset) takes the edit back, \(choose) "
        + "chooses cells, \(insert) inserts units there.",
      "Let one appear: \(reset), then \(choose) chooses cells, \(insert) inserts units.",
      "Let one appear: \(reset), \(choose) for cells, \(insert) for units.",
    ]
  }

  /// What to go on with once all steps are done.
  static func farewell(_ state: ExplorerState) -> String {
    let cells = state.editing.cellCursor == nil ? "" : "\(state.key(.cancel)) hides the cells. "
    return cells
      + "That was the method. Go on: \(state.key(.look(.show(.grid)))) many scenes at once, "
      + "\(state.key(.open(.causes))) what units cause, \(state.key(.open(.concepts(.brush)))) paint; "
      + "\(state.key(.open(.help))) explains everything"
  }

  /// How far it is: "2 of 5".
  var progress: String { "\(step.rawValue + 1) of \(Step.allCases.count)" }
}
