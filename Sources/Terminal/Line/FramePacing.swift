/// Keeps what is on its way to the terminal short, so that the answer to a key never queues up.
///
/// What is large is followed by a question (DSR 5) that the terminal answers when it has drawn it;
/// until then nothing else is sent. A terminal that never answers is not asked again; there the time
/// that a frame should take is waited for instead.
package struct FramePacing {
  /// From how many bytes on the terminal is asked.
  private static let largeFrame = 3000
  /// How long an answer may take of a terminal that has answered before: the line is held up.
  private static let longPatience = Duration.seconds(10)
  /// What even a slow line delivers in a second.
  private static let slowest = 8000.0

  /// What is known of the line.
  package private(set) var speed: LineSpeed
  private let patience: Duration
  private var asksAtAll: Bool
  private var hasAsked = false
  /// Whether the terminal has ever answered.
  package private(set) var hasAnswered = false
  private var sent: (at: Duration, bytes: Int, isAsked: Bool)?
  /// How many answers are still to come, to earlier questions too.
  package private(set) var owed = 0

  /// Starts with nothing on its way.
  ///
  /// - Parameters:
  ///   - speed: What is known of the line.
  ///   - isEnabled: Whether the terminal is asked.
  ///   - patience: How long the first answer may take, beside the time that the bytes take.
  package init(_ speed: LineSpeed, isEnabled: Bool = true, patience: Duration = .seconds(1)) {
    self.speed = speed
    asksAtAll = isEnabled
    self.patience = patience
  }

  /// How long nothing may be sent.
  package func wait(at now: Duration) -> Duration {
    guard let sent else { return .zero }
    let most =
      sent.isAsked
      ? (hasAnswered ? max(patience, Self.longPatience) : patience)
        + .seconds(Double(sent.bytes) / Self.slowest)
      : speed.time(for: sent.bytes)
    return max(.zero, sent.at + most - now)
  }

  /// Takes note of what was written.
  ///
  /// - Parameters:
  ///   - bytes: How many bytes, about.
  ///   - start: When the first was written.
  ///   - now: When the last was: a full line holds the program up.
  ///   - goesOn: Whether the rest of the frame is still to come.
  /// - Returns: Whether the terminal is to be asked.
  package mutating func wrote(
    _ bytes: Int,
    from start: Duration,
    to now: Duration,
    goesOn: Bool
  ) -> Bool {
    // The first frame is small, and tells how far the terminal is.
    guard goesOn || bytes >= Self.largeFrame || !hasAsked else { return false }
    hasAsked = true
    if !asksAtAll, now - start > .milliseconds(20) { speed.note(bytes: bytes, took: now - start) }
    sent = (start, bytes, asksAtAll)
    owed += asksAtAll ? 1 : 0
    return asksAtAll
  }

  /// Answers came; they come in the order of the questions.
  package mutating func answered(_ count: Int = 1, at now: Duration) {
    owed = max(0, owed - count)
    guard owed == 0, let sent, sent.isAsked else { return }
    hasAnswered = true
    speed.note(bytes: sent.bytes, took: now - sent.at)
    self.sent = nil
  }

  /// The screen is drawn anew: what was sent before does not matter.
  package mutating func forget() { sent = nil }

  /// Whether something may be sent; gives up an answer that does not come.
  package mutating func isFree(at now: Duration) -> Bool {
    guard let sent else { return true }
    guard wait(at: now) <= .zero else { return false }
    if sent.isAsked {
      asksAtAll = hasAnswered
      owed = 0
    }
    self.sent = nil
    return true
  }
}
