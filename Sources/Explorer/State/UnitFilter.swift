import Concepts

/// What the user typed after "/": words and bounds that a unit must all fulfil.
///
/// A word matches a part of the label or category, or the unit's number; `iou>0.1`, `iou<0.1`
/// bound the IoU; a leading "-" excludes.
struct UnitFilter: Hashable, Sendable {
  private enum Condition: Hashable, Sendable {
    case text(String)
    case iouAbove(Float)
    case iouBelow(Float)
  }

  private var conditions: [(condition: Condition, isExcluded: Bool)] = []

  init(_ text: String) {
    for word in text.lowercased().split(separator: " ") {
      let isExcluded = word.hasPrefix("-") && word.count > 1
      conditions.append((Self.condition(isExcluded ? word.dropFirst() : word), isExcluded))
    }
  }

  func accepts(_ row: UnitRow) -> Bool {
    conditions.allSatisfy { Self.isFulfilled($0.condition, by: row) != $0.isExcluded }
  }

  private static func condition(_ word: Substring) -> Condition {
    if word.hasPrefix("iou>"), let bound = Float(word.dropFirst(4)) { return .iouAbove(bound) }
    if word.hasPrefix("iou<"), let bound = Float(word.dropFirst(4)) { return .iouBelow(bound) }
    return .text(String(word))
  }

  private static func isFulfilled(_ condition: Condition, by row: UnitRow) -> Bool {
    switch condition {
    case .iouAbove(let bound): row.iou > bound
    case .iouBelow(let bound): row.iou < bound
    case .text(let text) where text.allSatisfy(\.isNumber): String(row.unit).hasPrefix(text)
    case .text(let text):
      row.concept.map { "\($0.name) \($0.category.rawValue)".lowercased().contains(text) } ?? false
    }
  }

  static func == (first: UnitFilter, second: UnitFilter) -> Bool {
    first.conditions.elementsEqual(second.conditions) { $0 == $1 }
  }

  func hash(into hasher: inout Hasher) {
    for entry in conditions {
      hasher.combine(entry.condition)
      hasher.combine(entry.isExcluded)
    }
  }
}
