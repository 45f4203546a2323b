public import Faults
import JSONText
import Tensors

extension Edit {
  /// The edit in the published format (method 1.4), a line for each unit; with latent directions an
  /// object around it.
  ///
  /// - Throws: `Fault` of kind usage if an alpha or value is not a number.
  public func json() throws(Fault) -> String {
    for unit in interventions.flatMap(\.units) where !(unit.alpha.isFinite && unit.value.isFinite) {
      throw Fault(
        .usage,
        "write the edit of",
        on: "\(unit.layer) unit \(unit.unit)",
        expected: "finite numbers",
        found: "alpha \(unit.alpha), value \(unit.value)"
      )
    }
    let units =
      interventions.isEmpty
      ? "[]\n" : "[\n" + interventions.map(\.json).joined(separator: ",\n") + "\n]\n"
    guard !directions.isEmpty else { return units }
    for edit in directions {
      let numbers = edit.direction.vector + [edit.strength, edit.direction.deviation]
      guard let other = numbers.first(where: { !$0.isFinite }) else { continue }
      throw Fault(
        .usage,
        "write the direction",
        on: edit.direction.name,
        expected: "finite numbers",
        found: "\(other)"
      )
    }
    let list = JSONValue.array(directions.map(\.json)).text()
    return "{\n\"version\": \(EditDocument.version),\n\"interventions\": \(units),\n"
      + "\"directions\": \(list)}\n"
  }
}

extension Intervention {
  fileprivate var json: String {
    let lines = units.map { "      \($0.json)" }.joined(separator: ",\n")
    var members = [units.isEmpty ? "\"ablations\": []" : "\"ablations\": [\n\(lines)\n    ]"]
    if let mask {
      members.append("\"mask\": \(mask.json)")
      members.append("\"maskpooling\": \(JSONText.quoted(pooling.rawValue))")
    }
    return "  {\n    " + members.joined(separator: ",\n    ") + "\n  }"
  }
}

extension UnitEdit {
  fileprivate var json: String {
    "{\"layer\": \(JSONText.quoted(layer.rawValue)), \"unit\": \(unit), "
      + "\"alpha\": \(JSONText.number(alpha)), \"value\": \(JSONText.number(value))}"
  }
}

extension Mask {
  fileprivate var json: String {
    "{\"shape\": [\(height), \(width)], \"bitbounds\": \(bitbounds), "
      + "\"bitstring\": \"\(bitstring)\"}"
  }
}
