public import Laboratory

/// Reads and writes sessions, one for each generator.
public struct SessionFiles: Sendable {
  /// The last session with a generator; nil if there is none.
  public var read: @Sendable (ModelID) -> SavedSession?
  /// Keeps a session; says what went wrong.
  public var write: @Sendable (SavedSession, ModelID) -> String?

  /// Makes them.
  public init(
    read: @escaping @Sendable (ModelID) -> SavedSession?,
    write: @escaping @Sendable (SavedSession, ModelID) -> String?
  ) {
    self.read = read
    self.write = write
  }
}
