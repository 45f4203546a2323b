/// Turns exact colours into the numbers that curses knows in a colour mode.
package struct CursesColors {
  let mode: ColorMode
  /// A colour of the palette.
  struct Entry {
    var number: Int32, color: RGBColor
  }

  private let entries: [(number: Int32, color: RGBColor, place: Oklab)]
  private let exact: [RGBColor: Int32]
  private var cache: [RGBColor: Int32] = [:]

  /// Makes the palette of a mode; `colorCount` is what the terminal type claims to have.
  package init(_ mode: ColorMode, colorCount: Int = 256) {
    self.mode = mode
    let known = CursesColors.entries(of: mode).prefix(
      mode == .palette16 && colorCount < 16 ? 8 : 256
    )
    entries = known.map { ($0.number, $0.color, Oklab($0.color)) }
    exact = Dictionary(known.map { ($0.color, $0.number) }) { first, _ in first }
  }

  /// The colours that a mode is limited to.
  static func entries(of mode: ColorMode) -> [Entry] {
    switch mode {
    case .truecolor, .none: []
    case .palette256: fixedEntries
    case .palette16: userEntries
    }
  }

  /// The number of an ink; -1 for the terminal's default.
  ///
  /// - Parameters:
  ///   - ink: The colour.
  ///   - bits: How many bits of each channel are kept in true colour.
  /// - Returns: What `init_extended_pair` takes.
  package mutating func number(of ink: Ink, bits: Int = 8) -> Int32 {
    guard let color = ink.color else { return -1 }
    switch mode {
    case .none: return -1
    case .truecolor: return Int32(CursesColors.rounded(color, bits: bits).hex)
    case .palette256, .palette16:
      if let number = exact[color] ?? cache[color] { return number }
      let number = nearest(to: color)
      if cache.count > 65_536 { cache.removeAll(keepingCapacity: true) }
      cache[color] = number
      return number
    }
  }

  /// A colour with only the upper bits of each channel, the rest filled so that white stays white.
  package static func rounded(_ color: RGBColor, bits: Int) -> RGBColor {
    guard bits < 8 else { return color }
    let most = Double((1 << bits) - 1)
    func round(_ channel: UInt8) -> UInt8 {
      UInt8(((Double(channel) / 255 * most).rounded() / most * 255).rounded())
    }
    return RGBColor(red: round(color.red), green: round(color.green), blue: round(color.blue))
  }

  private func nearest(to color: RGBColor) -> Int32 {
    guard mode == .palette16 else {
      let place = Oklab(color)
      return entries.min { place.misfit(of: $0.place) < place.misfit(of: $1.place) }?.number ?? -1
    }
    // Among 16 colours the calm ones of themes would all be greys: there the hue decides.
    let vivid = Oklab(color).saturated(2.5)
    return entries.min { vivid.distance(to: $0.place) < vivid.distance(to: $1.place) }?.number ?? -1
  }

  // MARK: Pairs

  /// The numbers of a cell's two colours.
  package mutating func colors(of cell: Cell, bits: Int = 8) -> PairTable.Colors {
    var colors = PairTable.Colors(
      foreground: number(of: cell.style.foreground, bits: bits),
      background: number(of: cell.style.background, bits: bits)
    )
    if mode == .palette16, cell.character != "▀", cell.character != "▄" {
      colors.foreground = readable(colors, in: cell.style)
    }
    return colors
  }

  /// A foreground that is as readable on its background as the exact colours are, its hue kept if
  /// the other brightness will do.
  private func readable(_ colors: PairTable.Colors, in style: Style) -> Int32 {
    guard let text = style.foreground.color, let behind = style.background.color,
      let background = entries.first(where: { $0.number == colors.background })
    else { return colors.foreground }
    // Pure red on black or white comes to less than the usual 4.5.
    let least = min(4.2, text.contrast(with: behind))
    return [colors.foreground, colors.foreground ^ 8, 7, 15, 0].first { number in
      let entry = entries.first { $0.number == number }
      return (entry?.color.contrast(with: background.color) ?? 0) >= least
    } ?? colors.foreground
  }

  /// Entries 16 to 255 of xterm: a 6x6x6 cube and 24 greys.
  ///
  /// The lower 16 are the user's own.
  private static let fixedEntries: [Entry] = {
    let levels: [UInt8] = [0, 95, 135, 175, 215, 255]
    var entries: [Entry] = []
    for index in 0..<216 {
      let color = RGBColor(
        red: levels[index / 36],
        green: levels[index / 6 % 6],
        blue: levels[index % 6]
      )
      entries.append(Entry(number: Int32(16 + index), color: color))
    }
    for index in 0..<24 {
      let grey = UInt8(8 + 10 * index)
      entries.append(
        Entry(number: Int32(232 + index), color: RGBColor(red: grey, green: grey, blue: grey))
      )
    }
    return entries
  }()

  /// What xterm shows for the 16 colours that a user may change.
  private static let userEntries: [Entry] = {
    let colors: [UInt32] = [
      0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5, 0x7F7F7F,
      0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
    ]
    return colors.enumerated().map { Entry(number: Int32($0), color: RGBColor(hex: $1)) }
  }()
}

