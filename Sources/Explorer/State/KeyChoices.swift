public import Faults
import Terminal

/// Keys that a person chose instead of the usual ones.
public struct KeyChoices: Hashable, Sendable {
  /// One table of keys: those of the main screen, or of one view or dialog.
  public struct Table: Sendable {
    /// What the configuration calls it; empty for the main screen.
    public let name: String
    /// What the help calls it.
    public let title: String
    /// What can be done there.
    public let entries: [Entry]
  }

  /// One action with its usual keys.
  public struct Entry: Sendable {
    /// What the configuration calls it.
    public let action: String
    /// Its keys as the configuration writes them.
    public let keys: [String]
    /// What it does.
    public let meaning: String
  }

  private var chosen: [String: [String: [KeyEvent]]] = [:]

  /// Leaves all keys as they are.
  public init() {}

  /// Every table with its usual keys.
  public static var tables: [Table] {
    KeyBindings.plain.map { bindings in
      let name = name(of: bindings)
      return Table(
        name: name,
        title: name.isEmpty ? "The main screen" : bindings.first?.section ?? name,
        entries: changeable(bindings).map { binding in
          Entry(
            action: binding.action.name,
            keys: binding.keys.map(\.written),
            meaning: binding.description
          )
        }
      )
    }
  }

  /// Gives an action other keys.
  ///
  /// - Parameters:
  ///   - action: The action's name.
  ///   - table: The table's name; empty for the main screen.
  ///   - keys: The keys as they are written; none takes the action's keys away.
  /// - Throws: `Fault` of kind refused for a name that is not there, or a key that cannot be had.
  public mutating func bind(
    _ action: String,
    in table: String,
    to keys: [String]
  ) throws(Fault) {
    guard let bindings = KeyBindings.plain.first(where: { Self.name(of: $0) == table }) else {
      let names = KeyBindings.plain.map(Self.name).filter { !$0.isEmpty }
      throw Self.refusal("no keys called '\(table)'", advice: Self.advice(table, names))
    }
    let names = Self.changeable(bindings).map(\.action.name)
    guard names.contains(action) else {
      throw Self.refusal("no action called '\(action)'", advice: Self.advice(action, names))
    }
    let isTyping = Self.typed.contains(table)
    let usual = bindings.first { $0.action.name == action }?.keys ?? []
    let events = try keys.map { (text) throws(Fault) -> KeyEvent in
      guard let key = KeyEvent(written: text) else {
        throw Self.refusal(
          "'\(text)', which is no key",
          advice: "Keys are written as a, A, Ctrl-A, F1, Space, Enter, Esc, Tab, Up, PgUp, Home"
        )
      }
      if isTyping, case .character = key, !usual.contains(key) {
        throw Self.refusal(
          "'\(text)', which is text there",
          advice: "Take a Ctrl or a function key"
        )
      }
      return key
    }
    guard !events.isEmpty || !["program-quit", "cancel", "answer-accept"].contains(action) else {
      throw Self.refusal("no key for \(action)", advice: "Leave it at least one")
    }
    chosen[table, default: [:]][action] = events
  }

  /// Makes sure that no key has two meanings.
  ///
  /// - Throws: `Fault` of kind refused that names the key and both actions.
  public func check() throws(Fault) {
    for bindings in KeyBindings.plain {
      var owners: [KeyEvent: String] = [:]
      for binding in applied(to: bindings) {
        for key in binding.keys {
          if let owner = owners[key], owner != binding.action.name {
            let table = Self.name(of: bindings)
            throw Self.refusal(
              "\(key.written) for both \(owner) and \(binding.action.name)"
                + (table.isEmpty ? "" : " of \(table)"),
              advice: "Give one of them another key, or [] for none"
            )
          }
          owners[key] = binding.action.name
        }
      }
    }
  }

  /// The bindings with the keys that were chosen, without those that have none.
  func applied(to bindings: [Binding]) -> [Binding] {
    guard let own = chosen[Self.name(of: bindings)] else { return bindings }
    let fixed = Set(KeyBindings.always.map(\.description))
    return bindings.compactMap { binding in
      guard !fixed.contains(binding.description), let keys = own[binding.action.name] else {
        return binding
      }
      var changed = binding
      changed.keys = keys
      return keys.isEmpty ? nil : changed
    }
  }

  /// The key of an action as sentences name it, that of the main screen first; its word where it has
  /// none.
  func key(of action: Action) -> String {
    for bindings in [KeyBindings.main] + KeyBindings.plain {
      if let key = applied(to: bindings).first(where: { $0.action == action })?.keys.first {
        return key.written
      }
    }
    return Command.words.first { $0.action == action }.map { ":\($0.name)" } ?? "no key"
  }

  private static func refusal(_ found: String, advice: String) -> Fault {
    Fault(.refused, "choose keys", found: found, advice: advice)
  }

  /// Where most keys are text.
  private static let typed = ["commands", "questions", "choosing-a-concept"]

  /// Leaving and suspending work everywhere, whatever was chosen.
  private static func changeable(_ bindings: [Binding]) -> [Binding] {
    let fixed = Set(KeyBindings.always.map(\.description))
    return bindings.filter { !fixed.contains($0.description) }
  }

  private static func name(of bindings: [Binding]) -> String {
    let title = bindings.first?.section ?? ""
    if title == KeyBindings.moving.first?.section { return "" }
    let words = title.lowercased().split { !$0.isLetter && !$0.isNumber }
    return words.joined(separator: "-")
  }

  private static func advice(_ name: String, _ names: [String]) -> String {
    let near = nearest(to: name, among: names)
    return near.isEmpty
      ? "'ganscope explore --print-default-config' lists them all"
      : "Did you mean \(alternatives(near))?"
  }
}
