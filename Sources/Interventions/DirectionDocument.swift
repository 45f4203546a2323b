import Faults
import JSONText

/// A direction as an edit's file holds it.
struct DirectionDocument: Decodable {
  var name: String
  var space: String
  var strength: Double
  var deviation: Double?
  var inputs: [Int]?
  var vector: [Double]
}

extension DirectionEdit {
  /// The most directions that an edit may hold.
  static let limit = 256
  /// The longest way that a file may ask for, in standard deviations.
  private static let strengthLimit = 1e6
  /// The last input of a network that a file may name.
  private static let inputLimit = 1 << 10

  init(_ document: DirectionDocument, _ check: EditCheck) throws(Fault) {
    try check.require(
      !document.name.isEmpty && document.name.count <= Direction.nameLimit,
      "a name of 1 to \(Direction.nameLimit) characters",
      found: "\(document.name.count)"
    )
    try check.require(
      1...Direction.widthLimit ~= document.vector.count,
      "1 to \(Direction.widthLimit) values",
      found: "\(document.vector.count)"
    )
    let numbers = document.vector + [document.strength, document.deviation ?? 1]
    if let other = numbers.first(where: { !Float($0).isFinite }) {
      throw check.fault(JSONText.number(other), expected: "numbers that float32 can hold")
    }
    try check.require(
      abs(document.strength) <= Self.strengthLimit,
      "a strength up to \(JSONText.number(Self.strengthLimit))",
      found: JSONText.number(document.strength)
    )
    var inputs: ClosedRange<Int>?
    if let ends = document.inputs {
      try check.require(
        ends.count == 2 && ends[0] >= 0 && ends[0] <= ends[1] && ends[1] <= Self.inputLimit,
        "inputs as [first, last] up to \(Self.inputLimit)",
        found: "\(ends.prefix(4))"
      )
      inputs = ends[0]...ends[1]
    }
    self.init(
      Direction(
        name: document.name,
        space: document.space,
        vector: document.vector.map { Float($0) },
        deviation: Float(document.deviation ?? 1)
      ),
      strength: Float(document.strength),
      inputs: inputs
    )
  }

  /// The direction as a member of an edit's `directions`.
  var json: JSONValue {
    var members: [(name: String, value: JSONValue)] = [
      ("name", .string(direction.name)), ("space", .string(direction.space)),
      ("strength", .float(strength)), ("deviation", .float(direction.deviation)),
    ]
    if let inputs {
      members.append(
        ("inputs", .array([.integer(inputs.lowerBound), .integer(inputs.upperBound)]))
      )
    }
    return .object(members + [("vector", .array(direction.vector.map { .float($0) }))])
  }
}
