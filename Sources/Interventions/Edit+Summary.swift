import Faults
import Tensors

extension Edit {
  /// One line: "20 units of layer4 ablated, unit 3 of layer6 inserted in 5 cells".
  public var summary: String { summaries[0] }

  /// The same from long to short, for places with little room.
  public var summaries: [String] {
    let parts = movements.map(\.summary) + merged.map(\.summary)
    guard let last = parts.last else { return ["no edit"] }
    guard parts.count > 1 else { return [last] }
    let count = "\(parts.count) interventions"
    let short = ["\(count), last: \(last)", count]
    return parts.count == 2 ? [parts.joined(separator: ", ")] + short : short
  }

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

extension DirectionEdit {
  /// One line: "along tree +2.0".
  public var summary: String {
    let sign = strength < 0 ? "−" : "+"
    let place = inputs.map { " in inputs \($0.lowerBound)–\($0.upperBound)" } ?? ""
    return "along \(direction.name) \(sign)\(fixed(Double(strength.magnitude), 1))\(place)"
  }
}

extension Intervention {
  /// One line: "20 units of layer4 ablated in 3 cells".
  public var summary: String {
    let names = Set(units.map(\.layer)).map(\.rawValue).sorted().joined(separator: ", ")
    let which =
      units.count == 1
      ? "unit \(units[0].unit) of \(names)" : "\(units.count) units of \(names)"
    let cells = mask?.places.count
    let place = cells.map { " in \($0) cell\($0 == 1 ? "" : "s")" } ?? ""
    return "\(which) \(isAblation ? "ablated" : "inserted")\(place)"
  }
}
