/// A screen without a terminal: it plays a script of keys and keeps what it was shown.
public final class FakeScreen: Screen {
  /// The extent; change it together with a `.resize` key.
  public var size: GridSize
  /// What it claims to show.
  public var abilities: ScreenAbilities
  /// What is wanted of it; of colours and characters it shows what is wished.
  public var wishes = ScreenWishes() { didSet { comply() } }
  /// Set it to end the session.
  public var ending: SessionEnding?
  /// Whether the program wants mouse events.
  public var isMouseEnabled = true
  /// The keys still to come.
  public var keys: [KeyEvent]
  /// Every frame presented, the newest last.
  public private(set) var frames: [CellGrid] = []
  /// Whether `close` was called.
  public private(set) var isClosed = false

  /// Makes a screen with a script of keys.
  public init(
    width: Int = 80,
    height: Int = 24,
    colorMode: ColorMode = .truecolor,
    keys: [KeyEvent] = []
  ) {
    size = GridSize(width: width, height: height)
    abilities = ScreenAbilities(colorMode)
    detected = colorMode
    self.keys = keys
  }

  private let detected: ColorMode

  private func comply() {
    let images = abilities.images
    abilities = ScreenAbilities(wishes.color ?? detected)
    guard abilities.colorMode != .none else { return }
    switch wishes.pictures {
    case .quadrants: abilities.glyphs = .quadrants
    case .sextants: abilities.glyphs = .sextants
    case .halfBlocks: break
    case .automatic, .kitty, .iterm, .sixel: abilities.images = images
    }
  }

  /// The newest frame; a blank one before the first.
  public var frame: CellGrid { frames.last ?? CellGrid(width: size.width, height: size.height) }

  /// Keeps the frame.
  public func present(_ grid: CellGrid) { frames.append(grid) }

  /// Answers at once: keys while the script lasts, then nothing.
  public func waitForInput(wakeDescriptor: Int32?, timeout: Duration?) -> InputReadiness {
    if ending != nil { return .ended }
    return keys.isEmpty ? [] : .keys
  }

  /// The next key of the script; a `.resize` changes the extent.
  public func nextKey() -> KeyEvent? {
    guard !keys.isEmpty else { return nil }
    let key = keys.removeFirst()
    if case .resize(let newSize) = key { size = newSize }
    return key
  }

  /// Does nothing: every frame is kept whole.
  public func invalidate() {}

  /// Remembers that it was closed.
  public func close() { isClosed = true }
}
