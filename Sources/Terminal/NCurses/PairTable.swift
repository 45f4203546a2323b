/// Hands out curses' colour pairs, of which ncurses 6.4 never gets one back by itself.
///
/// A pair that was on neither of the last two frames may be redefined. When one frame alone needs
/// more pairs than there are, `pair` answers `nil` and the frame has to do with fewer colours.
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

  /// Makes a table of pairs 1 to `limit`; curses keeps pair 0 for the terminal's default colours.
  package init(limit: Int) {
    self.limit = limit
    numbers.reserveCapacity(min(limit, 8192))
  }

  /// How many pairs are in use, pair 0 included.
  package var count: Int { colors.count }

  package mutating func beginFrame() { frame += 1 }

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
        defer { hand = hand % Int32(limit) + 1 }
        guard lastUse[Int(hand)] < frame - age, !isBlack(colors[Int(hand)]) else { continue }
        numbers[colors[Int(hand)]] = nil
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
