import Glibc

/// Rows as comma-separated values (RFC 4180).
public enum CSVText {
  /// The rows, each with the end of its line.
  public static func lines(_ rows: [[String]]) -> String {
    rows.map { $0.map(quoted).joined(separator: ",") + "\n" }.joined()
  }

  private static func quoted(_ field: String) -> String {
    guard field.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return field }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
  }
}

extension Plot {
  /// The points in full: a heading, then a row for each point of each line.
  ///
  /// Shares are shares, not per cent, and logarithms are what they stand for.
  public var rows: [[String]] {
    let heading = ["line", Self.name(x.title, "x"), Self.name(y.title, "y"), "half_width_95"]
    return [heading]
      + lines.flatMap { line in
        line.points.map { point in
          [
            line.name, x.figure(of: point.x), y.figure(of: point.y),
            point.halfWidth.map { "\($0)" } ?? "",
          ]
        }
      }
  }

  private static func name(_ title: String, _ axis: String) -> String {
    title.isEmpty ? axis : title
  }
}

extension BarChart {
  /// The bars in full: a heading, then a row for each.
  public var rows: [[String]] {
    [["name", axis.title.isEmpty ? "value" : axis.title, "half_width_95", "remark"]]
      + bars.map { ["\($0.name)", "\($0.value)", $0.halfWidth.map { "\($0)" } ?? "", $0.remark] }
  }
}

extension PlotAxis {
  fileprivate func figure(of value: Double) -> String {
    "\(isLogarithmic ? pow(10, value) : value)"
  }
}
