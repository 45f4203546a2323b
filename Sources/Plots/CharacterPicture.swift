public import Images

/// A grid of characters as a picture, for screens that no terminal shows: letters of dots, blocks,
/// shades, lines and braille, 12 by 24 pixels each.
public struct CharacterPicture: Sendable {
  private static let width = 12
  private static let height = 24

  /// The picture.
  public private(set) var image: RGBImage

  /// Makes an empty picture of rows and columns of characters.
  public init(columns: Int, rows: Int, background: [UInt8]) {
    image = RGBImage(
      width: max(1, columns) * Self.width,
      height: max(1, rows) * Self.height,
      filledWith: background
    )
  }

  /// Draws a character; what is neither ASCII nor drawn is a question mark.
  ///
  /// - Parameters:
  ///   - character: One that takes one place.
  ///   - row: Its row.
  ///   - column: Its column.
  ///   - ink: Its colour, 3 bytes.
  ///   - paper: The colour behind it, 3 bytes.
  ///   - isBold: Whether its strokes are heavier.
  public mutating func put(
    _ character: Character,
    row: Int,
    column: Int,
    ink: [UInt8],
    paper: [UInt8],
    isBold: Bool = false
  ) {
    let glyph = Glyph(character)
    for y in 0..<Self.height {
      for x in 0..<Self.width {
        let share = glyph.share(x: x, y: y, isBold: isBold)
        let color =
          share >= 1 ? ink : share <= 0 ? paper : Self.mixed(ink, paper, share: share)
        set(color, x: column * Self.width + x, y: row * Self.height + y)
      }
    }
  }

  private mutating func set(_ color: [UInt8], x: Int, y: Int) {
    guard (0..<image.width).contains(x), (0..<image.height).contains(y) else { return }
    let start = (y * image.width + x) * 3
    for channel in 0..<3 { image.pixels[start + channel] = color[channel] }
  }

  private static func mixed(_ ink: [UInt8], _ paper: [UInt8], share: Double) -> [UInt8] {
    zip(ink, paper).map { UInt8((Double($0) * share + Double($1) * (1 - share)).rounded()) }
  }
}

/// Where the ink of a character is.
private enum Glyph {
  /// A letter of five by seven dots.
  case letter(Character)
  /// The part of the place from one corner to another, in shares.
  case block(x: ClosedRange<Double>, y: ClosedRange<Double>)
  /// Two columns of so many parts each, the upper left one the lowest bit.
  case parts(UInt32, rows: Int)
  case shade(Double)
  /// Lines from the middle to the left, right, top and bottom, and how thick they are.
  case lines(left: Bool, right: Bool, up: Bool, down: Bool, isHeavy: Bool)
  case braille(UInt32)
  case disc(isFilled: Bool)

  init(_ character: Character) {
    let code = character.unicodeScalars.first?.value ?? 0x20
    switch code {
    case 0x2581...0x2588: self = .block(x: 0...1, y: Double(0x2588 - code) / 8...1)
    case 0x2589...0x258F: self = .block(x: 0...Double(0x2590 - code) / 8, y: 0...1)
    case 0x2580: self = .block(x: 0...1, y: 0...0.5)
    case 0x2590: self = .block(x: 0.5...1, y: 0...1)
    case 0x2596...0x259F: self = .parts(Self.quadrants[Int(code - 0x2596)], rows: 2)
    case 0x1FB00...0x1FB3B: self = .parts(Self.sextant(code), rows: 3)
    case 0x2591...0x2593: self = .shade(Double(code - 0x2590) / 4)
    case 0x25A0: self = .block(x: 0.15...0.85, y: 0.3...0.7)
    case 0x25CF: self = .disc(isFilled: true)
    case 0x25CB: self = .disc(isFilled: false)
    case 0x2800...0x28FF: self = .braille(code - 0x2800)
    default:
      if let sides = Self.sides[character] {
        self = .lines(
          left: sides.contains("l"),
          right: sides.contains("r"),
          up: sides.contains("u"),
          down: sides.contains("d"),
          isHeavy: sides.contains("h")
        )
      } else {
        self = .letter(Self.likeness[character] ?? character)
      }
    }
  }

  /// The parts of the characters from U+2596 on.
  private static let quadrants: [UInt32] = [4, 8, 1, 13, 9, 7, 11, 2, 6, 14]

  /// The parts of a sextant; the two halves have characters elsewhere.
  private static func sextant(_ code: UInt32) -> UInt32 {
    let bits = code - 0x1FB00 + 1
    return bits + (bits >= 21 ? 1 : 0) + (bits >= 41 ? 1 : 0)
  }

  /// Which ways lines go.
  private static let sides: [Character: String] = [
    "─": "lr", "│": "ud", "┌": "rd", "┐": "ld", "└": "ru", "┘": "lu", "├": "rud", "┤": "lud",
    "┬": "lrd", "┴": "lru", "┼": "lrud", "╭": "rd", "╮": "ld", "╰": "ru", "╯": "lu",
    "━": "lrh", "┃": "udh",
  ]

  /// The nearest letter.
  private static let likeness: [Character: Character] = [
    "…": ".", "–": "-", "—": "-", "−": "-", "×": "x", "↑": "^", "↓": "v", "←": "<", "→": ">",
    "▸": ">", "▲": "^", "▼": "v", "·": ".", "‹": "<", "›": ">", "•": "*", "’": "'", "µ": "u",
  ]

  func share(x: Int, y: Int, isBold: Bool) -> Double {
    switch self {
    case .letter(let character):
      let (column, row) = (x - 1, y - 4)
      guard (0..<10).contains(column), (0..<16).contains(row) else {
        return isBold && column == 10 ? share(x: x - 1, y: y, isBold: false) : 0
      }
      let columns = Array(PixelFont.columns(of: character))
      let isInk = columns[column / 2] >> UInt8(row / 2) & 1 == 1
      let isBeside =
        isBold && column > 0 && columns[(column - 1) / 2] >> UInt8(row / 2) & 1 == 1
      return isInk || isBeside ? 1 : 0
    case .block(let across, let down):
      return across.contains((Double(x) + 0.5) / 12) && down.contains((Double(y) + 0.5) / 24)
        ? 1 : 0
    case .parts(let bits, let rows):
      return bits >> UInt32(y * rows / 24 * 2 + x / 6) & 1 == 1 ? 1 : 0
    case .shade(let share): return share
    case .lines(let left, let right, let up, let down, let isHeavy):
      let reach = isHeavy ? 2 : 1
      let isRow = (12 - reach..<12 + reach).contains(y)
      let isColumn = (6 - reach..<6 + reach).contains(x)
      let isAcross = isRow && ((left && x < 6 + reach) || (right && x >= 6 - reach))
      let isDown = isColumn && ((up && y < 12 + reach) || (down && y >= 12 - reach))
      return isAcross || isDown ? 1 : 0
    case .braille(let bits):
      let (column, row) = (x / 6, y / 6)
      let bit = row == 3 ? 6 + column : row + 3 * column
      let isDot = (1...4).contains(x % 6) && (1...4).contains(y % 6)
      return isDot && bits >> UInt32(bit) & 1 == 1 ? 1 : 0
    case .disc(let isFilled):
      let (across, down) = (Double(x) - 5.5, Double(y) - 11.5)
      let distance = (across * across + down * down).squareRoot()
      return distance <= 4.8 && (isFilled || distance >= 3) ? 1 : 0
    }
  }
}
