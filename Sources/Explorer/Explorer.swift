public import Laboratory
public import Terminal

/// The front end: draws what the engine finds, and asks it for what the user wants to see.
public enum Explorer {
  /// Runs until the user leaves or the session ends, then stops the engine and closes the screen.
  ///
  /// To be called on the first thread.
  public static func run(
    screen: any Screen,
    laboratory: any Laboratory,
    options: ExplorerOptions
  ) {
    EventLoop(screen: screen, laboratory: laboratory, options: options).run()
    screen.close()
    laboratory.shutDown()
  }
}
