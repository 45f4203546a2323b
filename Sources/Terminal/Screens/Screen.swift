/// What a screen has for the program after waiting.
public struct InputReadiness: OptionSet, Hashable, Sendable {
  /// One bit a source.
  public let rawValue: UInt8

  /// Makes a set from its bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// `nextKey` has something.
  public static let keys = InputReadiness(rawValue: 1)
  /// The wake descriptor can be read; whoever owns it drains it.
  public static let wake = InputReadiness(rawValue: 2)
  /// The session is over, see `ending`; leave in good order, at once.
  public static let ended = InputReadiness(rawValue: 4)
}

/// Why a screen's session is over.
public enum SessionEnding: Hashable, Sendable {
  /// A signal asked for it.
  case signal(Int32)
  /// The terminal is gone.
  case hungUp

  /// The exit code that shells expect: 128 and the signal's number.
  public var exitCode: Int32 {
    switch self {
    case .signal(let number): 128 + number
    case .hungUp: 129
    }
  }
}

/// A terminal, or what stands in for one in tests.
///
/// It belongs to one thread.
public protocol Screen: AnyObject {
  /// The present extent in cells.
  var size: GridSize { get }
  /// What it shows.
  var abilities: ScreenAbilities { get }
  /// What is wanted of it; a change may change what it shows, and is followed by a whole frame.
  var wishes: ScreenWishes { get set }
  /// Why the session is over; `nil` while it is not.
  var ending: SessionEnding? { get }
  /// Whether mouse events are reported; off lets people select text.
  var isMouseEnabled: Bool { get set }

  /// Shows a grid, sending only what differs from the one before.
  func present(_ grid: CellGrid)
  /// Waits until there is a key, the wake descriptor can be read, the session ended or the time is
  /// over; an empty answer means the time is over.
  func waitForInput(wakeDescriptor: Int32?, timeout: Duration?) -> InputReadiness
  /// The next key without waiting; `nil` if there is none.
  func nextKey() -> KeyEvent?
  /// Sends everything again with the next frame, for a screen that something else wrote on.
  func invalidate()
  /// Leaves the terminal as it was found. Calling it again does nothing.
  func close()
}
