/// How fast the line to the terminal is taken to be.
public enum LineKind: String, Hashable, Sendable, CaseIterable {
  /// As measured by how long the terminal takes to say that it has drawn a frame.
  case auto
  /// Fast: every frame is sent whole and exact.
  case fast
  /// Slow, as over a telephone: pictures come rough at first, and exact when no key is pressed.
  case slow
}
