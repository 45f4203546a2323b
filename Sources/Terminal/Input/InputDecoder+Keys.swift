extension InputDecoder {
  /// The event of a character by itself.
  static func plain(_ value: UInt32) -> KeyEvent? {
    switch value {
    case 10, 13: .enter
    case 9: .tab
    case 8, 127: .backspace
    case 0: .control(" ")
    case 1...26: .control(Character(Unicode.Scalar(UInt8(value) + 96)))
    case 28...31: .control(Character(Unicode.Scalar(UInt8(value) + 64)))
    case 0x80...0x9F: nil
    default: Unicode.Scalar(value).map { .character(Character($0)) }
    }
  }

  /// A movement key with Shift, Alt or Control, such as `ESC [ 1 ; 5 A`; they count as plain.
  static func modifiedKey(_ letter: Unicode.Scalar, _ parameters: String) -> KeyEvent? {
    let number = parameters.split(separator: ";").first.flatMap { Int($0) }
    switch letter {
    case "A": return .up
    case "B": return .down
    case "C": return .right
    case "D": return .left
    case "F": return .end
    case "H": return .home
    case "Z": return .backTab
    case "~":
      switch number {
      case 1, 7: return .home
      case 2: return .insert
      case 3: return .delete
      case 4, 8: return .end
      case 5: return .pageUp
      case 6: return .pageDown
      default: return nil
      }
    default: return nil
    }
  }

  /// A mouse report of xterm: bit 5 is motion, bit 6 the wheel, the low two bits the button.
  static func mouse(_ code: Int, column: Int, row: Int, isRelease: Bool) -> KeyEvent? {
    guard (1...10_000).contains(column), (1...10_000).contains(row), (0..<128).contains(code) else {
      return nil
    }
    let place = (row: row - 1, column: column - 1)
    func event(_ action: MouseEvent.Action, _ button: MouseEvent.Button) -> KeyEvent {
      .mouse(MouseEvent(action, button, row: place.row, column: place.column))
    }
    if code & 64 != 0 {
      switch code & 3 {
      case 0: return event(.wheelUp, .none)
      case 1: return event(.wheelDown, .none)
      default: return nil
      }
    }
    let button = [MouseEvent.Button.left, .middle, .right, .none][code & 3]
    if isRelease { return event(.release, button) }
    if code & 32 != 0 { return button == .none ? nil : event(.drag, button) }
    return button == .none ? nil : event(.press, button)
  }
}
