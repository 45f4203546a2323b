import Terminal

/// One line of text being typed.
struct TextField: Hashable, Sendable {
  private var characters: [Character]
  /// Where the next character goes.
  private(set) var cursor: Int

  init(_ text: String = "") {
    characters = Array(text)
    cursor = characters.count
  }

  var text: String { String(characters) }
  var beforeCursor: String { String(characters[..<cursor]) }

  /// Takes an editing key; false if it is none.
  mutating func handle(_ key: KeyEvent) -> Bool {
    switch key {
    case .character(let character): insert([character])
    case .paste(let text): insert(Array(text.prefix { !$0.isNewline }.prefix(4096)))
    case .backspace: if cursor > 0 { erase(cursor - 1..<cursor) }
    case .delete: if cursor < characters.count { erase(cursor..<cursor + 1) }
    case .control("u"): erase(0..<cursor)
    case .control("k"): erase(cursor..<characters.count)
    case .control("w"): erase(startOfWord..<cursor)
    case .left: cursor = max(0, cursor - 1)
    case .right: cursor = min(characters.count, cursor + 1)
    case .home, .control("a"): cursor = 0
    case .end, .control("e"): cursor = characters.count
    default: return false
    }
    return true
  }

  private var startOfWord: Int {
    let end = characters[..<cursor].lastIndex { $0 != " " && $0 != "/" } ?? 0
    return characters[..<end].lastIndex { $0 == " " || $0 == "/" }.map { $0 + 1 } ?? 0
  }

  private mutating func insert(_ new: [Character]) {
    guard characters.count + new.count <= 8192 else { return }
    characters.insert(contentsOf: new, at: cursor)
    cursor += new.count
  }

  private mutating func erase(_ range: Range<Int>) {
    characters.removeSubrange(range)
    cursor = range.lowerBound
  }
}
