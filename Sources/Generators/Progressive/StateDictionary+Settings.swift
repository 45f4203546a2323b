import Checkpoints
import Faults

extension StateDictionary {
  /// The value of a tensor of one element; nil if there is none of this name.
  func single(_ name: String) throws(Fault) -> Float? {
    guard let dimensions = dimensions(of: name), dimensions.allSatisfy({ $0 == 1 }) else {
      return nil
    }
    return try tensor(name).first
  }

  /// A number that a training script kept among its settings, whatever it calls them.
  func setting(_ name: String) -> Float? { settingText(name).flatMap(Float.init) }

  /// A switch among the settings.
  func flag(_ name: String) -> Bool? { settingText(name).flatMap(Bool.init) }

  private func settingText(_ name: String) -> String? {
    for holder in ["config", "conf", "static_kwargs"] {
      if let text = wrapping.value("\(holder).\(name)") { return text }
    }
    return nil
  }

  /// The counts beside the weights under any of these names, wherever they lie.
  func countsBeside(_ names: Set<String>) -> [Int] {
    (wrapping.metadata + wrapping.settings).compactMap { fact in
      let name = fact.key.split(separator: ".").last.map(String.init) ?? ""
      return names.contains(name) ? Int(fact.value) : nil
    }
  }
}
