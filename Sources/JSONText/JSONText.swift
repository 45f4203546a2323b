public import Faults
import Foundation

/// Small JSON documents of unknown origin, read strictly, and the pieces to write them.
public enum JSONText {
  /// Reads a document.
  ///
  /// - Parameters:
  ///   - type: What the document holds.
  ///   - bytes: The document.
  ///   - path: Where it comes from, for messages.
  ///   - attempt: What is being done, for messages: "read the edit".
  ///   - limit: The most bytes that make sense.
  ///   - values: The most values: names, numbers, texts, lists and objects.
  /// - Returns: What it holds.
  /// - Throws: `Fault` of kind refused that says what is wrong and where in the document.
  public static func decode<Value: Decodable>(
    _ type: Value.Type = Value.self,
    _ bytes: [UInt8],
    from path: String,
    to attempt: String,
    limit: Int = 4 << 20,
    values: Int = 1_500_000
  ) throws(Fault) -> Value {
    guard bytes.count <= limit else {
      throw Fault(
        .refused,
        attempt,
        on: path,
        expected: "at most \(limit) bytes",
        found: "\(bytes.count)"
      )
    }
    if let excess = JSONCensus.excess(in: bytes, values: values) {
      throw Fault(.refused, attempt, on: path, expected: excess.expected, found: excess.found)
    }
    do {
      return try JSONDecoder().decode(Value.self, from: Data(bytes))
    } catch let fault as Fault {
      throw fault
    } catch {
      throw Fault(.refused, attempt, on: path, found: describe(error))
    }
  }

  /// A string between quotes, with escapes for what a terminal would not show as it is.
  public static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case _ where !isDisplayable(scalar):
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// A number in the shortest form that reads back the same; "null" where it is none.
  public static func number(_ value: Float) -> String {
    guard value.isFinite else { return "null" }
    return value == value.rounded() && abs(value) < 1e6 ? "\(Int(value))" : "\(value)"
  }

  /// A number in the shortest form that reads back the same; "null" where it is none.
  public static func number(_ value: Double) -> String {
    guard value.isFinite else { return "null" }
    return value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }

  private static func describe(_ error: any Error) -> String {
    switch error as? DecodingError {
    case .keyNotFound(let key, let context)?:
      "no '\(key.stringValue)' in \(place(context))"
    case .typeMismatch(let type, let context)?:
      "something else than \(noun(type)) at \(place(context))"
    case .valueNotFound(_, let context)?: "null at \(place(context))"
    case .dataCorrupted(let context)?:
      // Foundation says no more of a number that does not fit its type.
      context.codingPath.isEmpty
        ? "no valid JSON, or a number out of range" : "a wrong value at \(place(context))"
    default: "no valid JSON"
    }
  }

  private static func place(_ context: DecodingError.Context) -> String {
    let path = context.codingPath.map { key in
      key.intValue.map { "entry \($0)" } ?? "'\(key.stringValue)'"
    }
    return path.isEmpty ? "the document" : path.joined(separator: ", ")
  }

  private static func noun(_ type: any Any.Type) -> String {
    switch type {
    case is String.Type: "text"
    case is Int.Type: "a whole number"
    case is Float.Type, is Double.Type: "a number"
    case is Bool.Type: "true or false"
    case is [String: Any].Type: "an object"
    case is [Any].Type: "a list"
    default: "what belongs there"
    }
  }
}
