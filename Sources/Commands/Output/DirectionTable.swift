import Directions
import Faults
import Interventions

/// Directions as a table.
struct DirectionTable {
  let set: DirectionSet

  var lines: [String] {
    var columns: [(heading: String, alignment: Table.Alignment)] = [
      ("number", .right), ("name", .left), ("deviation", .right),
    ]
    let entries = set.entries
    let isFactor = set.origin.contains("factorisation")
    let hasWeights = entries.contains { $0.weight != nil }
    let hasModels = entries.contains { $0.quality != nil }
    let hasInputs = entries.contains { $0.inputs != nil }
    if hasWeights { columns.append((isFactor ? "eigenvalue" : "variance", .right)) }
    if hasModels { columns += [("area for +1", .right), ("held-out R2", .right)] }
    if hasInputs { columns.append(("inputs", .right)) }
    var table = Table(columns)
    table.rows = entries.enumerated().map { index, entry in
      var row = [
        "\(index)", entry.direction.name, fixed(Double(entry.direction.deviation), 3),
      ]
      if hasWeights {
        row.append(
          entry.weight.map {
            isFactor ? fixed(Double($0), 3) : percentText(Double($0))
          } ?? "–"
        )
      }
      if hasModels {
        row += [entry.slope.map { signedPercent(Double($0)) } ?? "–", Self.text(entry.quality)]
      }
      if hasInputs {
        row.append(entry.inputs.map { "\($0.lowerBound)-\($0.upperBound)" } ?? "all")
      }
      return row
    }
    let sample = set.sample.map { ", over \(counted($0.scenes, "scene")) of seed \($0.seed)" } ?? ""
    return ["\(set.origin) in \(set.space)\(sample)"] + table.lines
  }

  /// "0.52 [0.45, 0.58]".
  static func text(_ quality: AreaRegression.Quality?) -> String {
    guard let quality else { return "–" }
    let numbers = [quality.value, quality.low, quality.high].map { fixed(Double($0), 2) }
    return "\(numbers[0]) [\(numbers[1]), \(numbers[2])]"
  }
}

/// "+3.10 %" or "-0.25 %".
func signedPercent(_ share: Double) -> String { (share >= 0 ? "+" : "") + percentText(share) }
