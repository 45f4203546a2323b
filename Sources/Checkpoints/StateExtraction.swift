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

  /// How many dictionaries lie between each dictionary and the nearest tensors: 0 to 2, or nil.
  private let distances: [Int?]

  init(_ machine: PickleMachine, root: Int) throws(Refusal) {
    self.machine = machine
    distances = Self.distances(in: machine)
    try checkStructure(from: root)
    var dictionary = try rootDictionary(root)
    // Every round goes one level deeper, and the depth is limited.
    while let inner = try descend(from: dictionary) { dictionary = inner }
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

  /// Chooses the dictionary of tensors under this one, or nil if this is the one.
  private mutating func descend(from dictionary: Int) throws(Refusal) -> Int? {
    let items = try namedItems(of: dictionary)
    let candidates = items.compactMap { key, value -> (key: String, dictionary: Int)? in
      guard case .dictionary(let inner) = machine.values[value], distances[inner] != nil else {
        return nil
      }
      return (key, inner)
    }
    let preferred = Self.preferredKeys.lazy.compactMap { key in
      candidates.first { $0.key == key }
    }.first
    if preferred == nil, distances[dictionary] == 0 { return nil }
    guard let chosen = preferred ?? (candidates.count == 1 ? candidates[0] : nil) else {
      throw ambiguity(candidates.map(\.key))
    }
    wrapping.path.append(chosen.key)
    let alternatives = Set(candidates.map(\.key))
    for (key, value) in items where key != chosen.key {
      if alternatives.contains(key) {
        wrapping.alternatives.append(key)
      } else {
        keepAside(key, value)
      }
    }
    return chosen.dictionary
  }

  /// The items with names; of two with one name, readers could take either.
  private func namedItems(of dictionary: Int) throws(Refusal) -> [(key: String, value: Int)] {
    var keys: Set<String> = []
    var items: [(key: String, value: Int)] = []
    for (key, value) in machine.dictionaries[dictionary] {
      guard case .string(let key) = machine.values[key] else { continue }
      guard keys.insert(key).inserted else {
        throw Refusal(at: "key '\(key)'", "there are two of this name")
      }
      items.append((key, value))
    }
    return items
  }

  private func ambiguity(_ keys: [String]) -> Refusal {
    let listed = keys.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
    return Refusal(
      at: "root",
      keys.isEmpty
        ? "no dictionary of named tensors in it"
        : "several dictionaries of tensors (\(listed)) and none under a known key",
      advice: "Save the state_dict of one model"
    )
  }

  private static func distances(in machine: PickleMachine) -> [Int?] {
    var distances: [Int?] = machine.dictionaries.map { items in
      items.contains { if case .tensor = machine.values[$0.value] { true } else { false } }
        ? 0 : nil
    }
    for distance in 1...2 {
      for (index, items) in machine.dictionaries.enumerated() where distances[index] == nil {
        let isNear = items.contains { item in
          guard case .string = machine.values[item.key],
            case .dictionary(let inner) = machine.values[item.value]
          else { return false }
          return distances[inner] == distance - 1
        }
        if isNear { distances[index] = distance }
      }
    }
    return distances
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
      if isLeaving {
        let height = 1 + (children(of: value).map { heights[$0] ?? 0 }.max() ?? 0)
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
        // One that is known already is left out, one that is being visited is a cycle.
        pending += children(of: value).filter { (heights[$0] ?? 0) == 0 }.map { ($0, false) }
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
