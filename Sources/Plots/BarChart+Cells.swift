import Faults

extension BarChart {
  /// The chart for a terminal: names, bars of eighths of a cell, values with intervals.
  public func cells(width: Int) -> PlotCells {
    let width = max(30, width)
    let names = bars.map { String($0.name.prefix(width / 3)) }
    let nameWidth = names.map(\.count).max() ?? 0
    let values = bars.map(valueText)
    let valueWidth = values.map(\.count).max() ?? 0
    let room = max(8, width - nameWidth - valueWidth - 3)
    let zero = min(max(axis.share(of: 0), 0), 1)
    var cells = PlotCells(width: width, height: bars.count + 2)
    cells.write(String(title.prefix(width)), row: 0, column: 0)
    for (index, bar) in bars.enumerated() {
      cells.write(names[index], row: index + 1, column: nameWidth - names[index].count)
      let end = min(max(axis.share(of: bar.value), 0), 1)
      let (from, to) = (min(zero, end) * Double(room), max(zero, end) * Double(room))
      for column in 0..<room {
        let filled = min(to, Double(column + 1)) - max(from, Double(column))
        guard filled > 0.06 else { continue }
        cells[index + 1, nameWidth + 1 + column] = PlotCell(
          Self.block(filled, fromRight: Double(column) < from),
          .line(0)
        )
      }
      cells.write(values[index], row: index + 1, column: nameWidth + room + 2)
    }
    cells.write(String(axis.title.prefix(width)), row: bars.count + 1, column: nameWidth + 1)
    return cells
  }

  private static func block(_ share: Double, fromRight: Bool) -> Character {
    let eighths = Array("▏▎▍▌▋▊▉█")
    // Only right halves of blocks exist; the error is less than half a cell.
    if fromRight { return share > 0.6 ? "█" : "▐" }
    return eighths[min(7, max(0, Int((share * 8).rounded()) - 1))]
  }

  private func valueText(_ bar: Bar) -> String {
    let value = figure(bar.value)
    let interval = bar.halfWidth.map { " ± " + figure($0) } ?? ""
    return value + interval + (bar.remark.isEmpty ? "" : "  \(bar.remark)")
  }

  /// Whether all bars count something: then there are no decimals.
  private var isOfCounts: Bool {
    !axis.isPercent && bars.allSatisfy { $0.halfWidth == nil && $0.value == $0.value.rounded() }
  }

  /// Three significant places, in per cent where the axis is; counts as they are.
  func figure(_ value: Double) -> String {
    if isOfCounts { return fixed(value, 0) }
    let scaled = axis.isPercent ? value * 100 : value
    let places = abs(scaled) >= 100 ? 0 : abs(scaled) >= 10 ? 1 : abs(scaled) >= 1 ? 2 : 3
    var factor = 1.0
    for _ in 0..<places { factor *= 10 }
    guard scaled.isFinite, abs(scaled) < 1e12 else { return "–" }
    let rounded = Int((abs(scaled) * factor).rounded())
    let fraction = "\(rounded % Int(factor))"
    let whole = "\(rounded / Int(factor))"
    let padding = String(repeating: "0", count: max(0, places - fraction.count))
    let sign = scaled < 0 && rounded != 0 ? "-" : ""
    return sign + (places > 0 ? "\(whole).\(padding)\(fraction)" : whole)
      + (axis.isPercent ? " %" : "")
  }
}
