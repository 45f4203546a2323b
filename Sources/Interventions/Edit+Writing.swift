public import Faults
import JSONText
import Tensors

extension Edit {
  /// The edit in the published format (method 1.4), a line for each unit.
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
    guard !interventions.isEmpty else { return "[]\n" }
    return "[\n" + interventions.map(\.json).joined(separator: ",\n") + "\n]\n"
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
    let box = box
    let bits = (box[0]..<box[2]).flatMap { row in
      (box[1]..<box[3]).map { cells[row * width + $0] ? "1" : "0" }
    }
    return "{\"shape\": [\(height), \(width)], \"bitbounds\": \(box), "
      + "\"bitstring\": \"\(bits.joined())\"}"
  }

  /// The smallest box around the set cells, [top, left, bottom, right]; the whole grid without any.
  private var box: [Int] {
    let places = places
    guard let top = places.first?.row, let bottom = places.last?.row,
      let left = places.map(\.column).min(), let right = places.map(\.column).max()
    else { return [0, 0, height, width] }
    return [top, left, bottom + 1, right + 1]
  }
}
