/// Something the user did at the terminal.
public enum KeyEvent: Hashable, Sendable {
  /// A printable character.
  case character(Character)
  /// Control and a lower-case letter, such as `.control("c")`.
  case control(Character)
  /// A function key, from 1.
  case function(Int)
  /// A named key.
  case enter, escape, tab, backTab, backspace, delete, insert
  /// A movement key.
  case up, down, left, right, pageUp, pageDown, home, end
  /// Something done with the mouse.
  case mouse(MouseEvent)
  /// The terminal has another size now; draw again.
  case resize(GridSize)
  /// Text that was pasted in one piece, at most 64 KB of it; escape it before showing it.
  case paste(String)
}

/// A click, a wheel turn or a drag.
public struct MouseEvent: Hashable, Sendable {
  /// What was done.
  public enum Action: Hashable, Sendable {
    /// A button went down, moved while down, or came up again.
    case press, drag, release
    /// The wheel was turned.
    case wheelUp, wheelDown
  }

  /// Which button; `.none` for the wheel.
  public enum Button: Hashable, Sendable {
    /// The buttons of a three-button mouse.
    case left, middle, right
    /// No button.
    case none
  }

  /// What was done.
  public var action: Action
  /// With which button.
  public var button: Button
  /// The cell under the pointer.
  public var row: Int, column: Int

  /// Makes a mouse event at a cell.
  public init(_ action: Action, _ button: Button = .left, row: Int, column: Int) {
    self.action = action
    self.button = button
    self.row = row
    self.column = column
  }
}

extension KeyEvent {
  /// The key as people read it in a footer or in help: "Enter", "Ctrl-D", "↑", "q".
  public var label: String {
    switch self {
    case .character(" "): "Space"
    case .character(let character): String(character)
    case .control(let character): "Ctrl-\(character.uppercased())"
    case .function(let number): "F\(number)"
    case .enter: "Enter"
    case .escape: "Esc"
    case .tab: "Tab"
    case .backTab: "Shift-Tab"
    case .backspace: "Backspace"
    case .delete: "Del"
    case .insert: "Ins"
    case .up: "↑"
    case .down: "↓"
    case .left: "←"
    case .right: "→"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .home: "Home"
    case .end: "End"
    case .mouse: "Mouse"
    case .resize: "Resize"
    case .paste: "Paste"
    }
  }
}
