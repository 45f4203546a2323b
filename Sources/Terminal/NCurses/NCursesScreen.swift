internal import CNCurses
internal import CTerminalGuard
public import Faults
internal import Glibc
internal import Images

/// The terminal by ncurses.
///
/// There is one a process, used by the thread that made it. It takes over the signals of a full-screen program while it is open: the terminal is as it was
/// found after `close`, after a crash, after SIGTERM, SIGHUP and SIGINT, and while stopped.
public final class NCursesScreen: Screen {
  /// Switches for terminals with quirks.
  public struct Options: Sendable {
    /// The colours and pictures asked for.
    public var wishes: ScreenWishes
    /// Whether the mouse is reported at the start.
    public var isMouseEnabled = true
    /// Whether frames are bracketed as synchronized updates, so that none is seen half drawn.
    public var synchronizesFrames = true
    /// How fast the line to the terminal is taken to be.
    public var line = LineKind.auto
    /// Whether a large frame waits until the terminal has drawn the one before.
    public var pacesFrames = true
    /// How long the terminal may take to say so before it is not asked again.
    public var pacingPatience = Duration.seconds(1)

    /// Makes options; everything is on and colours are detected by default.
    public init(_ wishes: ScreenWishes = ScreenWishes()) { self.wishes = wishes }
  }

  /// The present extent in cells.
  public internal(set) var size: GridSize
  /// Why the session is over; `nil` while it is not.
  public internal(set) var ending: SessionEnding?
  /// The colour mode and the rule that chose it.
  public private(set) var color: ColorChoice
  /// The mode where none is asked for; the terminal is not asked again, whose answers would come
  /// among keys.
  private let detected: ColorChoice
  /// How pictures are shown, and the rule that chose it.
  public internal(set) var pictures: PictureChoice
  /// What is wanted of it.
  public var wishes: ScreenWishes {
    didSet { if isOpen, wishes != oldValue { comply() } }
  }
  /// Whether mouse events are reported; off lets people select text.
  public var isMouseEnabled: Bool {
    didSet { if isOpen, oldValue != isMouseEnabled { sendModes() } }
  }

  let options: Options
  let surroundings: TerminalSurroundings
  var isOpen = false
  var decoder = InputDecoder()
  var palette: CursesColors
  var pairs: PairTable
  /// What the terminal shows, and with which pairs.
  var shown = CellGrid(width: 0, height: 0)
  var shownPairs: [Int32] = []
  /// What it should show: the newest frame, and images in the place of some of its cells.
  var wanted: CellGrid?
  var wantedPictures: [PictureStage.Placed] = []
  var stage: PictureStage
  /// Images in the form that the terminal takes, the newest last.
  var codes: [(image: RGBImage, code: [UInt8])] = []
  /// What the terminal said of itself, and whether it still owes an answer.
  var answers = TerminalAnswers()
  var isAsked = false
  /// Whether a step of it waits for room on the line.
  var isHalfSent = false
  /// When a key was pressed last.
  var lastKey = Duration.zero
  var mustRepaint = true
  var resized = false
  var pacing: FramePacing
  var steps: FrameSteps
  var emptyReads = 0
  let start = ContinuousClock().now
  private var handle: OpaquePointer?

