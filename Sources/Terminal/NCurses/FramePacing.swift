/// Keeps at most one large frame on its way to the terminal.
///
/// Over a slow line frames would queue up, and with them the answer to every key. So a large frame
/// is followed by a question (DSR 5) that the terminal answers when it has drawn it; until then
/// newer frames replace each other here. A terminal that does not answer is not asked again.
package struct FramePacing {
  /// From how many changed cells on a frame is large.
  private static let largeFrame = 300

  /// How long an answer may take.
  package var patience: Duration
  /// The frame that waits for the answer to the one before.
  package private(set) var waiting: CellGrid?
  private var isEnabled: Bool
  private var askedAt: Duration?

  package init(isEnabled: Bool, patience: Duration = .seconds(1)) {
    self.isEnabled = isEnabled
    self.patience = patience
  }

  /// Whether an answer is still to come.
  package var isAsking: Bool { askedAt != nil }

  /// Whether a frame may be shown now; otherwise it is kept, and replaces one kept before.
  package mutating func admits(_ grid: CellGrid, at now: Duration) -> Bool {
    expire(at: now)
    waiting = isAsking ? grid : nil
    return !isAsking
  }

  /// Whether to ask after a frame of so many changed cells.
  package mutating func asks(afterCells count: Int, at now: Duration) -> Bool {
    guard isEnabled, count >= FramePacing.largeFrame else { return false }
    askedAt = now
    return true
  }

  /// The answer came, or the screen is drawn anew.
  ///
  /// - Returns: The frame to show now.
  package mutating func answered() -> CellGrid? {
    defer { waiting = nil }
    askedAt = nil
    return waiting
  }

  /// How long the frame that waits may still have to; `nil` if none waits.
  package func timeLeft(at now: Duration) -> Duration? {
    guard waiting != nil, let askedAt else { return nil }
    return max(.zero, askedAt + patience - now)
  }

  private mutating func expire(at now: Duration) {
    guard let askedAt, now - askedAt >= patience else { return }
    isEnabled = false
    self.askedAt = nil
  }

  /// The frame whose wait is over because nobody answers; from now on nobody is asked.
  package mutating func expired(at now: Duration) -> CellGrid? {
    expire(at: now)
    return isAsking ? nil : answered()
  }
}
