import Files

/// Takes the network to use out of the values of a pickle, and notes what lay around it.
struct StateExtraction {
  /// What a file gives.
  struct Result {
    var tensors: [StoredTensor]
    /// Tensors that lay beside the network, such as a mean latent.
    var loose: [StoredTensor] = []
    var wrapping = Wrapping()
  }

  private let machine: PickleMachine
  private let chosen: Candidate
  private(set) var wrapping = Wrapping()
  private(set) var loose: [(name: String, content: Candidate.Content)] = []

  private static let tensorLimit = 100_000
  private static let looseLimit = 64
  private static let nameLimit = 1024
  private static let noteLimit = 64

  init(_ machine: PickleMachine, root: Int, weights: String?) throws(Refusal) {
    self.machine = machine
    try machine.checkStructure(from: root)
    let dictionary = try Self.rootDictionary(machine, root)
    let candidates = try CandidateSearch(machine, root: dictionary).candidates
    guard !candidates.isEmpty else { throw Self.nothing(machine, dictionary) }
    chosen = try candidates.chosen(weights)
    try checkContents()
    wrapping.note(chosen, among: candidates)
    try noteSurroundings(candidates)
  }

  /// The names of tensors that live in a storage, for messages.
  func user(ofStorage key: String) -> String? {
    chosen.tensors.first { tensor in
      if case .reference(let reference) = tensor.content {
        reference.storage.key == key
      } else {
        false
      }
    }?.name
  }

  /// Holds the tensors against the file's storages.
  func result(storages: [String: ArraySlice<UInt8>]) throws(Refusal) -> Result {
    let all = chosen.tensors + loose
    let stored = try TensorAssembly.tensors(all, storages: storages)
    return Result(
      tensors: Array(stored.prefix(chosen.tensors.count)),
      loose: Array(stored.dropFirst(chosen.tensors.count)),
      wrapping: wrapping
    )
  }

  private static func rootDictionary(_ machine: PickleMachine, _ root: Int) throws(Refusal) -> Int {
    switch machine.values[root] {
    case .dictionary(let dictionary): return dictionary
    case .object(let object):
      throw Refusal(
        at: "root",
        "an object of \(machine.objects[object].name) instead of a dictionary of named tensors; "
          + "nothing was run",
        advice: "Save the model's state_dict"
      )
    case let other:
      throw Refusal(
        at: "root",
        "\(other.kind) instead of a dictionary of named tensors",
        advice: "Save the model's state_dict"
      )
    }
  }

  private static func nothing(_ machine: PickleMachine, _ dictionary: Int) -> Refusal {
    let objects = machine.dictionaries[dictionary].compactMap { item -> String? in
      guard case .object(let object) = machine.values[item.value] else { return nil }
      return machine.objects[object].name
    }
    let found = objects.isEmpty ? "" : ", but objects such as \(objects[0]), which are not read"
    return Refusal(
      at: "root",
      "no dictionary of named tensors in it\(found)",
      advice: "Save the state_dict of one model"
    )
  }

  // MARK: The network's own dictionary

  private func checkContents() throws(Refusal) {
    guard chosen.tensors.count <= Self.tensorLimit else {
      throw Refusal(
        at: "state dictionary",
        "\(chosen.tensors.count) tensors; at most \(Self.tensorLimit) are read"
      )
    }
    for (name, _) in chosen.tensors where name.isEmpty || name.utf8.count > Self.nameLimit {
      throw Refusal(
        at: "tensor '\(name.prefix(40))'",
        "a name of \(name.utf8.count) bytes; 1 to \(Self.nameLimit) are read"
      )
    }
    guard let dictionary = chosen.dictionaries.last else { return }
    for (key, value) in machine.dictionaries[dictionary] {
      guard case .string(let name) = machine.values[key] else {
        throw Refusal(at: "state dictionary", "\(machine.values[key].kind) as a tensor's name")
      }
      if let object = machine.firstObject(in: value) {
        throw Refusal(
          at: "'\(name)' among the tensors",
          "it asks for '\(object)', which no dictionary of tensors needs; nothing was run",
          advice: "Save the model's state_dict of dense tensors instead"
        )
      }
    }
  }

  // MARK: What lies around it