  /// Opens the terminal of this process and shows an empty screen.
  ///
  /// - Throws: A fault if standard input or output is no terminal, or one that cannot place the
  ///   cursor.
  public init(_ options: Options = Options()) throws(Fault) {
    try NCursesScreen.requireTerminal()
    self.options = options
    _ = LocaleChoice.establish()
    surroundings = TerminalSurroundings.current()
    wishes = options.wishes
    pacing = FramePacing(
      LineSpeed(options.line, isRemote: surroundings.isRemote),
      isEnabled: options.pacesFrames,
      patience: options.pacingPatience
    )
    color = try ColorRules(surroundings: surroundings) { TerminalProbe().run() }
      .choose(option: options.wishes.color)
    detected =
      options.wishes.color == nil
      ? color : try ColorRules(surroundings: surroundings) { nil }.choose(option: nil)
    steps = FrameSteps(color.mode)
    pictures = PictureChoice(.cells(PixelGlyphs(for: color.mode)), "nothing is known yet")
    stage = PictureStage(pictures.method)
    isMouseEnabled = options.isMouseEnabled
    let status = CTerminalGuard_install(STDIN_FILENO)
    guard status == 0 else {
      throw NCursesScreen.fault(found: String(cString: strerror(status)))
    }
    do {
      handle = try NCursesScreen.open(surroundings, color.mode)
    } catch {
      CTerminalGuard_remove()
      throw error
    }
    (palette, pairs) = NCursesScreen.colors(of: color.mode)
    size = NCursesScreen.measuredSize()
    choosePictures()
    enter()
  }

  private static func colors(of mode: ColorMode) -> (CursesColors, PairTable) {
    (
      CursesColors(mode, colorCount: Int(CNCurses_colors())),
      PairTable(limit: mode == .none ? 0 : min(Int(CNCurses_pairs()), 32_768) - 1)
    )
  }

  /// Shows colours and pictures as they are wanted now.
  private func comply() {
    let choice = wishes.color.map { ColorChoice(mode: $0, reason: "asked for") } ?? detected
    if choice.mode != color.mode { reopen(in: choice.mode) }
    if ending == nil { color = choice }
    choosePictures()
    askForPictures()
  }

  /// Opens the terminal anew as a type with other colours.
  private func reopen(in mode: ColorMode) {
    leave()
    delscreen(handle)
    let ways = [mode, color.mode]
    handle = ways.lazy.compactMap { try? NCursesScreen.open(self.surroundings, $0) }.first
    guard handle != nil else {
      ending = .hungUp
      return
    }
    (palette, pairs) = NCursesScreen.colors(of: mode)
    steps = FrameSteps(mode)
    enter()
  }

  deinit { close() }

  /// Leaves the terminal as it was found.
  public func close() {
    guard isOpen else { return }
    leave()
    CTerminalGuard_remove()
    delscreen(handle)
  }

  private static func requireTerminal() throws(Fault) {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
      throw fault(
        found: "standard input or output is not a terminal",
        advice: "Start it from a prompt; over SSH use ssh -t"
      )
    }
  }

  private static func open(
    _ surroundings: TerminalSurroundings,
    _ mode: ColorMode
  ) throws(Fault) -> OpaquePointer {
    guard surroundings.canMoveCursor else {
      throw fault(
        found: "the terminal type '\(surroundings.type)' cannot place the cursor",
        advice: "Set TERM to what the terminal is, for example xterm-256color"
      )
    }
    // Exported sizes would freeze the extent; the terminal itself knows better.
    use_tioctl(true)
    for entry in surroundings.entries(for: mode) {
      guard let handle = newterm(entry.name, own: entry.own) else { continue }
      set_escdelay(25)
      CNCurses_setModes()
      if mode != .none {
        start_color()
        // Otherwise pair 0 would be colour 7 on colour 0, almost black on black.
        use_default_colors()
      }
      return handle
    }
    throw fault(found: "curses knows no terminal type that fits '\(surroundings.type)'")
  }

  private static func newterm(_ name: String, own: TerminfoEntry?) -> OpaquePointer? {
    guard let own else { return CNCurses_newterm(name) }
    let former = getenv("TERMINFO").map { String(cString: $0) }
    setenv("TERMINFO", own.compiled, 1)
    defer {
      // Editors and shells that are started from here must not see it.
      if let former { setenv("TERMINFO", former, 1) } else { unsetenv("TERMINFO") }
    }
    return CNCurses_newterm(name)
  }

  static func fault(found: String, advice: String? = nil) -> Fault {
    Fault(.inputOutput, "open the terminal", found: found, advice: advice)
  }
}
