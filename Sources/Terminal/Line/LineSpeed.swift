/// What is known of the line to the terminal, by how long frames of known length took.
package struct LineSpeed {
  /// How long the last byte of what is sent at once may be on its way after the first.
  private static let burst = 0.15
  /// Less than this many bytes tell the line's latency, not its speed.
  private static let telling = 3000
  /// What a line is taken for that is slow by choice: 160 kbit/s.
  private static let slowest = 1.0 / 20_000
  /// What is sent to a terminal far away before anything is known of the line.
  private static let firstRoom = 16_000
  /// What is sent at once at least.
  private static let leastRoom = 1500

  private let kind: LineKind
  private let isRemote: Bool
  /// In seconds.
  private var latency: Double?
  private var secondsPerByte: Double?

  /// Starts without knowing.
  ///
  /// - Parameters:
  ///   - kind: What the line is taken to be.
  ///   - isRemote: Whether the terminal is on another machine.
  package init(_ kind: LineKind, isRemote: Bool) {
    (self.kind, self.isRemote) = (kind, isRemote)
  }

  /// The terminal has drawn some bytes so long after the first of them was written.
  package mutating func note(bytes: Int, took time: Duration) {
    let seconds = time / .seconds(1)
    guard bytes >= Self.telling else {
      // The shortest answer counts, until longer ones have shown for a while that it is no more so.
      latency = latency.map { min(seconds, $0 + max(0, seconds - $0) / 8) } ?? seconds
      return
    }
    latency = latency.map { min(seconds, $0) }
    let each = (seconds - (latency ?? 0)) / Double(bytes)
    secondsPerByte = secondsPerByte.map { 0.6 * $0 + 0.4 * each } ?? each
  }

  /// How many bytes may be on their way at once; nil for any number.
  ///
  /// A terminal on this machine that is late is busy, as the machine is: fewer bytes are no help.
  package var room: Int? {
    guard kind == .slow || kind == .auto && isRemote else { return nil }
    guard let each = pace else { return Self.firstRoom }
    let bytes = ((latency ?? 0) + Self.burst) / max(each, 1e-9)
    return max(Self.leastRoom, Int(min(bytes, 1e9).rounded()))
  }

  /// How long some bytes are on their way, as far as is known.
  package func time(for bytes: Int) -> Duration {
    .seconds((latency ?? 0) + Double(bytes) * (pace ?? 0))
  }

  private var pace: Double? {
    kind == .slow ? max(secondsPerByte ?? 0, Self.slowest) : secondsPerByte
  }
}

/// How fast the line to the terminal is taken to be.
public enum LineKind: String, Hashable, Sendable, CaseIterable {
  /// As measured by how long the terminal takes to say that it has drawn a frame.
  case auto
  /// Fast: every frame is sent whole and exact.
  case fast
  /// Slow, as over a telephone: pictures come rough at first, and exact when no key is pressed.
  case slow
}
