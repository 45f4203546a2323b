public import Faults
import Glibc
public import Laboratory
import Tensors
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

  /// Plays keys without a terminal on an engine that works in the background.
  ///
  /// - Parameters:
  ///   - size: The screen's extent.
  ///   - laboratory: The engine.
  ///   - options: As for `run`.
  ///   - colorMode: The colours that the frame is made for.
  ///   - keys: What is pressed, in parts; each key once all that the one before asked for has come.
  ///   - patience: How long is waited in all; frames are then taken as they are.
  /// - Returns: The frame at the start and after each part, and whether everything in them had come.
  /// - Throws: `Fault` where the networks, the layer or the scene to begin with are refused.
  public static func shot(
    size: GridSize,
    laboratory: any Laboratory,
    options: ExplorerOptions,
    colorMode: ColorMode,
    keys: [[KeyEvent]],
    patience: Duration
  ) throws(Fault) -> (frames: [CellGrid], isWhole: Bool) {
    let screen = FakeScreen(width: size.width, height: size.height, colorMode: colorMode)
    screen.wishes.pictures = options.wishes.pictures
    let loop = EventLoop(screen: screen, laboratory: laboratory, options: options)
    let clock = ContinuousClock()
    let end = clock.now + patience
    loop.begin()
    func rest() {
      repeat {
        // News wake nobody here; a hundredth of a second is soon enough.
        usleep(10_000)
        loop.takeEvents()
        loop.take(.idle)
      } while !loop.isAtRest && clock.now < end
    }
    rest()
    if let fault = loop.state.models.loadingFault { throw fault }
    let isElsewhere = options.layer.map { $0 != loop.state.layer?.name } ?? false
    if isElsewhere || loop.state.picture.hasFailed, let notice = loop.state.talk.notice,
      notice.kind == .failure
    {
      throw Fault(.usage, "begin with what was asked for", found: notice.text)
    }
    // What the program asks by itself, as whether to dissect, does not belong in a picture.
    for _ in loop.state.talk.dialogs { loop.take(.key(.escape)) }
    rest()
    var frames = [loop.frame]
    for part in keys {
      for key in part {
        loop.take(.key(key))
        rest()
      }
      frames.append(loop.frame)
    }
    return (frames, loop.isAtRest)
  }
}
