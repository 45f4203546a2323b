import Faults
import Foundation

/// Decodes small JSON files of unknown origin.
enum SmallJSON {
  /// The published labels.json has 31 KB.
  static let largestByteCount = 4 << 20

  static func decode<Value: Decodable>(
    _ bytes: [UInt8],
    from path: String,
    to attempt: String
  ) throws(Fault) -> Value {
    guard bytes.count <= largestByteCount else {
      throw Fault(
        .refused,
        attempt,
        on: path,
        expected: "at most \(largestByteCount) bytes",
        found: "\(bytes.count)"
      )
    }
    do {
      return try JSONDecoder().decode(Value.self, from: Data(bytes))
    } catch {
      throw Fault(.refused, attempt, on: path, found: describe(error))
    }
  }

  private static func describe(_ error: any Error) -> String {
    guard let error = error as? DecodingError else { return "no JSON" }
    switch error {
    case .keyNotFound(let key, let context):
      return "no '\(key.stringValue)' in \(place(context))"
    case .typeMismatch(let type, let context):
      return "something else than \(noun(type)) at \(place(context))"
    case .valueNotFound(_, let context): return "null at \(place(context))"
    case .dataCorrupted(let context):
      return context.codingPath.isEmpty ? "no valid JSON" : "a wrong value at \(place(context))"
    @unknown default: return "no valid JSON"
    }
  }

  private static func place(_ context: DecodingError.Context) -> String {
    let path = context.codingPath.map { key in
      key.intValue.map { "entry \($0)" } ?? "'\(key.stringValue)'"
    }
    return path.isEmpty ? "the file" : path.joined(separator: ", ")
  }

  private static func noun(_ type: any Any.Type) -> String {
    switch type {
    case is String.Type: "text"
    case is Int.Type: "a whole number"
    case is Float.Type: "a number"
    case is [String: Any].Type: "an object"
    default: "a list"
    }
  }
}
