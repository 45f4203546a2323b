import Terminal

/// The screen as a terminal shows it, from the bytes that curses sends to an xterm.
struct ScreenReplay {
  private(set) var grid: CellGrid
  private var row = 0
  private var column = 0
  private var style = Style.plain
  private var pending: [UInt8] = []

  init(width: Int, height: Int) { grid = CellGrid(width: width, height: height) }

  /// Takes in what came.
  mutating func take(_ bytes: [UInt8]) {
    pending += bytes
    var rest = pending[...]
    while let first = rest.first {
      let length = first == 0x1B ? escape(rest) : character(rest)
      guard let length else { break }
      rest = rest.dropFirst(length)
    }
    pending = Array(rest)
  }

  /// The length of a character that was shown or obeyed; nil if it is not all there.
  private mutating func character(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard let first = bytes.first else { return nil }
    switch first {
    case 8: column = max(0, column - 1)
    case 10: row = min(row + 1, grid.height - 1)
    case 13: column = 0
    case 0..<32, 127: break
    default:
      let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
      guard bytes.count >= length else { return nil }
      let text = String(decoding: bytes.prefix(length), as: UTF8.self)
      grid[row, column] = Cell(text.first ?? " ", style)
      column += 1
      return length
    }
    return 1
  }

  /// The length of a sequence that was obeyed or passed over; nil if it is not all there.
  private mutating func escape(_ bytes: ArraySlice<UInt8>) -> Int? {
    let bytes = Array(bytes.prefix(64))
    guard bytes.count > 1 else { return nil }
    guard bytes[1] == 0x5B else {
      let length = bytes[1] == 0x28 ? 3 : 2
      return bytes.count >= length ? length : nil
    }
    guard let end = bytes.dropFirst(2).firstIndex(where: { $0 >= 0x40 }) else { return nil }
    let text = String(decoding: bytes[2..<end], as: UTF8.self)
    if !text.hasPrefix("?"), !text.hasPrefix(">") {
      let numbers = text.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) }
      obey(Character(Unicode.Scalar(bytes[end])), numbers.map { $0 ?? 0 })
    }
    return end + 1
  }

  private mutating func obey(_ command: Character, _ numbers: [Int]) {
    let count = max(1, numbers.first ?? 1)
    switch command {
    case "A": row = max(0, row - count)
    case "B": row = min(grid.height - 1, row + count)
    case "C": column += count
    case "D": column = max(0, column - count)
    case "G": column = count - 1
    case "d": row = count - 1
    case "H": (row, column) = (count - 1, max(1, numbers.count > 1 ? numbers[1] : 1) - 1)
    case "X": erase(CellRect(row: row, column: column, width: count, height: 1))
    case "K" where numbers.first == 1:
      erase(CellRect(row: row, column: 0, width: column + 1, height: 1))
    case "K": erase(CellRect(row: row, column: column, width: grid.width - column, height: 1))
    case "J":
      if numbers.first != 2 { obey("K", [0]) }
      let first = numbers.first == 2 ? 0 : row + 1
      erase(CellRect(row: first, column: 0, width: grid.width, height: grid.height - first))
    case "m": setStyle(numbers.isEmpty ? [0] : numbers)
    default: break
    }
  }

  private mutating func erase(_ area: CellRect) {
    grid.fill(area, with: Cell(" ", Style(on: style.background)))
  }

  private mutating func setStyle(_ numbers: [Int]) {
    var index = 0
    while index < numbers.count {
      switch numbers[index] {
      case 0: style = .plain
      case 39: style.foreground = .terminalDefault
      case 49: style.background = .terminalDefault
      case 38, 48:
        guard index + 4 < numbers.count, numbers[index + 1] == 2 else { return }
        let channels = numbers[index + 2...index + 4].map { UInt8(clamping: $0) }
        let ink = Ink.rgb(RGBColor(red: channels[0], green: channels[1], blue: channels[2]))
        if numbers[index] == 38 { style.foreground = ink } else { style.background = ink }
        index += 4
      default: break
      }
      index += 1
    }
  }
}
