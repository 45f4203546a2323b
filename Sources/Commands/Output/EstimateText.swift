import Causes
import JSONText

extension Estimate? {
  /// The figure and its interval, a cell of a table each, in per cent.
  var cells: [String] {
    guard let self else { return ["–", "–"] }
    return [percentText(self.value), self.halfWidth.map { "± " + percentText($0) } ?? "–"]
  }

  /// The figure with its interval, or null.
  var json: JSONValue {
    guard let self else { return .null }
    return .object([
      ("value", .double(self.value)),
      ("half_width_95", self.halfWidth.map { .double($0) } ?? .null),
    ])
  }
}
