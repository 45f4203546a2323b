internal import Faults

/// Turns any string into characters that each take exactly one cell.
///
/// Control, bidirectional and unassigned scalars become visible escapes (`displayable`). What takes
/// two cells, or what terminals disagree about (emoji, ideographs, scalars beyond the basic plane),
/// becomes "□", so that a name from a file can never push a layout out of line.
public enum CellText {
  /// The characters of a string, one a cell.
  public static func cells(of text: String) -> [Character] {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return Array(text) }
    return displayable(text, limit: 4096).map(singleCell)
  }

  /// How many cells a string takes.
  public static func width(of text: String) -> Int { cells(of: text).count }

  /// The string cut to a number of cells, its last one an ellipsis if something was cut.
  public static func clipped(_ text: String, to width: Int) -> String {
    String(clipped(cells(of: text), to: width))
  }

  static func clipped(_ characters: [Character], to width: Int) -> [Character] {
    guard characters.count > width else { return characters }
    guard width > 0 else { return [] }
    return characters.prefix(width - 1) + ["…"]
  }

  /// Breaks text into lines of at most `width` cells, at spaces where it can.
  public static func wrapped(_ text: String, to width: Int) -> [String] {
    guard width > 0 else { return [] }
    var lines: [[Character]] = [[]]
    for word in cells(of: text).split(separator: " ") {
      var rest = word
      if let count = lines.last?.count, count > 0 {
        if count + 1 + rest.count <= width {
          lines[lines.count - 1] += [" "] + rest
          continue
        }
        lines.append([])
      }
      while rest.count > width {
        lines[lines.count - 1] = Array(rest.prefix(width))
        rest = rest.dropFirst(width)
        lines.append([])
      }
      lines[lines.count - 1] = Array(rest)
    }
    return lines.map { String($0) }
  }

  /// A character that takes one cell: a narrow base with at most two marks, or "□".
  static func singleCell(_ character: Character) -> Character {
    let scalars = character.unicodeScalars
    guard let base = scalars.first, isNarrow(base) else { return "□" }
    guard scalars.count > 1 else { return character }
    var kept = String.UnicodeScalarView([base])
    for mark in scalars.dropFirst().prefix(2)
    where mark.properties.generalCategory == .nonspacingMark {
      kept.append(mark)
    }
    return Character(String(kept))
  }

  private static func isNarrow(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .spacingMark: return false
    default: break
    }
    let value = scalar.value
    // Symbols for Legacy Computing are the one block beyond the basic plane that glibc 2.36 and
    // terminals agree on.
    guard value < 0x1_0000 else { return (0x1_FB00...0x1_FBFA).contains(value) }
    return !wideRanges.contains { $0.contains(value) }
  }

  /// The blocks of Unicode 15 in the basic plane whose East Asian Width is wide or full.
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x23F0...0x23F0,
    0x23F3...0x23F3, 0x25FD...0x25FE, 0x2614...0x2615, 0x2648...0x2653, 0x267F...0x267F,
    0x2693...0x2693, 0x26A1...0x26A1, 0x26AA...0x26AB, 0x26BD...0x26BE, 0x26C4...0x26C5,
    0x26CE...0x26CE, 0x26D4...0x26D4, 0x26EA...0x26EA, 0x26F2...0x26F3, 0x26F5...0x26F5,
    0x26FA...0x26FA, 0x26FD...0x26FD, 0x2705...0x2705, 0x270A...0x270B, 0x2728...0x2728,
    0x274C...0x274C, 0x274E...0x274E, 0x2753...0x2755, 0x2757...0x2757, 0x2795...0x2797,
    0x27B0...0x27B0, 0x27BF...0x27BF, 0x2B1B...0x2B1C, 0x2B50...0x2B50, 0x2B55...0x2B55,
    0x2E80...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7FF, 0xF900...0xFAFF, 0xFE10...0xFE19,
    0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
  ]
}
