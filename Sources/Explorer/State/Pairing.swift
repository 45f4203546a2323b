/// How two states of a scene are compared: before and after the edit, or under two edits.
struct Pairing: Hashable, Sendable {
  enum Way: Int, Hashable, Sendable, CaseIterable {
    /// Beside each other, with the difference.
    case together
    /// One picture, its left part the first, its right part the second.
    case wipe
    /// One picture, the first and the second in turn.
    case blink
  }

  /// So many moments each picture is seen in turn.
  private static let moments = 6

  var way = Way.together
  /// Where the second picture begins, in hundredths of the width.
  private(set) var border = 50
  private var moment = 0

  /// Whether the second picture is the one that is seen.
  var showsSecond: Bool { moment >= Self.moments }

  /// The next way.
  mutating func advance() {
    way = Way(rawValue: (way.rawValue + 1) % Way.allCases.count) ?? .together
    moment = 0
  }

  mutating func moveBorder(to place: Int) { border = min(max(place, 0), 100) }

  /// Lets a moment pass.
  mutating func pass() { moment = (moment + 1) % (2 * Self.moments) }
}
