import Cluster
public import Faults
public import Laboratory
public import Terminal

/// The front end: draws what the engine finds, and asks it for what the user wants to see.
public enum Explorer {
  /// Runs until the user leaves or the session ends, then stops the engine and closes the screen.
  ///
  /// To be called on the first thread.
  ///
  /// - Returns: The world of the program that the user goes on to, for which the screen stays open;
  ///   nil at the end.
  @discardableResult
  public static func run(
    screen: any Screen,
    laboratory: any Laboratory,
    options: ExplorerOptions
  ) -> String? {
    let loop = EventLoop(screen: screen, laboratory: laboratory, options: options)
    loop.run()
    if loop.nextWorld == nil { screen.close() }
    options.clusters?.stop()
    laboratory.shutDown()
    return loop.nextWorld
  }
}

/// Reads and writes sessions, one for each generator.
public struct SessionFiles: Sendable {
  /// The last session with a generator; nil if there is none, a fault if it cannot be read.
  public var read: @Sendable (ModelID) -> Result<SavedSession?, Fault>
  /// What the person should know of where this session will be kept; nil where it is as asked.
  public var remark: @Sendable (ModelID) -> String?
  /// Keeps a session; says what went wrong.
  public var write: @Sendable (SavedSession, ModelID) -> String?

  /// Makes them.
  public init(
    read: @escaping @Sendable (ModelID) -> Result<SavedSession?, Fault>,
    remark: @escaping @Sendable (ModelID) -> String? = { _ in nil },
    write: @escaping @Sendable (SavedSession, ModelID) -> String?
  ) {
    self.read = read
    self.remark = remark
    self.write = write
  }
}
