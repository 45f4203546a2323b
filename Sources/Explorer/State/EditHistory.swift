import Interventions
import Tensors

/// What the user did last, so that its level can still be changed.
struct Insertion: Hashable, Sendable {
  var layer: LayerName
  var units: [Int]
  var mask: Mask?
}

/// An edit and how it came about.
struct EditStep: Hashable, Sendable {
  var edit = Edit()
  /// What the step did: "20 units of layer4 ablated".
  var title = "no edit"
  /// The last intervention, if it is an insertion that was made here.
  var insertion: Insertion?
  /// The number of the concept that it was chosen by.
  var concept: Int?
}

/// The edits so far, to undo and redo.
struct EditHistory: Hashable, Sendable {
  private(set) var past: [EditStep] = []
  private(set) var present = EditStep()
  private(set) var future: [EditStep] = []

  init(_ edit: Edit = Edit(), title: String = "the edit given") {
    present = EditStep(edit: edit, title: edit.isEmpty ? "no edit" : title)
  }

  /// Goes on with an edit of an earlier time, which can be taken back as a whole.
  init(restored step: EditStep) { (past, present) = ([EditStep()], step) }

  var edit: Edit { present.edit }
  var canUndo: Bool { !past.isEmpty }
  var canRedo: Bool { !future.isEmpty }

  /// Every step, those that were undone last.
  var steps: [EditStep] { past + [present] + future.reversed() }
  /// The place of the present one among them.
  var index: Int { past.count }

  /// Goes back or forward to one of the steps.
  mutating func go(to index: Int) {
    let steps = steps
    guard steps.indices.contains(index) else { return }
    past = Array(steps[..<index])
    present = steps[index]
    future = steps[(index + 1)...].reversed()
  }

  /// Goes on to another edit.
  mutating func apply(_ step: EditStep) {
    past.append(present)
    present = step
    future = []
  }

  /// Changes the present edit without a step of its own, as while a level is being adjusted.
  mutating func adjust(_ step: EditStep) {
    present = step
    future = []
  }

  /// Returns what was undone.
  mutating func undo() -> EditStep? {
    guard let step = past.popLast() else { return nil }
    future.append(present)
    defer { present = step }
    return present
  }

  /// Returns what was done again.
  mutating func redo() -> EditStep? {
    guard let step = future.popLast() else { return nil }
    past.append(present)
    present = step
    return step
  }
}