  private mutating func noteSurroundings(_ candidates: [Candidate]) throws(Refusal) {
    let taken = Set(chosen.path)
    for (level, dictionary) in chosen.dictionaries.enumerated() {
      let isOwn = level == chosen.dictionaries.count - 1
      let above = Array(chosen.path.prefix(level))
      for (key, value) in try machine.namedItems(of: dictionary) {
        if let content = machine.content(of: value) {
          if !isOwn { setAside(key, content) }
          continue
        }
        if case .array(let array) = machine.values[value], !array.dimensions.isEmpty {
          setAside(key, .stored(try StoredTensor(array)))
          continue
        }
        if !isOwn, taken.contains(key), chosen.path[level] == key { continue }
        if let average = machine.unreadAverage(in: value, called: above + [key]) {
          wrapping.unreadAverages.append(average)
        }
        let isAlternative = candidates.contains { candidate in
          candidate.meaning.part != .optimizer && candidate.path.starts(with: above + [key])
        }
        if !isAlternative { keepAside(key, value) }
      }
    }
    let networks = candidates.filter {
      $0.path != chosen.path && $0.dictionaries == chosen.dictionaries
    }
    for (name, content) in chosen.strays {
      let isElsewhere = networks.contains { network in
        name.hasPrefix((network.path.last ?? "") + ".")
      }
      if !isElsewhere { setAside(name, content) }
    }
  }

  private mutating func setAside(_ name: String, _ content: Candidate.Content) {
    wrapping.setAside.append(name)
    if loose.count < Self.looseLimit, !name.isEmpty, name.utf8.count <= Self.nameLimit,
      !loose.contains(where: { $0.name == name })
    {
      loose.append((name, content))
    }
  }

  private mutating func keepAside(_ key: String, _ value: Int) {
    if case .none = machine.values[value] { return }
    if let text = machine.text(of: value) {
      wrapping.metadata.append(.init(key: key, value: text))
      return
    }
    var attributes: Int?
    switch machine.values[value] {
    case .object(let object):
      wrapping.objects.append(.init(key: key, value: machine.objects[object].name))
      attributes = machine.objects[object].attributes
    case .global(let global): wrapping.objects.append(.init(key: key, value: global.name))
    case .dictionary(let dictionary):
      wrapping.setAside.append(key)
      attributes = dictionary
    default: wrapping.setAside.append(key)
    }
    // Settings such as how far a growing network was blended in.
    guard let attributes else { return }
    for item in machine.dictionaries[attributes].prefix(Self.noteLimit) {
      guard case .string(let name) = machine.values[item.key],
        let text = machine.text(of: item.value)
      else { continue }
      wrapping.settings.append(.init(key: "\(key).\(name)", value: text))
    }
  }
}

extension PickleMachine {
  /// Weights that the keys around them call averaged, in a list or an object, which is not read.
  func unreadAverage(in value: Int, called path: [String]) -> Wrapping.Metadatum? {
    let form: String
    switch values[value] {
    case .list, .tuple: form = "a list without names"
    case .object(let object): form = "an object of \(objects[object].name)"
    case .dictionary(let dictionary):
      guard path.count < 4 else { return nil }
      return dictionaries[dictionary].lazy.compactMap { item in
        guard case .string(let name) = values[item.key] else { return nil }
        return unreadAverage(in: item.value, called: path + [name])
      }.first
    default: return nil
    }
    let meaning = KeyMeaning(path)
    guard meaning.isAveraged, meaning.part != .optimizer, holdsWeights(value) else { return nil }
    return .init(key: path.joined(separator: "/"), value: form)
  }

  /// Whether three tensors of a layer's form or more lie in a value, however deep.
  private func holdsWeights(_ value: Int) -> Bool {
    var seen: Set<Int> = []
    var pending = [value]
    var count = 0
    while count < 3, let next = pending.popLast() {
      guard seen.insert(next).inserted else { continue }
      if case .object(let index) = values[next] {
        let object = objects[index]
        pending += object.arguments + object.items
        pending += object.attributes.map { dictionaries[$0].map(\.value) } ?? []
      } else if let content = content(of: next) {
        count += content.dimensions.count >= 2 ? 1 : 0
      } else {
        pending += children(of: next)
      }
    }
    return count == 3
  }

  /// A single value as text; nil for what has parts.
  func text(of value: Int) -> String? {
    switch values[value] {
    case .bool(let flag): return "\(flag)"
    case .integer(let number): return "\(number)"
    case .longInteger: return "a large number"
    case .number(let number): return "\(number)"
    case .string(let text): return String(text.prefix(1000))
    case .array(let array) where array.dimensions.isEmpty:
      return (try? StoredTensor(array))?.floats().first.map { "\($0)" }
    default: return nil
    }
  }

  /// The name of the first object of an unknown class in a value or in what it contains.
  func firstObject(in value: Int) -> String? {
    var seen: Set<Int> = []
    var pending = [value]
    while let next = pending.popLast() {
      guard seen.insert(next).inserted else { continue }
      switch values[next] {
      case .object(let object): return objects[object].name
      case .global(.other(let name)) where !Self.isType(name): return name
      default: pending += children(of: next)
      }
    }
    return nil
  }

  /// "torch.float32" and the like, which name a type and nothing else.
  private static func isType(_ name: String) -> Bool {
    let parts = name.split(separator: ".")
    return parts.count == 2 && parts[0] == "torch"
      && ["float", "int", "uint", "bfloat", "complex", "bool"].contains { parts[1].hasPrefix($0) }
  }
}
