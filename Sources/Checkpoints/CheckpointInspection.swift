public import Faults

/// What a file of weights is: its format, its tensors and what surrounded them.
public struct CheckpointInspection: Sendable {
  /// The tensors, for whoever recognises the network they belong to.
  public let state: StateDictionary
  /// Tensors that hold infinite values or values that are not numbers, with how many.
  public let nonFinite: [(name: String, count: Int)]

  /// Reads a file and looks at every value in it.
  ///
  /// - Throws: `Fault` of kind missing, refused or inputOutput.
  public static func describe(path: String) throws(Fault) -> CheckpointInspection {
    try CheckpointInspection(of: CheckpointReader.read(path: path))
  }

  /// Looks at every value of tensors that are read already.
  public init(of state: StateDictionary) {
    self.state = state
    nonFinite = state.nonFiniteCounts()
  }

  /// How many values all tensors hold together.
  public var valueCount: Int { state.entries.reduce(0) { $0 + $1.count } }

  /// The facts about the file, each with its heading; safe to print.
  public var facts: [(heading: String, text: String)] {
    let types = Set(state.entries.map(\.elementType.rawValue)).sorted().joined(separator: ", ")
    var facts = [
      ("format", state.format.title),
      ("size", "\(state.fileSize) bytes"),
      ("sha-256", state.contentHash),
      ("tensors", "\(state.entries.count) with \(valueCount) values (\(types))"),
    ]
    let wrapping = state.wrapping
    if !wrapping.path.isEmpty {
      facts.append(("taken from", wrapping.path.map(quoted).joined(separator: " in turn ")))
    }
    if !wrapping.alternatives.isEmpty {
      facts.append(("not taken", listed(wrapping.alternatives)))
    }
    if let prefix = wrapping.removedPrefix {
      facts.append(("prefix", "\(quoted(prefix)) taken off every name"))
    }
    facts += wrapping.metadata.prefix(Self.listLimit).map {
      ("beside", "\(quoted($0.key)): \(displayable($0.value))")
    }
    if wrapping.metadata.count > Self.listLimit {
      facts.append(("beside", "and \(wrapping.metadata.count - Self.listLimit) more values"))
    }
    if !wrapping.setAside.isEmpty {
      facts.append(("set aside", listed(wrapping.setAside)))
    }
    facts += wrapping.objects.prefix(Self.listLimit).map {
      ("set aside", "\(quoted($0.key)) (\(displayable($0.value, limit: 120)))")
    }
    facts += nonFinite.prefix(Self.listLimit).map { name, count in
      ("warning", "\(quoted(name)) has \(count) values that are infinite or not numbers")
    }
    if nonFinite.count > Self.listLimit {
      facts.append(("warning", "and so have \(nonFinite.count - Self.listLimit) more tensors"))
    }
    return facts
  }

  /// One line for each tensor: name, type and shape in columns; safe to print.
  public var tensorLines: [String] {
    let rows = state.entries.map { entry in
      (
        displayable(entry.name, limit: 72), entry.elementType.rawValue,
        "(\(entry.dimensions.map(String.init).joined(separator: ", ")))"
      )
    }
    let nameWidth = rows.map(\.0.count).max() ?? 0
    let typeWidth = rows.map(\.1.count).max() ?? 0
    return rows.map { name, type, shape in
      padded(name, nameWidth) + "  " + padded(type, typeWidth) + "  " + shape
    }
  }

  private static let listLimit = 40

  private func listed(_ keys: [String]) -> String {
    let more = keys.count > Self.listLimit ? " and \(keys.count - Self.listLimit) more" : ""
    return keys.prefix(Self.listLimit).map(quoted).joined(separator: ", ") + more
  }

  private func quoted(_ text: String) -> String { "'\(displayable(text, limit: 120))'" }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}

extension CheckpointFormat {
  /// What people call the format.
  public var title: String {
    switch self {
    case .pytorchZip: "PyTorch checkpoint (zip archive)"
    case .pytorchLegacy: "PyTorch checkpoint (before version 1.6)"
    case .safetensors: "safetensors"
    case .pythonPickle: "Python pickle that holds its values itself"
    }
  }
}
