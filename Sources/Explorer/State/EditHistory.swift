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
}

/// The edits so far, to undo and redo.
struct EditHistory: Hashable, Sendable {
  private(set) var past: [EditStep] = []
  private(set) var present = EditStep()
  private(set) var future: [EditStep] = []

  init(_ edit: Edit = Edit(), title: String = "the edit given") {
    present = EditStep(edit: edit, title: edit.isEmpty ? "no edit" : title)
  }

  var edit: Edit { present.edit }
  var canUndo: Bool { !past.isEmpty }
  var canRedo: Bool { !future.isEmpty }

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

extension Edit {
  /// One line: "20 units ablated, 3 inserted in 5 cells".
  var summary: String {
    let parts = movements.map(\.summary) + merged.map(\.summary)
    guard parts.count > 2 else { return parts.isEmpty ? "no edit" : parts.joined(separator: ", ") }
    return "\(parts.count) interventions, last: \(parts[parts.count - 1])"
  }
}

extension DirectionEdit {
  /// One line: "along tree +2.0".
  var summary: String {
    let sign = strength < 0 ? "−" : "+"
    let tenths = Int((abs(strength) * 10).rounded())
    let place = inputs.map { " in inputs \($0.lowerBound)–\($0.upperBound)" } ?? ""
    return "along \(direction.name) \(sign)\(tenths / 10).\(tenths % 10)\(place)"
  }
}

extension Edit {
  /// What is done in the same places to units of the same layers, told as one.
  private var merged: [Intervention] {
    interventions.filter { !$0.units.isEmpty }.reduce(into: []) { merged, next in
      let index = merged.firstIndex {
        $0.mask == next.mask && $0.isAblation == next.isAblation
          && Set($0.units.map(\.layer)) == Set(next.units.map(\.layer))
      }
      guard let index else { return merged.append(next) }
      let known = Set(merged[index].units.map(\.unit))
      merged[index].units += next.units.filter { !known.contains($0.unit) }
    }
  }
}

extension Intervention {
  /// One line: "20 units of layer4 ablated in 3 cells".
  var summary: String {
    let names = Set(units.map(\.layer)).map(\.rawValue).sorted().joined(separator: ", ")
    let which =
      units.count == 1
      ? "unit \(units[0].unit) of \(names)" : "\(units.count) units of \(names)"
    let place = mask.map { " in \(counted($0.places.count, "cell"))" } ?? ""
    return "\(which) \(isAblation ? "ablated" : "inserted")\(place)"
  }
}
