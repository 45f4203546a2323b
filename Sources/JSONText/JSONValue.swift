/// A JSON value to write; members keep their order.
public enum JSONValue: Sendable {
  /// Named values in order.
  case object([(name: String, value: JSONValue)])
  /// Values in order.
  case array([JSONValue])
  /// Text.
  case string(String)
  /// A whole number.
  case integer(Int)
  /// A float32 number in the shortest form that reads back the same; null if it is none.
  case float(Float)
  /// A float64 number in the shortest form that reads back the same; null if it is none.
  case double(Double)
  /// True or false.
  case bool(Bool)
  /// Nothing.
  case null

  /// The value as text: members a line each, lists of plain values on one line.
  ///
  /// - Parameter indent: How many spaces the line that it starts on has.
  /// - Returns: JSON without a line break at the end.
  public func text(indent: Int = 0) -> String {
    switch self {
    case .object(let members):
      list(
        members.map { "\(JSONText.quoted($0.name)): \($0.value.text(indent: indent + 1))" },
        open: "{",
        close: "}",
        indent: indent
      )
    case .array(let values) where values.allSatisfy(\.isPlain):
      "[" + values.map { $0.text() }.joined(separator: ", ") + "]"
    case .array(let values):
      list(values.map { $0.text(indent: indent + 1) }, open: "[", close: "]", indent: indent)
    case .string(let text): JSONText.quoted(text)
    case .integer(let number): "\(number)"
    case .float(let number): JSONText.number(number)
    case .double(let number): JSONText.number(number)
    case .bool(let isTrue): isTrue ? "true" : "false"
    case .null: "null"
    }
  }

  private var isPlain: Bool {
    switch self {
    case .object, .array: false
    default: true
    }
  }

  private func list(_ items: [String], open: String, close: String, indent: Int) -> String {
    guard !items.isEmpty else { return open + close }
    let start = "\n" + String(repeating: " ", count: indent + 1)
    let end = "\n" + String(repeating: " ", count: indent)
    return open + start + items.joined(separator: "," + start) + end + close
  }
}