/// Hands out curses' colour pairs, of which ncurses 6.4 never gets one back by itself.
///
/// A pair that was on neither of the last two frames may be redefined, for which curses looks at every
/// cell of the screen. When one frame alone needs more pairs than there are, `pair` answers `nil` and
/// the frame has to do with fewer colours; so it does when redefining takes long: see `isWornOut`.
package struct PairTable {
  /// A foreground and a background as curses numbers colours; -1 is the terminal's default.
  package struct Colors: Hashable {
    package var foreground: Int32, background: Int32

    package init(foreground: Int32, background: Int32) {
      self.foreground = foreground
      self.background = background
    }
  }

  /// The number that curses knows a pair by, and whether it still has to be told its colours.
  package struct Assignment {
    package var pair: Int32, isNew: Bool
  }

  private var numbers: [Colors: Int32] = [:]
  private var colors: [Colors] = [Colors(foreground: -1, background: -1)]
  private var lastUse: [Int] = [0]
  private var frame = 2
  private var hand: Int32 = 1
  private let limit: Int
  /// How many cells the screen has.
  private var cells = 0
  /// How many cells and pairs were looked at in this frame to redefine some.
  private var looks = 0

  /// Looks that take a few hundredths of a second.
  private static let patience = 1 << 25

  /// Whether so many pairs had to be redefined in this frame that beginning anew is faster: on a
  /// very large screen a frame would take minutes.
  package var isWornOut: Bool { looks > Self.patience }

  /// The table before any pair was asked for.
  package var emptied: PairTable { PairTable(limit: limit) }

  /// Makes a table of pairs 1 to `limit`; curses keeps pair 0 for the terminal's default colours.
  package init(limit: Int) {
    self.limit = limit
    numbers.reserveCapacity(min(limit, 8192))
  }

  /// How many pairs are in use, pair 0 included.
  package var count: Int { colors.count }

  /// - Parameter cells: How many cells the screen has.
  package mutating func beginFrame(cells: Int = 0) {
    frame += 1
    (self.cells, looks) = (cells, 0)
  }

  /// Says that a pair is still on the screen.
  package mutating func keep(_ pair: Int32) { lastUse[Int(pair)] = frame }

  package mutating func pair(for wanted: Colors) -> Assignment? {
    if wanted.foreground < 0, wanted.background < 0 { return Assignment(pair: 0, isNew: false) }
    if let pair = numbers[wanted] {
      lastUse[Int(pair)] = frame
      return Assignment(pair: pair, isNew: false)
    }
    guard let pair = freePair() else { return nil }
    numbers[wanted] = pair
    colors[Int(pair)] = wanted
    lastUse[Int(pair)] = frame
    return Assignment(pair: pair, isNew: true)
  }

  private mutating func freePair() -> Int32? {
    if colors.count <= limit {
      colors.append(colors[0])
      lastUse.append(0)
      return Int32(colors.count - 1)
    }
    // Redefining a pair that is on the terminal now would have its cells sent again: second choice.
    for age in [1, 0] {
      for _ in 0..<limit {
        if isWornOut { return nil }
        looks += 1
        defer { hand = hand % Int32(limit) + 1 }
        guard lastUse[Int(hand)] < frame - age, !isBlack(colors[Int(hand)]) else { continue }
        numbers[colors[Int(hand)]] = nil
        looks += cells
        return hand
      }
    }
    return nil
  }

  /// Curses never repaints the cells of a former pair (0, 0), so that it must not be redefined.
  private func isBlack(_ colors: Colors) -> Bool {
    colors.foreground == 0 && colors.background == 0
  }
}
