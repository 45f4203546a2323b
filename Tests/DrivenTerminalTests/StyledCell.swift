/// A cell as `tmux capture-pane -e` tells it.
struct StyledCell {
  var character: Character
  /// 24-bit colours; others are `nil`.
  var foreground: UInt32?, background: UInt32?

  /// Reads the lines of a capture whose colours are all 24-bit.
  static func parse(_ text: String) -> [StyledCell] {
    var cells: [StyledCell] = []
    var (foreground, background): (UInt32?, UInt32?) = (nil, nil)
    for line in text.split(separator: "\n") {
      for part in line.split(separator: "\u{1B}[", omittingEmptySubsequences: true) {
        var rest = part
        if let end = part.firstIndex(of: "m") {
          let numbers = part[..<end].split(separator: ";").compactMap { UInt32($0) }
          read(numbers[...], &foreground, &background)
          rest = part[part.index(after: end)...]
        }
        cells += rest.map {
          StyledCell(character: $0, foreground: foreground, background: background)
        }
      }
    }
    return cells
  }

  private static func read(
    _ numbers: ArraySlice<UInt32>,
    _ foreground: inout UInt32?,
    _ background: inout UInt32?
  ) {
    var rest = numbers
    while let first = rest.popFirst() {
      guard first == 38 || first == 48, rest.first == 2, rest.count >= 4 else { continue }
      let color = rest.dropFirst().prefix(3).reduce(0) { $0 << 8 | $1 }
      if first == 38 { foreground = color } else { background = color }
      rest = rest.dropFirst(4)
    }
  }
}
