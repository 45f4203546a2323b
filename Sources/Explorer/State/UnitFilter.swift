import Concepts

/// What the user typed after "/": words and bounds that a unit must all fulfil.
///
/// A word matches a part of the label or category, or the unit's number. `iou>0.1`, `effect<-10`
/// and `here>3` bound the IoU, the effect alone in per cent and the activation in the scene. A
/// leading "-" excludes.
struct UnitFilter: Hashable, Sendable {
  private enum Figure: String, Hashable, Sendable, CaseIterable { case iou, effect, here }

  private enum Condition: Hashable, Sendable {
    case text(String)
    case above(Figure, Double)
    case below(Figure, Double)
  }

  private struct Entry: Hashable, Sendable {
    let condition: Condition
    let isExcluded: Bool
  }

  private var entries: [Entry] = []
  /// What of the text cannot be understood; it filters nothing.
  private(set) var problem: String?

  init(_ text: String) {
    for word in text.lowercased().split(separator: " ") {
      let isExcluded = word.hasPrefix("-") && word.count > 1
      let rest = isExcluded ? word.dropFirst() : word
      if let condition = condition(rest) {
        entries.append(Entry(condition: condition, isExcluded: isExcluded))
      }
    }
  }

  func accepts(_ row: UnitRow) -> Bool {
    entries.allSatisfy { Self.isFulfilled($0.condition, by: row) != $0.isExcluded }
  }

  private mutating func condition(_ word: Substring) -> Condition? {
    guard let sign = word.firstIndex(where: { $0 == ">" || $0 == "<" }) else {
      return .text(String(word))
    }
    let bound = word[word.index(after: sign)...]
    guard let figure = Figure(rawValue: String(word[..<sign])) else {
      let names = Figure.allCases.map(\.rawValue).joined(separator: ", ")
      problem = "'\(word[..<sign])' is none of \(names)"
      return nil
    }
    guard let value = Double(bound), value.isFinite else {
      problem = "'\(word)' needs a number, such as \(figure)\(word[sign])0.1"
      return nil
    }
    return word[sign] == ">" ? .above(figure, value) : .below(figure, value)
  }

  private static func value(_ figure: Figure, of row: UnitRow) -> Double? {
    switch figure {
    case .iou: Double(row.iou)
    case .effect: row.effect.map { Double($0.relativeChange) * 100 }
    case .here: row.activation.map(Double.init)
    }
  }

  private static func isFulfilled(_ condition: Condition, by row: UnitRow) -> Bool {
    switch condition {
    case .above(let figure, let bound): value(figure, of: row).map { $0 > bound } ?? false
    case .below(let figure, let bound): value(figure, of: row).map { $0 < bound } ?? false
    case .text(let text) where text.allSatisfy(\.isNumber): String(row.unit).hasPrefix(text)
    case .text(let text):
      row.concept.map { "\($0.name) \($0.category.rawValue)".lowercased().contains(text) } ?? false
    }
  }
}
