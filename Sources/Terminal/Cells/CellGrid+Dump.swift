extension CellGrid {
  /// The characters as lines without trailing blanks; for tests and screen dumps.
  public var plainText: String {
    (0..<height).map { row in
      let line = cells[row * width..<(row + 1) * width].map(\.character)
      let end = line.lastIndex { $0 != " " } ?? -1
      return String(line[..<(end + 1)])
    }.joined(separator: "\n")
  }

  /// The styles as runs, a line a row: "#aabbcc/default bold x12, …"; for golden tests.
  public var colorPlane: String {
    (0..<height).map { row in
      var runs: [(style: Style, count: Int)] = []
      for cell in cells[row * width..<(row + 1) * width] {
        if runs.last?.style == cell.style {
          runs[runs.count - 1].count += 1
        } else {
          runs.append((cell.style, 1))
        }
      }
      return runs.map { "\($0.style.dump) x\($0.count)" }.joined(separator: ", ")
    }.joined(separator: "\n")
  }
}

extension Style {
  fileprivate var dump: String {
    let names: [(TextAttributes, String)] = [
      (.bold, "bold"), (.dim, "dim"), (.underline, "underline"), (.reverse, "reverse"),
      (.selection, "selection"),
    ]
    let set = names.filter { attributes.contains($0.0) }.map { " " + $0.1 }.joined()
    return "\(foreground.dump)/\(background.dump)\(set)"
  }
}

extension Ink {
  fileprivate var dump: String { color?.description ?? "default" }
}
