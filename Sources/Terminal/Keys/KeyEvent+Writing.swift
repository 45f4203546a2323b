extension KeyEvent {
  private static let names: [(name: String, key: KeyEvent)] = [
    ("Space", .character(" ")), ("Enter", .enter), ("Esc", .escape), ("Tab", .tab),
    ("Shift-Tab", .backTab), ("Backspace", .backspace), ("Del", .delete), ("Ins", .insert),
    ("Up", .up), ("Down", .down), ("Left", .left), ("Right", .right), ("PgUp", .pageUp),
    ("PgDn", .pageDown), ("Home", .home), ("End", .end), ("Escape", .escape),
    ("Delete", .delete), ("Insert", .insert), ("PageUp", .pageUp), ("PageDown", .pageDown),
  ]

  /// Reads a key as scripts and the configuration write it: "a", "Ctrl-P", "F1", "PgUp".
  public init?(written text: String) {
    let lower = text.lowercased()
    if text.count == 1, let character = text.first, character != " " {
      self = .character(character)
    } else if let named = Self.names.first(where: { $0.name.lowercased() == lower }) {
      self = named.key
    } else if lower.hasPrefix("ctrl-"), lower.count == 6, let letter = lower.last, letter.isLetter {
      self = .control(letter)
    } else if lower.hasPrefix("f"), let number = Int(lower.dropFirst()), (1...24).contains(number) {
      self = .function(number)
    } else {
      return nil
    }
  }

  /// The names of keys that are more than a character.
  public static var writtenNames: [String] { names.map(\.name) }

  /// The key as it is written there; the names are ASCII.
  public var written: String {
    Self.names.first { $0.key == self }?.name ?? label
  }
}
