import Files

/// Finds the dictionary of named tensors among the values of a pickle.
struct StateExtraction {
  private let machine: PickleMachine
  private(set) var wrapping = Wrapping()
  private(set) var tensors: [(name: String, tensor: TensorReference)] = []

  /// Keys under which training scripts keep the weights to use, the better ones first: averaged
  /// generators come before those they are averages of.
  private static let preferredKeys = [
    "state_dict", "g_ema", "G_ema", "generator_ema", "ema", "generator", "netG", "G", "g", "model",
    "net", "weights",
  ]
  private static let tensorLimit = 100_000
  private static let nameLimit = 1024

  init(_ machine: PickleMachine, root: Int) throws(Refusal) {
    self.machine = machine
    try checkStructure(from: root)
    var dictionary = try rootDictionary(root)
    // Every round goes one level deeper, and the depth is limited.
    while !isState(dictionary) { dictionary = try descend(from: dictionary) }
    try collect(dictionary)
    removeModulePrefix()
  }

  private func rootDictionary(_ root: Int) throws(Refusal) -> Int {
    guard case .dictionary(let dictionary) = machine.values[root] else {
      throw Refusal(
        at: "root",
        "\(machine.values[root].kind) instead of a dictionary of named tensors",
        advice: "Save the model's state_dict"
      )
    }
    return dictionary
  }

  private func isState(_ dictionary: Int) -> Bool {
    machine.dictionaries[dictionary].contains { item in
      if case .tensor = machine.values[item.value] { true } else { false }
    }
  }

  /// Chooses among the dictionaries under this one the one that holds tensors.
  private mutating func descend(from dictionary: Int) throws(Refusal) -> Int {
    var candidates: [(key: String, dictionary: Int)] = []
    for (key, value) in machine.dictionaries[dictionary] {
      guard case .string(let key) = machine.values[key] else { continue }
      if case .dictionary(let inner) = machine.values[value], holdsState(inner, depth: 2) {
        candidates.append((key, inner))
      } else {
        keepAside(key, value)
      }
    }
    let preferred = Self.preferredKeys.lazy.compactMap { key in
      candidates.first { $0.key == key }
    }.first
    guard let chosen = preferred ?? (candidates.count == 1 ? candidates[0] : nil) else {
      throw Refusal(
        at: "root",
        candidates.isEmpty
          ? "no dictionary of named tensors in it"
          : "several dictionaries of tensors ("
            + candidates.prefix(8).map { "'\($0.key)'" }.joined(separator: ", ")
            + ") and none under a known key",
        advice: "Save the state_dict of one model"
      )
    }
    wrapping.path.append(chosen.key)
    wrapping.alternatives += candidates.map(\.key).filter { $0 != chosen.key }
    return chosen.dictionary
  }

  /// Whether tensors lie in a dictionary or at most `depth` dictionaries below it.
  private func holdsState(_ dictionary: Int, depth: Int) -> Bool {
    if isState(dictionary) { return true }
    guard depth > 0 else { return false }
    return machine.dictionaries[dictionary].contains { item in
      guard case .string = machine.values[item.key],
        case .dictionary(let inner) = machine.values[item.value]
      else { return false }
      return holdsState(inner, depth: depth - 1)
    }
  }

  private mutating func collect(_ dictionary: Int) throws(Refusal) {
    for (key, value) in machine.dictionaries[dictionary] {
      guard case .string(let name) = machine.values[key] else {
        throw Refusal(at: "state dictionary", "\(machine.values[key].kind) as a tensor's name")
      }
      guard case .tensor(let tensor) = machine.values[value] else {
        keepAside(name, value)
        continue
      }
      guard !name.isEmpty, name.utf8.count <= Self.nameLimit else {
        throw Refusal(
          at: "tensor '\(name.prefix(40))'",
          "a name of \(name.utf8.count) bytes; 1 to \(Self.nameLimit) are read"
        )
      }
      tensors.append((name, tensor))
    }
    guard tensors.count <= Self.tensorLimit else {
      throw Refusal(
        at: "state dictionary",
        "\(tensors.count) tensors; at most \(Self.tensorLimit) are read"
      )
    }
  }

  private mutating func keepAside(_ key: String, _ value: Int) {
    switch machine.values[value] {
    case .none: break
    case .bool(let flag): wrapping.metadata.append(.init(key: key, value: "\(flag)"))
    case .integer(let number): wrapping.metadata.append(.init(key: key, value: "\(number)"))
    case .number(let number): wrapping.metadata.append(.init(key: key, value: "\(number)"))
    case .string(let text): wrapping.metadata.append(.init(key: key, value: text))
    default: wrapping.setAside.append(key)
    }
  }

  /// DataParallel puts "module." before every name.
  private mutating func removeModulePrefix() {
    let prefix = "module."
    guard tensors.allSatisfy({ $0.name.hasPrefix(prefix) && $0.name != prefix }) else { return }
    tensors = tensors.map { (String($0.name.dropFirst(prefix.count)), $0.tensor) }
    wrapping.removedPrefix = prefix
  }

  // MARK: Structure

  /// Refuses values that contain themselves or nest too deeply, without recursion.
  private func checkStructure(from root: Int) throws(Refusal) {
    // Height of each value once it is known; 0 while it is being visited.
    var heights = [Int?](repeating: nil, count: machine.values.count)
    var pending: [(value: Int, isLeaving: Bool)] = [(root, false)]
    while let (value, isLeaving) = pending.popLast() {
      let children = children(of: value)
      if isLeaving {
        let height = 1 + (children.map { heights[$0] ?? 0 }.max() ?? 0)
        guard height <= PickleMachine.Limits.depth else {
          throw Refusal(
            at: "root",
            "values nest more than \(PickleMachine.Limits.depth) levels deep"
          )
        }
        heights[value] = height
      } else if let height = heights[value] {
        guard height > 0 else { throw Refusal(at: "root", "a container that contains itself") }
      } else {
        heights[value] = 0
        pending.append((value, true))
        pending += children.lazy.filter { heights[$0] == nil || heights[$0] == 0 }.map {
          ($0, false)
        }
      }
    }
  }

  private func children(of value: Int) -> [Int] {
    switch machine.values[value] {
    case .tuple(let sequence), .list(let sequence): machine.sequences[sequence]
    case .dictionary(let dictionary): machine.dictionaries[dictionary].map(\.value)
    default: []
    }
  }
}
