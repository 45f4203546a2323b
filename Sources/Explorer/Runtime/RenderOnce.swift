public import Laboratory
public import Terminal

extension Explorer {
  /// Plays keys without a terminal and returns the last frame; for documents and tests.
  ///
  /// - Parameters:
  ///   - size: The screen's extent.
  ///   - laboratory: The engine.
  ///   - options: As for `run`.
  ///   - colorMode: The colours that the frame is made for.
  ///   - keys: What is pressed, each key after all news of the one before have come.
  ///   - proceed: Lets the engine go on; false when it has nothing more to tell.
  /// - Returns: The frame after the last key and all its news.
  public static func renderOnce(
    size: GridSize,
    laboratory: any Laboratory,
    options: ExplorerOptions,
    colorMode: ColorMode = .truecolor,
    keys: [KeyEvent] = [],
    proceed: () -> Bool
  ) -> CellGrid {
    let screen = FakeScreen(width: size.width, height: size.height, colorMode: colorMode)
    let loop = EventLoop(screen: screen, laboratory: laboratory, options: options)
    loop.begin()
    loop.settle(proceed)
    for key in keys {
      loop.take(.key(key))
      loop.settle(proceed)
    }
    return loop.frame
  }
}
