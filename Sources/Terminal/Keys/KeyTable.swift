/// One line of a key table: what a view answers to, and how help and footer name it.
public struct KeyBinding<Action: Hashable & Sendable>: Sendable {
  /// The keys, the first being the one that footers show.
  public var keys: [KeyEvent]
  /// What they do.
  public var action: Action
  /// One or two words for the footer; empty keeps the binding out of it.
  public var hint: String
  /// A sentence for the help.
  public var description: String
  /// The heading under which the help lists it.
  public var section: String
  /// Why it cannot be done now, in a few words; `nil` if it can.
  public var disabledReason: String?

  /// Makes a binding.
  public init(
    _ keys: [KeyEvent],
    _ action: Action,
    hint: String = "",
    _ description: String,
    section: String = "",
    disabledReason: String? = nil
  ) {
    self.keys = keys
    self.action = action
    self.hint = hint
    self.description = description
    self.section = section
    self.disabledReason = disabledReason
  }

  /// Every key as people read it: "↓ j".
  public var keyLabels: String { keys.map(\.label).joined(separator: " ") }
}

/// What the keys do now; help overlay and footer are drawn from it, so they cannot disagree.
public struct KeyTable<Action: Hashable & Sendable>: Sendable {
  /// The bindings in the order of the help.
  public var bindings: [KeyBinding<Action>]

  /// Makes a table.
  public init(_ bindings: [KeyBinding<Action>]) { self.bindings = bindings }

  /// The binding of a key; the first that names it.
  public func binding(for key: KeyEvent) -> KeyBinding<Action>? {
    bindings.first { $0.keys.contains(key) }
  }

  /// Keys that two bindings claim; a test keeps this empty.
  public var conflicts: [KeyEvent] {
    var seen: Set<KeyEvent> = []
    return bindings.flatMap(\.keys).filter { !seen.insert($0).inserted }
  }

  /// The sections of the help, in order of first appearance.
  public var sections: [(title: String, bindings: [KeyBinding<Action>])] {
    var titles: [String] = []
    for binding in bindings where !titles.contains(binding.section) {
      titles.append(binding.section)
    }
    return titles.map { title in (title, bindings.filter { $0.section == title }) }
  }

  /// The binding whose hint `drawFooter` puts at a column, counted from the footer's first.
  public func binding(atColumn column: Int, maxWidth: Int) -> KeyBinding<Action>? {
    var place = 0
    for binding in bindings where !binding.hint.isEmpty {
      let width = CellText.width(of: "\(binding.keys.first?.label ?? "") \(binding.hint)")
      guard place + width <= maxWidth else { return nil }
      if (place..<place + width).contains(column) { return binding }
      place += width + 2
    }
    return nil
  }

  /// Draws "key hint  key hint …" in one row: whole entries only, as many as fit.
  ///
  /// - Returns: The column after the last hint.
  @discardableResult
  public func drawFooter(
    in grid: inout CellGrid,
    row: Int,
    column: Int = 0,
    maxWidth: Int? = nil,
    keyStyle: Style,
    hintStyle: Style,
    disabledStyle: Style
  ) -> Int {
    let end = min(grid.width, column + (maxWidth ?? grid.width - column))
    var place = column
    for binding in bindings where !binding.hint.isEmpty {
      let key = binding.keys.first?.label ?? ""
      guard place + CellText.width(of: "\(key) \(binding.hint)") <= end else { break }
      let isEnabled = binding.disabledReason == nil
      place =
        grid.put(
          [
            (key, isEnabled ? keyStyle : disabledStyle),
            (" \(binding.hint)", isEnabled ? hintStyle : disabledStyle),
          ],
          row: row,
          column: place
        ) + 2
    }
    return max(column, place - 2)
  }
}
